"""Shifts that suit one member, with reasons: the criteria of matching, asked for one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import cos, radians

import numpy as np
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
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
from volunteering.matching.recommending import best_shifts, most_beyond, suiting_rows
from volunteering.matching.scoring import Weights
from volunteering.models import Member, Need, NeedSkill, Participation, Shift, Skill
from volunteering.queries.blocked_pairs import blocked_areas
from volunteering.queries.columns import Kind, read_columns
from volunteering.queries.distances import METRES_A_DEGREE, Point, home_of, metres_to_shift

AHEAD = timedelta(days=31)

FIRST_LOOK_METRES, STEP_METRES = 1_000, 100
"""How far to look round a home first, and how finely it is said how far must be looked at all."""

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

    Every open shift of the coming month within the member's distance counts, by the rules and
    points of matching; those around are read first, and those farther away only while one of them
    could be among the best. What was joined or declined before, days on which the member serves
    already and months and days that are full by their own limits are left out, communities that
    they are kept apart from too. When few lie in the free time, near
    ones at other times follow (`fits` is False). Empty for a member without a home on the map, or
    who pauses. Who has not said when they are free is shown every time of the week, without the
    reason that would need it. The number of queries does not grow with the shifts.
    """
    home = home_of(member)
    if home is None:
        return []
    month = _Month(member, home, now)
    best = month.best(most)
    told = [c for c in criteria() if c.name in _TOLD and (month.windows or c.name != "free")]
    keys = [int(one.around.keys[one.row]) for one in best]
    shifts = Shift.objects.select_related("need", "area").in_bulk(keys)
    return [
        Recommended(
            shifts[key],
            tuple(
                criterion.explain(one.around.problem, one.row, 0).said(language)
                for criterion in told
                if one.fits or criterion.name != "free"
            ),
            metres_to_shift(home, shifts[key]),
            one.fits,
            one.points,
        )
        for key, one in zip(keys, best, strict=True)
        if key in shifts
    ]


