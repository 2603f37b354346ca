"""Shifts that suit one member, with reasons: the criteria of matching, asked for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import F

from foundation.clock import CITY_TIME
from volunteering.matching.criteria import criteria
from volunteering.matching.criterion import Criterion
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import (
    DAY_MINUTES,
    SLOT_MINUTES,
    SLOTS_A_DAY,
    SLOTS_A_WEEK,
    Intervals,
    Members,
    Problem,
    Shifts,
    no_intervals,
    no_pairs,
    packed_week,
)
from volunteering.models import Member, Participation, Shift, Skill
from volunteering.queries.distances import METRES_A_DEGREE, Point, home_of, metres_to_shift

AHEAD = timedelta(days=31)
CONSIDERED = 300
"""Of the shifts nearby, so many of the soonest are looked at."""

ENOUGH = 3
"""With fewer than this in the free time, shifts at other times are shown too."""

_ASKED = ("near", "free", "skilled")
"""The criteria that speak of the member and the shift alone."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """A shift, why it suits, and how far it is."""

    shift: Shift
    reasons: tuple[str, ...]
    metres: int | None
    fits: bool
    """Whether it lies in the member's free time."""


def recommended_shifts(
    member: Member, *, now: datetime, language: str, most: int = 6
) -> list[Recommended]:
    """Return up to `most` open shifts that the member can take, the best first, one per need.

    When few lie in the free time, near ones at other times follow (`fits` is False). Empty for a
    member without a home on the map. Who has not said when they are free is shown every time of
    the week, without the reason that would need it.
    """
    home = home_of(member)
    if home is None:
        return []
    shifts = _nearby(member, home, now)
    if not shifts:
        return []
    windows = list(member.free_windows.all())
    asked = [c for c in criteria() if c.name in _ASKED and (windows or c.name != "free")]
    problem = _problem(member, home, shifts, now.astimezone(CITY_TIME).date())
    found: list[Recommended] = []
    for fits in (True, False):
        told = [c for c in asked if fits or c.name != "free"]
        if fits or len(found) < ENOUGH:
            needs = {entry.shift.need_id for entry in found}
            for row in _best(told, problem, shifts, needs, most - len(found)):
                reasons = tuple(c.explain(problem, row, 0).said(language) for c in told)
                metres = metres_to_shift(home, shifts[row])
                found.append(Recommended(shifts[row], reasons, metres, fits))
    return found


def _best(
    asked: Sequence[Criterion],
    problem: Problem,
    shifts: Sequence[Shift],
    known: set[int],
    most: int,
) -> list[int]:
    """Return the rows of the best allowed shifts, one of each need that is not `known`."""
    everything = np.arange(len(shifts))
    pairs = Pairing(problem, everything, np.zeros_like(everything))
    allowed = np.logical_and.reduce([criterion.allows(pairs) for criterion in asked])
    points = np.sum([criterion.weight * criterion.score(pairs) for criterion in asked], axis=0)
    ranked = sorted(
        (-points[row], shift.starts_at, row)
        for row, shift in enumerate(shifts)
        if shift.need_id not in known and allowed[row]
    )
    chosen: dict[int, int] = {}
    for _worth, _starts_at, row in ranked:
        chosen.setdefault(shifts[row].need_id, row)
    return list(chosen.values())[:most]


def _nearby(member: Member, home: Point, now: datetime) -> list[Shift]:
    joined = Participation.objects.filter(member=member).exclude(state=Participation.State.PROPOSED)
    found = (
        Shift.objects.open_after(now)
        .filter(home.box(member.travel_metres), starts_at__lt=now + AHEAD, taken__lt=F("places"))
        .exclude(pk__in=joined.values("shift_id"))
        .select_related("need", "area")
        .prefetch_related("need__need_skills__skill")
        .order_by("starts_at", "pk")[:CONSIDERED]
    )
    busy = _occupied(member, now)
    return [shift for shift in found if _within_a_day(shift) and not _overlaps(shift, busy)]


def _occupied(member: Member, now: datetime) -> list[tuple[datetime, datetime]]:
    taken = Participation.objects.filter(
        member=member, state__in=Participation.OCCUPYING, ends_at__gt=now
    )
    return list(taken.values_list("starts_at", "ends_at"))


