"""What is matched: members, shifts and what binds them, as plain arrays.

Units throughout: places on the ground are whole metres on a local plane (homes already coarsened to
250 m cells), time is whole minutes, days are counted from ``Problem.first_day``, money is nowhere.
Rows are referred to by their position: "member 17" is row 17 of every array in ``Members``.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, fields, replace
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
SQUARE_METRES = 500
"""Side of the squares in which ``by_place`` gathers neighbours."""
UNKNOWN_AGE = -1
OWN_STRETCHES = 3
"""Stretches that a member's day may have besides the common ones."""
MOST_A_DAY = 25
"""A day's cap is below this."""
OLDEST = 200
"""Nobody is older: as an upper limit it asks for nothing."""


class InvalidProblem(ValueError):
    """The arrays do not fit together; the message says which and why."""


def _left_out() -> IntArray:
    return np.zeros(0, dtype=np.int64)


class _Columns:
    """Columns of equal length; where those with an ``alike`` are left out, every row says it."""

    def __post_init__(self) -> None:
        """Fill what was left out; the first column says how long."""
        first, *others = fields(self)  # type: ignore[arg-type]  # what inherits is a dataclass
        rows = len(getattr(self, first.name))
        for column in others:
            if "alike" in column.metadata and not len(getattr(self, column.name)):
                whole = np.full(rows, column.metadata["alike"], dtype=np.int64)
                object.__setattr__(self, column.name, whole)


@dataclass(frozen=True)
class Members(_Columns):
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
    day_cap     (n,) int    most shifts of one day; one if left out
    age         (n,) int    whole years when the month begins, -1 if unknown; unknown if left out
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
    day_cap: IntArray = field(default_factory=_left_out, metadata={"alike": 1})
    age: IntArray = field(default_factory=_left_out, metadata={"alike": UNKNOWN_AGE})

    @property
    def count(self) -> int:
        """How many members there are."""
        return len(self.unit)


