"""Shifts that suit one member, with reasons: the criteria of matching, asked for one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import cos, radians

import numpy as np
from django.db.models import F, Q
from numpy.typing import NDArray

from foundation.clock import CITY_TIME
from volunteering.matching.criteria import criteria
from volunteering.matching.problem import (
    DAY_MINUTES,
    OLDEST,
    SLOT_MINUTES,
    SLOTS_A_DAY,
    SLOTS_A_WEEK,
    UNKNOWN_AGE,
    BoolArray,
    IntArray,
    Intervals,
    Members,
    Problem,
    Shifts,
    no_intervals,
    no_pairs,
    packed_week,
)
from volunteering.matching.recommending import best_shifts
from volunteering.matching.scoring import Weights
from volunteering.models import Member, NeedSkill, Participation, Shift, Skill
from volunteering.queries.blocked_pairs import blocked_areas
from volunteering.queries.columns import Kind, read_columns
from volunteering.queries.distances import METRES_A_DEGREE, Point, home_of, metres_to_shift

AHEAD = timedelta(days=31)

ENOUGH = 3
"""With fewer than this in the free time, shifts at other times are shown too."""
MOST_ON_A_PAGE, MOST = 6, 20

_TOLD = ("near", "free", "skilled")
"""The criteria that speak of the member and the shift alone."""
_SHIFT_COLUMNS = ("pk", "need_id", "places", "taken", "longitude", "latitude")
_AGES = ("need__least_age", "need__most_age")

State = Participation.State
_COUNTED = (State.APPLIED, *Participation.HOLDING)
"""What counts towards the shifts that a member wishes in a month."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """A shift, why it suits, how far it is, and its points by the usual weights."""

    shift: Shift
    reasons: tuple[str, ...]
    metres: int | None
    fits: bool
    """Whether it lies in the member's free time."""
    points: int = 0


def recommended_shifts(
    member: Member, *, now: datetime, language: str, most: int = MOST_ON_A_PAGE
) -> list[Recommended]:
    """Return up to `most` open shifts that the member can take, the best first, one per need.

    Every open shift of the coming month within the member's distance is looked at, by the rules and
    points of matching: what was joined or declined before, days on which the member serves already
    and months and days that are full by their own limits are left out, communities that they are
    kept apart from too. When few lie in the free time, near
    ones at other times follow (`fits` is False). Empty for a member without a home on the map, or
    who pauses. Who has not said when they are free is shown every time of the week, without the
    reason that would need it. The number of queries is fixed.
    """
    home = home_of(member)
    if home is None:
        return []
    month = _Month(member, home, now)
    problem = month.problem()
    if problem is None:
        return []
    told = [c for c in criteria() if c.name in _TOLD and (month.windows or c.name != "free")]
    chosen: dict[int, tuple[int, bool, int]] = {}
    for fits in (True, False):
        if fits or len(chosen) < min(ENOUGH, most):
            suiting = best_shifts(problem, Weights(), waived=() if fits else ("free",))
            for row, points in zip(suiting.shift.tolist(), suiting.points.tolist(), strict=True):
                if len(chosen) == most:
                    break
                chosen.setdefault(int(month.needs[row]), (row, fits, points))
    shifts = month.shifts([row for row, _fits, _points in chosen.values()])
    return [
        Recommended(
            shifts[row],
            tuple(
                c.explain(problem, row, 0).said(language) for c in told if fits or c.name != "free"
            ),
            metres_to_shift(home, shifts[row]),
            fits,
            points,
        )
        for row, fits, points in chosen.values()
        if row in shifts
    ]