def _overlaps(shift: Shift, busy: Sequence[tuple[datetime, datetime]]) -> bool:
    return any(begin < shift.ends_at and shift.starts_at < end for begin, end in busy)


def _within_a_day(shift: Shift) -> bool:
    begin, end = shift.starts_at.astimezone(CITY_TIME), shift.ends_at.astimezone(CITY_TIME)
    return begin.date() == (end - timedelta(minutes=1)).date()


def _problem(member: Member, home: Point, shifts: Sequence[Shift], first_day: date) -> Problem:
    skills = list(Skill.objects.order_by("bit"))
    names = [""] * (1 + max((skill.bit for skill in skills), default=-1))
    for skill in skills:
        names[skill.bit] = str(skill)
    openings, absences = _exceptions(member, first_day)
    one = np.ones(1, dtype=np.int64)
    return Problem(
        members=Members(
            unit=one * 0,
            x=one * 0,
            y=one * 0,
            radius=one * member.travel_metres,
            skills=_masks([[held.bit for held in member.skills.all()]]),
            free=packed_week(_week(member)),
            cap=one * max(1, member.monthly_shifts),
            taken=one * 0,
            history=np.zeros(1),
            open_offers=one * 0,
        ),
        shifts=_rows(home, shifts, first_day),
        units=1,
        communities=1,
        first_day=first_day,
        days=AHEAD.days + 2,
        openings=openings,
        absences=absences,
        engagements=no_intervals(),
        refused=no_pairs(),
        skill_names=tuple(names),
    )


def _rows(home: Point, shifts: Sequence[Shift], first_day: date) -> Shifts:
    scale = METRES_A_DEGREE * np.cos(np.radians(home.latitude))
    begun = [shift.starts_at.astimezone(CITY_TIME) for shift in shifts]
    start = np.array([moment.hour * 60 + moment.minute for moment in begun])
    wanted = [list(shift.need.need_skills.all()) for shift in shifts]
    # The box round the home that found these shifts lets none through without a place.
    longitudes = np.array([shift.longitude for shift in shifts], dtype=np.float64)
    latitudes = np.array([shift.latitude for shift in shifts], dtype=np.float64)
    return Shifts(
        community=np.zeros(len(shifts), dtype=np.int64),
        x=np.round((longitudes - home.longitude) * scale).astype(np.int64),
        y=np.round((latitudes - home.latitude) * METRES_A_DEGREE).astype(np.int64),
        day=np.array([(moment.date() - first_day).days for moment in begun]),
        start=start,
        end=start + np.array([shift.minutes for shift in shifts]),
        places=np.array([shift.free_places for shift in shifts]),
        total=np.array([shift.places for shift in shifts]),
        required=_masks([[s.skill.bit for s in held if s.required] for held in wanted]),
        desired=_masks([[s.skill.bit for s in held if not s.required] for held in wanted]),
    )


def _masks(rows: Sequence[Sequence[int]]) -> np.ndarray:
    return np.array([sum(1 << bit for bit in set(row)) for row in rows], dtype=np.uint64)


def _week(member: Member) -> np.ndarray:
    windows = list(member.free_windows.all())
    week = np.full((1, SLOTS_A_WEEK), fill_value=not windows, dtype=np.bool_)
    for window in windows:
        base = window.weekday * SLOTS_A_DAY
        first = base - (-window.starts_minute // SLOT_MINUTES)
        week[0, first : base + window.ends_minute // SLOT_MINUTES] = True
    return week


def _exceptions(member: Member, first_day: date) -> tuple[Intervals, Intervals]:
    spans: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for entry in member.free_exceptions.filter(ends_on__gte=first_day):
        begin, end = (entry.starts_on - first_day).days, (entry.ends_on - first_day).days + 1
        spans[entry.free].append((begin * DAY_MINUTES, end * DAY_MINUTES))
    return _intervals(spans[True]), _intervals(spans[False])


def _intervals(spans: Sequence[tuple[int, int]]) -> Intervals:
    return Intervals(
        member=np.zeros(len(spans), dtype=np.int64),
        start=np.array([begin for begin, _end in spans], dtype=np.int64),
        end=np.array([end for _begin, end in spans], dtype=np.int64),
    )