@dataclass(frozen=True)
class Shifts(_Columns):
    """The shifts with open places: ``n`` rows, each inside one calendar day.

    community  (n,) int    row of the community that asks
    x, y       (n,) int    where it takes place, metres
    day        (n,) int    days since ``Problem.first_day``
    start, end (n,) int    minutes of that day, 0 ≤ start < end ≤ 1440
    places     (n,) int    places still open
    total      (n,) int    all places, the filled ones included
    required   (n,) uint64 skills that everyone on the shift must have
    desired    (n,) uint64 skills that would help
    age_from   (n,) int    least age in years, 0 for no limit; none if left out
    age_until  (n,) int    greatest age in years, 200 for no limit; none if left out
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
    age_from: IntArray = field(default_factory=_left_out, metadata={"alike": 0})
    age_until: IntArray = field(default_factory=_left_out, metadata={"alike": OLDEST})

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
    person may hold at a time (None: no limit). ``rest_minutes`` must lie between the end of one
    shift of a member and the beginning of the next, across midnight too; a member never has two
    at a time. ``seed`` orders equals among themselves. ``moments`` (k, 3) part some days of some
    members in a way of their own: member × days + day, rising, the minute of that day around which
    shifts are, and which stretch of their own they make. The last row that fits a shift holds.
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
    rest_minutes: int = 0
    seed: int = 0
    moments: IntArray = field(default_factory=lambda: no_moments())

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
            (_outside(members.day_cap, MOST_A_DAY), "a day's cap out of range"),
            (self.rest_minutes < 0, "a negative rest"),
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
    def day_room(self) -> NDArray[np.int8]:
        """(members, days) how many more offers each member may get on each day.

        What the member has accepted already counts on every day that it touches.
        """
        table = np.repeat(self.members.day_cap.astype(np.int8)[:, None], self.days, axis=1)
        first = self.engagements.start // DAY_MINUTES
        last = (self.engagements.end - 1) // DAY_MINUTES
        for offset in range(int((last - first).max(initial=-1)) + 1):
            day = first + offset
            inside = (day <= last) & (day >= 0) & (day < self.days)
            np.subtract.at(table, (self.engagements.member[inside], day[inside]), 1)
        return np.maximum(table, 0, out=table)

    @cached_property
    def stretching(self) -> "list[list[int]]":
        """For each day the moments at which its stretches end: shifts around one moment all clash.

        There is one stretch, the whole day, unless somebody may take on several shifts of a day.
        """
        found: list[list[int]] = [[] for _ in range(self.days)]
        if self.several_a_day:
            shifts = self.shifts
            for row in np.argsort(shifts.end, kind="stable").tolist():
                moments = found[int(shifts.day[row])]
                if not moments or shifts.start[row] >= moments[-1]:
                    moments.append(int(shifts.end[row]) + self.rest_minutes)
        return found

    @cached_property
    def stretches(self) -> int:
        """Stretches of each day: the common ones, the last for later shifts, and a member's own."""
        most = max(map(len, self.stretching), default=0)
        return most + 1 + OWN_STRETCHES if most else 1

    @property
    def common_stretches(self) -> int:
        """Those of them that are the same for everybody; a member's own come after them."""
        return self.stretches - OWN_STRETCHES if self.stretches > 1 else 1

    def stretch_of(self, day: int, start: int, end: int) -> int:
        """The stretch of a shift: the first around whose moment it lies, or else the last."""
        for number, moment in enumerate(self.stretching[day]):
            if start < moment <= end + self.rest_minutes:
                return number
        return self.common_stretches - 1

    @cached_property
    def stretch(self) -> IntArray:
        """(shifts,) the stretch of its day in which each shift lies."""
        if self.stretches == 1:
            return np.zeros(self.shifts.count, dtype=np.int64)
        columns = self.shifts.day, self.shifts.start, self.shifts.end
        spans = zip(*(column.tolist() for column in columns), strict=True)
        return np.array([self.stretch_of(*span) for span in spans], dtype=np.int64)

    @property
    def times(self) -> int:
        """Times of a member that a plan gives away at most once each: days, or their stretches."""
        return self.days * self.stretches

    def time_of(self, member: IntArray, shift: IntArray) -> IntArray:
        """(k,) the time that each shift takes of each member, as member × times + its number."""
        day = member * self.days + self.shifts.day[shift]
        if self.stretches == 1:
            return day
        several = self.day_room.ravel()[day] > 1
        stretch = np.where(several, self.stretch[shift], 0)
        if len(self.moments):
            own = np.flatnonzero(self._parted_days[day])
            stretch[own] = self._own_stretch(day[own], shift[own], stretch[own])
        return np.asarray(day * self.stretches + stretch)

    @cached_property
    def _parted_days(self) -> BoolArray:
        """(members × days,) which are parted in a way of their own."""
        found = np.zeros(self.members.count * self.days, dtype=np.bool_)
        found[self.moments[:, 0]] = True
        return found

    def _own_stretch(self, day: IntArray, shift: IntArray, common: IntArray) -> IntArray:
        """(k,) the stretch of each shift on a member's day that is parted in a way of its own."""
        found = common.copy()
        key = np.ascontiguousarray(self.moments[:, 0])
        first, after = (np.searchsorted(key, day, side=side) for side in ("left", "right"))
        start, end = self.shifts.start[shift], self.shifts.end[shift] + self.rest_minutes
        for rank in range(int((after - first).max(initial=0))):
            row = np.minimum(first + rank, len(key) - 1)
            moment, stretch = self.moments[row, 1], self.common_stretches + self.moments[row, 2]
            around = (first + rank < after) & (start < moment) & (moment <= end)
            found[around] = stretch[around]
        return found

    @cached_property
    def several_a_day(self) -> bool:
        """Whether anybody may take on several shifts of a day."""
        return bool((self.members.day_cap > 1).any())

    @cached_property
    def may_clash(self) -> bool:
        """Whether two offers that a day's cap lets through could stand in each other's way."""
        return self.rest_minutes > 0 or self.several_a_day

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

    @cached_property
    def slots(self) -> tuple[IntArray, IntArray]:
        """(shifts,) first half hour of the week that each touches, and the one after its last."""
        weekday = (self.first_day.weekday() + self.shifts.day) % 7
        base = weekday * SLOTS_A_DAY
        return base + self.shifts.start // SLOT_MINUTES, base - (-self.shifts.end // SLOT_MINUTES)

    @cached_property
    def opened(self) -> "ByMember":
        """The openings, member by member."""
        return ByMember.of(self.openings, self.members.count)

    @cached_property
    def occupied(self) -> "ByMember":
        """The absences and the engagements, member by member."""
        both = zip(vars(self.absences).values(), vars(self.engagements).values(), strict=True)
        return ByMember.of(Intervals(*map(np.concatenate, both)), self.members.count)

    @cached_property
    def engaged(self) -> "ByMember":
        """The engagements, member by member."""
        return ByMember.of(self.engagements, self.members.count)

    @cached_property
    def spans(self) -> tuple[IntArray, IntArray]:
        """(shifts,) start and end of each, minutes since midnight of the first day."""
        midnight = self.shifts.day * DAY_MINUTES
        return midnight + self.shifts.start, midnight + self.shifts.end

    @cached_property
    def ready(self) -> BoolArray:
        """(members,) who may get an offer at all."""
        return self.room > 0

    @cached_property
    def refusing(self) -> BoolArray:
        """(members,) who must be kept apart from some shift."""
        found = np.zeros(self.members.count, dtype=np.bool_)
        found[self.refused[:, 0]] = True
        return found

    @cached_property
    def refused_keys(self) -> IntArray:
        """(k,) the refused pairs as one rising number each: member × shifts + shift."""
        return np.sort(self.refused[:, 0] * self.shifts.count + self.refused[:, 1])

    def date_of(self, shift: int) -> date:
        """The calendar day of a shift."""
        return self.first_day + timedelta(days=int(self.shifts.day[shift]))