def open_shifts_around(home: Point, *, metres: int, now: datetime) -> QuerySet[Shift]:
    """Return the open shifts of the coming month in a square round a home, in any order.

    Key, place and beginning come from the index on places alone. An index on the time holds nearly
    every open shift of a city, and a planner that knows little of a new database would go by it:
    hence the time is compared in a way that no index knows.
    """
    begins = Coalesce("starts_at", "starts_at")
    return (
        Shift.objects.alias(begins=begins)
        .filter(home.box(metres), state=Shift.State.OPEN)
        .filter(begins__gt=now, begins__lt=now + AHEAD)
        .order_by()
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """One member before the open shifts around: their keys and needs, row by row."""

    problem: Problem
    keys: IntArray
    needs: IntArray

    def only(self, rows: IntArray) -> _Around:
        """Some of the shifts alone."""
        columns = {name: column[rows] for name, column in vars(self.problem.shifts).items()}
        problem = replace(self.problem, shifts=Shifts(**columns))
        return _Around(problem, self.keys[rows], self.needs[rows])


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A row among the shifts around, and what it counts."""

    around: _Around
    row: int
    fits: bool
    points: int


class _Month:
    """What is known of a member and of the open shifts around during the coming month."""

    def __init__(self, member: Member, home: Point, now: datetime) -> None:
        self._member, self._home, self._now = member, home, now
        self._reach = member.travel_metres
        self._first = now.astimezone(CITY_TIME).date()
        self._midnight = datetime.combine(self._first, time(), CITY_TIME)
        self.windows = [
            (window.weekday, window.starts_minute, window.ends_minute)
            for window in member.free_windows.all()
        ]
        self._joined, self._serving, self._full = self._participations()
        self._openings, self._absences = self._exceptions()
        self._week = self._week_of_windows()
        self._skill_names = _skill_names()
        self._alone = self._as_members()

    def best(self, most: int) -> list[_Chosen]:
        """The best shift of each need, the best first, then those at other times if few fit."""
        chosen: dict[int, _Chosen] = {}
        metres = min(FIRST_LOOK_METRES, self._reach)
        while True:
            around = self._around(metres)
            if around is not None:
                chosen = self._chosen(around, most, {}, fits=True)
            enough = self._enough(around, chosen, most)
            if enough <= metres:
                break
            metres = enough
        if len(chosen) < min(ENOUGH, most):
            around = self._around(self._reach, fits=False)
            if around is not None:
                chosen = self._chosen(around, most, chosen, fits=False)
        return list(chosen.values())

    def _enough(self, around: _Around | None, chosen: dict[int, _Chosen], most: int) -> int:
        """How far to look so that nothing farther away is better than what is chosen already."""
        if around is None or len(chosen) < most:
            return self._reach
        least, weights = min(one.points for one in chosen.values()), Weights()
        steps = range(0, self._reach, STEP_METRES)
        # A metre less: places are rounded to whole ones.
        near = (m for m in steps if most_beyond(around.problem, weights, m - 1) < least)
        return next(near, self._reach)

    def _chosen(
        self, around: _Around, most: int, before: dict[int, _Chosen], *, fits: bool
    ) -> dict[int, _Chosen]:
        """Those chosen before, and the best of the other needs until there are enough."""
        waived = () if fits else ("free",)
        # Skills are read last, of the few shifts that everything else allows.
        rows = suiting_rows(around.problem, waived=("skilled", *waived))
        if not len(rows):
            return before
        around = self._with_skills(around.only(rows))
        suiting = best_shifts(around.problem, Weights(), waived=waived)
        chosen = dict(before)
        for row, points in zip(suiting.shift.tolist(), suiting.points.tolist(), strict=True):
            if len(chosen) == most:
                break
            chosen.setdefault(int(around.needs[row]), _Chosen(around, row, fits, points))
        return chosen

    def _around(self, metres: int, *, fits: bool = True) -> _Around | None:
        """One member before the open shifts in a square around; None if there are none.

        With ``fits`` those that begin outside the free time may be left out.
        """
        keys = self._sighted(metres, fits=fits)
        if not keys:
            return None
        rows = (
            Shift.objects.filter(pk__in=keys, need__state=Need.State.OPEN, taken__lt=F("places"))
            .exclude(area__in=blocked_areas(self._member))
            .order_by()
            .values_list(*_SHIFT_COLUMNS, "starts_at", "ends_at", *_AGES)
        )
        kinds: tuple[Kind, ...] = (*("number",) * 4, "real", "real", "moment", "moment")
        table = read_columns(rows, (*kinds, "number", "number"))
        table = table[:, self._within_a_day(table)]
        if not table.shape[1]:
            return None
        numbers, needs = table[:2].astype(np.int64)
        return _Around(self._problem(self._rows(table)), numbers, needs)

    def _sighted(self, metres: int, *, fits: bool) -> list[int]:
        """The keys of the shifts around that are new to the member and may suit by their place.

        Most of what lies around is left out by this first look, at a fraction of the price.
        """
        around = open_shifts_around(self._home, metres=metres, now=self._now)
        columns = around.values_list("pk", "longitude", "latitude", "starts_at")
        key, *spot, begins = read_columns(columns, ("number", "number", "number", "moment"))
        numbers, start = key.astype(np.int64), self._minutes(begins)
        x, y = self._metres(np.array(spot))
        reach = self._reach + 1  # these places are read with fewer digits
        kept = (x * x + y * y <= reach * reach) & ~np.isin(numbers, self._joined)
        for begin, after in (*self._full, *self._pause()):
            kept &= (start < begin) | (start >= after)
        if fits:
            kept &= self._free_at(start)
        return numbers[kept].tolist()

    def _free_at(self, minute: IntArray) -> BoolArray:
        """Whether the member is free in these minutes from the first midnight, absences aside."""
        slot = self._first.weekday() * SLOTS_A_DAY + minute // SLOT_MINUTES
        free = self._week[0, slot % SLOTS_A_WEEK]
        for start, end in zip(self._openings.start, self._openings.end, strict=True):
            free |= (minute >= start) & (minute < end)
        return free

    def _problem(self, shifts: Shifts) -> Problem:
        """The member before these shifts."""
        return Problem(
            members=self._alone,
            shifts=shifts,
            units=1,
            communities=1,
            first_day=self._first,
            days=AHEAD.days + 2,
            openings=self._openings,
            absences=self._absences,
            engagements=self._serving,
            refused=no_pairs(),
            skill_names=self._skill_names,
        )

    def _as_members(self) -> Members:
        """The member as the only one of a problem, at home in the middle of the map."""
        one = np.ones(1, dtype=np.int64)
        return Members(
            unit=one * 0,
            x=one * 0,
            y=one * 0,
            radius=one * self._reach,
            skills=_masks([[held.bit for held in self._member.skills.all()]]),
            free=packed_week(self._week),
            cap=one,
            taken=one * 0,
            history=np.zeros(1),
            open_offers=one * 0,
            day_cap=one * (self._member.daily_shifts or 1),
            age=one * self._age(),
        )

    def _minutes(self, seconds: NDArray[np.float64]) -> IntArray:
        return ((seconds - self._midnight.timestamp()) // 60).astype(np.int64)

    def _within_a_day(self, table: NDArray[np.float64]) -> BoolArray:
        start, end = self._minutes(table[6]), self._minutes(table[7])
        return np.asarray(start // DAY_MINUTES == (end - 1) // DAY_MINUTES)

    def _metres(self, spots: NDArray[np.float64]) -> IntArray:
        """(2, k) whole metres east and north of home, of (2, k) longitudes and latitudes."""
        scale = METRES_A_DEGREE * np.array([[cos(radians(self._home.latitude))], [1.0]])
        home = np.array([[self._home.longitude], [self._home.latitude]])
        return np.rint((spots - home) * scale).astype(np.int64)

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
        x, y = self._metres(table[4:6])
        begun, over = self._minutes(table[6]), self._minutes(table[7])
        day = begun // DAY_MINUTES
        places, taken = table[2:4].astype(np.int64)
        nothing = np.zeros(len(day), dtype=np.uint64)
        return Shifts(
            community=np.zeros(len(day), dtype=np.int64),
            x=x,
            y=y,
            day=day,
            start=begun - day * DAY_MINUTES,
            end=over - day * DAY_MINUTES,
            places=places - taken,
            total=places,
            required=nothing,
            desired=nothing,
            age_from=np.nan_to_num(table[8]).astype(np.int64),
            age_until=np.nan_to_num(table[9], nan=OLDEST).astype(np.int64),
        )

    def _age(self) -> int:
        age = self._member.age_on(self._first)
        return UNKNOWN_AGE if age is None else age

    def _with_skills(self, around: _Around) -> _Around:
        """The same with the skills that each shift requires, and those that would help."""
        needs, which = np.unique(around.needs, return_inverse=True)
        asked = NeedSkill.objects.filter(need__in=needs.tolist())
        rows = asked.values_list("need_id", "skill__bit", "required")
        need, bit, required = read_columns(rows, ("number", "number", "truth")).astype(np.int64)
        masks = np.zeros((2, len(needs)), dtype=np.uint64)
        mask = np.uint64(1) << bit.astype(np.uint64)
        np.bitwise_or.at(masks, (1 - required, np.searchsorted(needs, need)), mask)
        required_masks, desired = masks[:, which]
        shifts = replace(around.problem.shifts, required=required_masks, desired=desired)
        return replace(around, problem=replace(around.problem, shifts=shifts))

    def _week_of_windows(self) -> BoolArray:
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


def _skill_names() -> tuple[str, ...]:
    skills = list(Skill.objects.order_by("bit"))
    names = [""] * (1 + max((skill.bit for skill in skills), default=-1))
    for skill in skills:
        names[skill.bit] = str(skill)
    return tuple(names)


def _masks(rows: Sequence[Sequence[int]]) -> NDArray[np.uint64]:
    return np.array([sum(1 << bit for bit in set(row)) for row in rows], dtype=np.uint64)


def _intervals(spans: Sequence[tuple[int, int]]) -> Intervals:
    if not spans:
        return no_intervals()
    start, end = np.array(spans, dtype=np.int64).T
    return Intervals(np.zeros(len(spans), dtype=np.int64), start, end)
