"""What is matched: members, shifts and what binds them, as plain arrays.

Units throughout: places on the ground are whole metres on a local plane (homes already coarsened to
250 m cells), time is whole minutes, days are counted from ``Problem.first_day``, money is nowhere.
Rows are referred to by their position: "member 17" is row 17 of every array in ``Members``.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

SLOT_MINUTES = 30
SLOTS_A_DAY = 24 * 60 // SLOT_MINUTES
SLOTS_A_WEEK = 7 * SLOTS_A_DAY
DAY_MINUTES = 24 * 60


class InvalidProblem(ValueError):
    """The arrays do not fit together; the message says which and why."""


@dataclass(frozen=True)
class Members:
    """The people who may be asked: ``n`` rows.

    unit        (n,) int    row of the unit that the member belongs to
    x, y        (n,) int    home, metres
    radius      (n,) int    how far the member is willing to go, metres
    skills      (n,) uint64 one bit per skill
    free        (n, 42) uint8   the week from Monday 00:00 in half hours, packed by ``packed_week``
    cap         (n,) int    most shifts in the month that the member wishes
    taken       (n,) int    shifts of the month already accepted
    history     (n,) float  shifts a month in the months before, on average
    open_offers (n,) int    offers sent before and not answered yet
    """

    unit: IntArray
    x: IntArray
    y: IntArray
    radius: IntArray
    skills: NDArray[np.uint64]
    free: NDArray[np.uint8]
    cap: IntArray
    taken: IntArray
    history: FloatArray
    open_offers: IntArray

    @property
    def count(self) -> int:
        """How many members there are."""
        return len(self.unit)


@dataclass(frozen=True)
class Shifts:
    """The shifts with open places: ``n`` rows, each inside one calendar day.

    community  (n,) int    row of the community that asks
    x, y       (n,) int    where it takes place, metres
    day        (n,) int    days since ``Problem.first_day``
    start, end (n,) int    minutes of that day, 0 ≤ start < end ≤ 1440
    places     (n,) int    places still open
    total      (n,) int    all places, the filled ones included
    required   (n,) uint64 skills that everyone on the shift must have
    desired    (n,) uint64 skills that would help
    """

    community: IntArray
    x: IntArray
    y: IntArray
    day: IntArray
    start: IntArray
    end: IntArray
    places: IntArray
    total: IntArray
    required: NDArray[np.uint64]
    desired: NDArray[np.uint64]

    @property
    def count(self) -> int:
        """How many shifts there are."""
        return len(self.community)


@dataclass(frozen=True)
class Intervals:
    """Stretches of time of members: (k,) int each, minutes since midnight of ``first_day``."""

    member: IntArray
    start: IntArray
    end: IntArray


@dataclass(frozen=True)
class Problem:
    """One month of one area, ready to be matched.

    ``openings`` are times at which a member is free although the week says otherwise, ``absences``
    times at which a member cannot come, ``engagements`` the shifts already accepted or offered (in
    any area). ``refused`` holds pairs (k, 2) of (member, shift) that must not be
    offered: declined before, or blocked. ``offer_limit`` is the most unanswered offers that one
    person may hold at a time (None: no limit). ``seed`` orders equals among themselves.
    """

    members: Members
    shifts: Shifts
    units: int
    communities: int
    first_day: date
    days: int
    openings: Intervals
    absences: Intervals
    engagements: Intervals
    refused: IntArray
    skill_names: tuple[str, ...] = ()
    offer_limit: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together.

        Raises:
            InvalidProblem: with the first thing that is wrong.

        """
        for wrong, what in self._faults():
            if wrong:
                raise InvalidProblem(what)

    def _faults(self) -> list[tuple[bool, str]]:
        members, shifts = self.members, self.shifts
        lengths = {len(column) for column in vars(members).values()}
        shift_lengths = {len(column) for column in vars(shifts).values()}
        if len(lengths) > 1 or len(shift_lengths) > 1:
            return [(True, "columns of different length")]
        return [
            (members.free.shape[1:] != (SLOTS_A_WEEK // 8,), "free time is not 42 bytes a member"),
            (_outside(members.unit, self.units), "a member's unit is not a row of units"),
            (_outside(shifts.community, self.communities), "a shift's community is no row"),
            (_outside(shifts.day, self.days), "a shift lies outside the days"),
            (bool((shifts.start < 0).any() or (shifts.end > DAY_MINUTES).any()), "past midnight"),
            (bool((shifts.start >= shifts.end).any()), "a shift ends before it starts"),
            (bool((shifts.places < 0).any()), "negative places"),
            (bool((shifts.places > shifts.total).any()), "more open places than places"),
            (bool((members.radius < 0).any()), "a negative radius"),
            (_outside(self.openings.member, members.count), "an opening of nobody"),
            (_outside(self.absences.member, members.count), "an absence of nobody"),
            (_outside(self.engagements.member, members.count), "an engagement of nobody"),
            (self.refused.ndim != 2 or self.refused.shape[1] != 2, "refused pairs are not pairs"),
        ]

    @cached_property
    def room(self) -> IntArray:
        """(n,) how many more offers each member may get: by own cap, and by open offers.

        An unanswered offer counts as if it were accepted.
        """
        room = self.members.cap - self.members.taken - self.members.open_offers
        if self.offer_limit is not None:
            room = np.minimum(room, self.offer_limit - self.members.open_offers)
        return np.asarray(np.maximum(room, 0))

    @cached_property
    def serving(self) -> BoolArray:
        """(members, days) whether the member already serves on that day."""
        table = np.zeros((self.members.count, self.days), dtype=np.bool_)
        first = self.engagements.start // DAY_MINUTES
        last = (self.engagements.end - 1) // DAY_MINUTES
        for offset in range(int((last - first).max(initial=-1)) + 1):
            day = first + offset
            inside = (day <= last) & (day >= 0) & (day < self.days)
            table[self.engagements.member[inside], day[inside]] = True
        return table

    @cached_property
    def community_open(self) -> IntArray:
        """(communities,) open places of each community."""
        return _sums(self.shifts.community, self.shifts.places, self.communities)

    @cached_property
    def community_total(self) -> IntArray:
        """(communities,) all places of each community, the filled ones included."""
        return _sums(self.shifts.community, self.shifts.total, self.communities)

    @cached_property
    def open_places(self) -> int:
        """All open places together."""
        return int(self.shifts.places.sum())

    def date_of(self, shift: int) -> date:
        """The calendar day of a shift."""
        return self.first_day + timedelta(days=int(self.shifts.day[shift]))

    def slots_of(self, shift: int) -> tuple[int, int]:
        """First half hour of the week that the shift touches, and the one after its last."""
        base = self.date_of(shift).weekday() * SLOTS_A_DAY
        start, end = int(self.shifts.start[shift]), int(self.shifts.end[shift])
        return base + start // SLOT_MINUTES, base - (-end // SLOT_MINUTES)


def packed_week(table: BoolArray) -> NDArray[np.uint8]:
    """Pack (n, 336) half hours from Monday 00:00 into the (n, 42) bytes of ``Members.free``."""
    return np.packbits(table, axis=1)


def no_intervals() -> Intervals:
    """An empty list of intervals."""
    empty = np.zeros(0, dtype=np.int64)
    return Intervals(empty, empty, empty)


def no_pairs() -> IntArray:
    """An empty list of (member, shift) pairs."""
    return np.zeros((0, 2), dtype=np.int64)


def _outside(rows: IntArray, count: int) -> bool:
    return bool(((rows < 0) | (rows >= count)).any())


def _sums(rows: IntArray, values: IntArray, count: int) -> IntArray:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, rows, values)
    return total