def by_place(problem: Problem) -> tuple[Problem, IntArray]:
    """The same problem with neighbours in neighbouring rows, and which row each one had before.

    It changes no answer; looking for candidates then reads memory in runs instead of at random.
    """
    members = problem.members
    order = np.lexsort((members.x, members.y // SQUARE_METRES, members.x // (8 * SQUARE_METRES)))
    row = np.empty(members.count, dtype=np.int64)
    row[order] = np.arange(members.count)

    def moved(intervals: Intervals) -> Intervals:
        return replace(intervals, member=row[intervals.member])

    refused = np.column_stack([row[problem.refused[:, 0]], problem.refused[:, 1]])
    columns = {name: column[order] for name, column in vars(members).items()}
    return (
        replace(
            problem,
            members=Members(**columns),
            openings=moved(problem.openings),
            absences=moved(problem.absences),
            engagements=moved(problem.engagements),
            refused=refused,
        ),
        order,
    )


def with_shifts(problem: Problem, shifts: Shifts) -> Problem:
    """The same members before other shifts, nobody refused; what is known of members is kept.

    Nothing is checked again: it is meant for a single shift between two heartbeats.
    """
    other = copy(problem)
    for name in ("community_open", "community_total", "open_places", "slots", "spans", "stretch"):
        other.__dict__.pop(name, None)
    for name in ("refusing", "refused_keys"):
        other.__dict__.pop(name, None)
    object.__setattr__(other, "shifts", shifts)
    object.__setattr__(other, "refused", no_pairs())
    return other


def with_moments(problem: Problem, moments: IntArray) -> Problem:
    """The same problem, some days of members parted around moments of their own.

    Nothing is checked or reckoned again: it happens between two rounds.
    """
    other = copy(problem)
    other.__dict__.pop("_parted_days", None)
    object.__setattr__(other, "moments", moments)
    return other


def packed_week(table: BoolArray) -> NDArray[np.uint8]:
    """Pack (n, 336) half hours from Monday 00:00 into the (n, 42) bytes of ``Members.free``."""
    return np.packbits(table, axis=1)


@dataclass(frozen=True)
class ByMember:
    """Intervals in order of their members: those of ``m`` are rows ``first[m]:first[m + 1]``."""

    first: IntArray
    start: IntArray
    end: IntArray

    @classmethod
    def of(cls, intervals: Intervals, members: int) -> "ByMember":
        """Put intervals in order."""
        order = np.argsort(intervals.member, kind="stable")
        first = np.searchsorted(intervals.member[order], np.arange(members + 1))
        return cls(first, intervals.start[order], intervals.end[order])

    def overlapping(
        self, member: IntArray, which: IntArray, spans: tuple[IntArray, IntArray]
    ) -> BoolArray:
        """(k,) whether one of the member's intervals shares a minute with span ``which``."""
        start, end = spans
        return self._any(
            member,
            lambda row, pair: (
                (self.start[row] < end[which[pair]]) & (self.end[row] > start[which[pair]])
            ),
        )

    def covering(
        self, member: IntArray, which: IntArray, spans: tuple[IntArray, IntArray]
    ) -> BoolArray:
        """(k,) whether one of the member's intervals holds all of span ``which``."""
        start, end = spans
        return self._any(
            member,
            lambda row, pair: (
                (self.start[row] <= start[which[pair]]) & (self.end[row] >= end[which[pair]])
            ),
        )

    @cached_property
    def some(self) -> BoolArray:
        """(members,) who has an interval at all."""
        return np.diff(self.first) > 0

    def _any(self, member: IntArray, test: Callable[[IntArray, IntArray], BoolArray]) -> BoolArray:
        found = np.zeros(len(member), dtype=np.bool_)
        pair = np.flatnonzero(self.some[member])
        row, last = self.first[member[pair]], self.first[member[pair] + 1]
        while len(pair):
            found[pair] |= test(row, pair)
            more = np.flatnonzero(row + 1 < last)
            pair, row, last = pair[more], row[more] + 1, last[more]
        return found


def rising(values: IntArray) -> IntArray:
    """The different values in rising order: quicker than numpy's hashing where many differ."""
    ordered = np.sort(values)
    return ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]


def rank_in_group(group: IntArray) -> IntArray:
    """(k,) how many rows of the same group stand before each; equal groups stand side by side."""
    first = np.flatnonzero(np.diff(group, prepend=-1))
    return np.arange(len(group)) - np.repeat(first, np.diff(np.append(first, len(group))))


def no_intervals() -> Intervals:
    """An empty list of intervals."""
    empty = np.zeros(0, dtype=np.int64)
    return Intervals(empty, empty, empty)


def no_pairs() -> IntArray:
    """An empty list of (member, shift) pairs."""
    return np.zeros((0, 2), dtype=np.int64)


def no_moments() -> IntArray:
    """An empty list of moments that part a day in a way of its own."""
    return np.zeros((0, 3), dtype=np.int64)


def _outside(rows: IntArray, count: int) -> bool:
    return bool(((rows < 0) | (rows >= count)).any())


def _sums(rows: IntArray, values: IntArray, count: int) -> IntArray:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, rows, values)
    return total