class _Month:
    """What is known of a member and of the open shifts around during the coming month."""

    def __init__(self, member: Member, home: Point, now: datetime) -> None:
        self._member, self._home, self._now = member, home, now
        self._first = now.astimezone(CITY_TIME).date()
        self._midnight = datetime.combine(self._first, time(), CITY_TIME)
        self.windows = [
            (window.weekday, window.starts_minute, window.ends_minute)
            for window in member.free_windows.all()
        ]
        self.keys = np.zeros(0, dtype=np.int64)
        self.needs = np.zeros(0, dtype=np.int64)

    def problem(self) -> Problem | None:
        """One member before all open shifts around; None if there are none."""
        open_around = Shift.objects.open_after(self._now).filter(
            ~Q(area__in=blocked_areas(self._member)),
            self._home.box(self._member.travel_metres),
            starts_at__lt=self._now + AHEAD,
            taken__lt=F("places"),
        )
        rows = open_around.order_by().values_list(*_SHIFT_COLUMNS, "starts_at", "ends_at", *_AGES)
        kinds: tuple[Kind, ...] = (*("number",) * 4, "real", "real", "moment", "moment")
        table = read_columns(rows, (*kinds, "number", "number"))
        joined, serving, full = self._participations()
        table = table[:, self._eligible(table, joined, full)]
        if not table.shape[1]:
            return None
        self.keys, self.needs = table[:2].astype(np.int64)
        skills = list(Skill.objects.order_by("bit"))
        names = [""] * (1 + max((skill.bit for skill in skills), default=-1))
        for skill in skills:
            names[skill.bit] = str(skill)
        openings, absences = self._exceptions()
        one = np.ones(1, dtype=np.int64)
        return Problem(
            members=Members(
                unit=one * 0,
                x=one * 0,
                y=one * 0,
                radius=one * self._member.travel_metres,
                skills=_masks([[held.bit for held in self._member.skills.all()]]),
                free=packed_week(self._week()),
                cap=one,
                taken=one * 0,
                history=np.zeros(1),
                open_offers=one * 0,
                day_cap=one * (self._member.daily_shifts or 1),
                age=one * self._age(),
            ),
            shifts=self._rows(table),
            units=1,
            communities=1,
            first_day=self._first,
            days=AHEAD.days + 2,
            openings=openings,
            absences=absences,
            engagements=serving,
            refused=no_pairs(),
            skill_names=tuple(names),
        )

    def shifts(self, rows: Sequence[int]) -> dict[int, Shift]:
        """The shifts in these rows, with what a page shows of them."""
        keys = {int(self.keys[row]): row for row in rows}
        found = Shift.objects.filter(pk__in=keys).select_related("need", "area")
        return {keys[shift.pk]: shift for shift in found}

    def _minutes(self, seconds: NDArray[np.float64]) -> IntArray:
        return ((seconds - self._midnight.timestamp()) // 60).astype(np.int64)

    def _eligible(
        self, table: NDArray[np.float64], joined: IntArray, full: Sequence[tuple[int, int]]
    ) -> BoolArray:
        """Which shifts lie within a day, are new to the member, and in a month with room."""
        start, end = self._minutes(table[6]), self._minutes(table[7])
        kept = start // DAY_MINUTES == (end - 1) // DAY_MINUTES
        kept &= ~np.isin(table[0].astype(np.int64), joined)
        for begin, after in (*full, *self._pause()):
            kept &= (start < begin) | (start >= after)
        return kept

    def _pause(self) -> Iterator[tuple[int, int]]:
        member = self._member
        if member.paused_from is not None:
            until = member.paused_until or date.max
            yield self._day(member.paused_from), self._day(until) + DAY_MINUTES

    def _day(self, day: date) -> int:
        return (day - self._first).days * DAY_MINUTES

    def _participations(self) -> tuple[IntArray, Intervals, list[tuple[int, int]]]:
        """Shifts already answered, times already given, and the months that are full."""
        since = datetime.combine(self._first.replace(day=1), time(), CITY_TIME)
        rows = (
            Participation.objects.filter(member=self._member)
            .filter(Q(starts_at__gte=since) | Q(ends_at__gt=self._now))
            .exclude(state=State.PROPOSED)
            .values_list("shift_id", "state", "starts_at", "ends_at")
        )
        joined, spans, months = [], [], []
        for shift, state, starts_at, ends_at in rows:
            joined.append(shift)
            if state in _COUNTED:
                spans.append((starts_at.timestamp(), ends_at.timestamp()))
                months.append(starts_at.astimezone(CITY_TIME).date().replace(day=1))
        times = np.array(spans, dtype=np.float64).reshape(-1, 2)
        serving = Intervals(
            np.zeros(len(spans), dtype=np.int64), *(self._minutes(edge) for edge in times.T)
        )
        full = [
            (self._day(month), self._day((month + timedelta(days=32)).replace(day=1)))
            for month in set(months)
            if months.count(month) >= max(1, self._member.monthly_shifts)
        ]
        return np.array(joined, dtype=np.int64), serving, full

    def _rows(self, table: NDArray[np.float64]) -> Shifts:
        scale = METRES_A_DEGREE * np.array([cos(radians(self._home.latitude)), 1.0])
        home = np.array([self._home.longitude, self._home.latitude])
        spots = np.rint((table[4:6].T - home) * scale).astype(np.int64)
        begun, over = self._minutes(table[6]), self._minutes(table[7])
        day = begun // DAY_MINUTES
        places, taken = table[2:4].astype(np.int64)
        required, desired = self._asked()
        return Shifts(
            community=np.zeros(len(day), dtype=np.int64),
            x=spots[:, 0],
            y=spots[:, 1],
            day=day,
            start=begun - day * DAY_MINUTES,
            end=over - day * DAY_MINUTES,
            places=places - taken,
            total=places,
            required=required,
            desired=desired,
            age_from=np.nan_to_num(table[8]).astype(np.int64),
            age_until=np.nan_to_num(table[9], nan=OLDEST).astype(np.int64),
        )

    def _age(self) -> int:
        age = self._member.age_on(self._first)
        return UNKNOWN_AGE if age is None else age

    def _asked(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """(shifts,) masks of the skills that each shift requires, and that would help."""
        needs, which = np.unique(self.needs, return_inverse=True)
        masks = np.zeros((2, len(needs)), dtype=np.uint64)
        asked = NeedSkill.objects.filter(need__in=needs.tolist())
        for need, bit, required in asked.values_list("need_id", "skill__bit", "required"):
            masks[0 if required else 1, np.searchsorted(needs, need)] |= np.uint64(1 << bit)
        return masks[0][which], masks[1][which]

    def _week(self) -> BoolArray:
        week = np.full((1, SLOTS_A_WEEK), fill_value=not self.windows, dtype=np.bool_)
        for weekday, starts_minute, ends_minute in self.windows:
            base = weekday * SLOTS_A_DAY
            first = base - (-starts_minute // SLOT_MINUTES)
            week[0, first : base + ends_minute // SLOT_MINUTES] = True
        return week

    def _exceptions(self) -> tuple[Intervals, Intervals]:
        spans: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
        for entry in self._member.free_exceptions.filter(ends_on__gte=self._first):
            span = self._day(entry.starts_on), self._day(entry.ends_on) + DAY_MINUTES
            spans[entry.free].append(span)
        return _intervals(spans[True]), _intervals(spans[False])


def _masks(rows: Sequence[Sequence[int]]) -> NDArray[np.uint64]:
    return np.array([sum(1 << bit for bit in set(row)) for row in rows], dtype=np.uint64)


def _intervals(spans: Sequence[tuple[int, int]]) -> Intervals:
    if not spans:
        return no_intervals()
    start, end = np.array(spans, dtype=np.int64).T
    return Intervals(np.zeros(len(spans), dtype=np.int64), start, end)
