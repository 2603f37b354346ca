"""Members and shifts of an area and a month as arrays: no model object is made for a row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import cos, radians
from typing import Any

import numpy as np
from django.db.models import Case, Count, Q, QuerySet, When
from numpy.typing import NDArray

from foundation.clock import CITY_TIME
from territory.models import Area
from volunteering.matching import Intervals, Members, Problem, Shifts
from volunteering.matching.problem import (
    DAY_MINUTES,
    SLOT_MINUTES,
    SLOTS_A_DAY,
    BoolArray,
    IntArray,
    by_place,
)
from volunteering.models import (
    BlockedPair,
    FreeException,
    FreeWindow,
    Member,
    MemberSkill,
    NeedSkill,
    Participation,
    ServiceRecord,
    Shift,
    Skill,
)
from volunteering.queries.columns import Kind, read_columns
from volunteering.queries.match_limits import Limits, limited

MONTHS_OF_HISTORY = 6
MOST_OPEN_OFFERS = 4
"""Unanswered offers that one member may hold at a time."""

CELL_METRES = 250
"""Side of the cells in which the engine sees homes."""
DAYS_A_WEEK = 7
METRES_A_DEGREE = 111_195
"""Along a meridian."""

State = Participation.State
ENGAGED = (State.APPLIED, *Participation.HOLDING)
SAID_NO = (State.DECLINED, State.EXPIRED, State.REJECTED, State.WITHDRAWN, State.EXCUSED)
KEPT_APART = (*SAID_NO, State.WAITLISTED)
"""Who stands on a shift's waiting list is not offered it: the list is asked first."""
AWAITED = (State.APPLIED,)
"""Places that an answer may still take; what is offered, `Shift.taken` counts already."""


@dataclass(frozen=True)
class Reading:
    """A problem with the keys of its rows, and what had to be left aside."""

    problem: Problem
    members: IntArray
    shifts: IntArray
    units: IntArray
    communities: IntArray
    homeless: int
    """Members without any place to start from."""
    unplaced: int
    """Shifts without a place on the map, or that run past midnight."""
    digest: str
    origin: tuple[float, float] = (0.0, 0.0)
    """Longitude and latitude from which the problem counts its metres."""


@dataclass(frozen=True)
class _Month:
    area: Area
    first: date
    after: date
    most: bool = False
    """Whether the area holds most members: their rows are then read with those of the others."""

    @property
    def days(self) -> int:
        return (self.after - self.first).days

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), CITY_TIME)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.after, time(), CITY_TIME)


def read_problem(
    *,
    area: Area,
    month: date,
    now: datetime,
    seed: int = 0,
    limits: Limits | None = None,
    expecting: Callable[[int], object] = lambda _shifts: None,
) -> Reading:
    """Read what is to be matched: members who live in `area`, open shifts there in `month`.

    `month` is any day of the month; shifts that have begun by `now` are left aside. The number of
    queries does not depend on how many rows there are. `expecting` is told how many shifts there
    are as soon as they are read, which are the least of it.
    """
    span = _Month(area, month.replace(day=1), _next_month(month))
    found, unplaced = _found(span, now)
    expecting(len(found.key))
    origin = _origin(found.place)
    communities, community = np.unique(found.area, return_inverse=True)
    people, homeless = _people(span)
    keys = people.key
    span = replace(span, most=2 * len(keys) >= Member.objects.count())
    units, unit_row = np.unique(people.unit, return_inverse=True)
    homes = _metres(home_cells(people.place), origin)
    spots = _metres(found.place, origin)
    openings, absences = _exceptions(span, keys)
    taken, open_offers, engagements = _engagements(span, keys)
    members = Members(
        unit=unit_row.astype(np.int64),
        x=homes[:, 0],
        y=homes[:, 1],
        radius=people.radius,
        skills=_skills_of_members(span, keys),
        free=_weeks(span, keys),
        cap=people.cap,
        taken=taken,
        history=_history(span, keys),
        open_offers=open_offers,
    )
    pauses = _pauses(span, people)
    written = Problem(
        members=members,
        shifts=_shifts(span, found, community.astype(np.int64), spots),
        units=len(units),
        communities=len(communities),
        first_day=span.first,
        days=span.days,
        openings=openings,
        absences=_both(absences, pauses),
        engagements=engagements,
        refused=np.concatenate([_refused(span, keys, found.key), _blocked(span, keys, found.area)]),
        skill_names=_skill_names(),
        offer_limit=MOST_OPEN_OFFERS,
        seed=seed,
    )
    written = limited(written, area=area, members=keys, shifts=found.key, limits=limits or Limits())
    problem, order = by_place(written)
    return Reading(
        problem=problem,
        members=keys[order],
        shifts=found.key,
        units=units,
        communities=communities,
        homeless=homeless,
        unplaced=unplaced,
        digest=_digest(problem, keys[order]),
        origin=origin,
    )


@dataclass(frozen=True)
class _Found:
    """The shifts that can be matched, in order of their keys: (s,) each."""

    key: IntArray
    area: IntArray
    need: IntArray
    place: NDArray[np.float64]
    """(s, 2) longitude and latitude."""
    begins: IntArray
    """Minutes since the month began, by the clock of the city."""
    ends: IntArray
    places: IntArray
    held: IntArray
    """Places that are taken, or that an answer may still take."""


def _found(span: _Month, now: datetime) -> tuple[_Found, int]:
    """The shifts that can be matched, and how many cannot."""
    open_here = (
        Shift.objects.open_after(now)
        .filter(area__path__startswith=span.area.path)
        .filter(starts_at__gte=span.begins, starts_at__lt=span.ends)
    )
    rows = open_here.order_by().values_list(
        "longitude",
        "latitude",
        "area__longitude",
        "area__latitude",
        "pk",
        "area_id",
        "need_id",
        "places",
        "taken",
        "starts_at",
        "ends_at",
    )
    table = read_columns(rows, (*("real",) * 4, *("number",) * 5, "moment", "moment"))
    table = table[:, np.argsort(table[4])]
    place = _located(table[:4])
    begins, ends = (table[9:] - span.begins.timestamp()) // 60
    kept = ~np.isnan(place).any(axis=0) & (ends <= (begins // DAY_MINUTES + 1) * DAY_MINUTES)
    key, area, need, places, taken = table[4:9, kept].astype(np.int64)
    begins, ends = np.array([begins[kept], ends[kept]], dtype=np.int64)
    held = taken + _awaited(span, key)
    return _Found(key, area, need, place[:, kept].T, begins, ends, places, held), int((~kept).sum())


def _awaited(span: _Month, keys: IntArray) -> IntArray:
    """Places of each shift that an answer may still take."""
    rows = Participation.objects.filter(
        state__in=AWAITED,
        starts_at__gte=span.begins,
        starts_at__lt=span.ends,
        shift__area__path__startswith=span.area.path,
    )
    (shift,) = _columns(rows.order_by().values_list("shift_id"), 1)
    row, known = rows_of(shift, keys)
    return np.bincount(row[known], minlength=len(keys)).astype(np.int64)


def within_a_day(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a shift lies inside one day, by the clock of the city."""
    midnight = datetime.combine(starts_at.astimezone(CITY_TIME).date(), time(), CITY_TIME)
    return ends_at <= midnight + timedelta(days=1)


def _shifts(span: _Month, found: _Found, community: IntArray, spots: IntArray) -> Shifts:
    day = found.begins // DAY_MINUTES
    required, desired = _skills_of_needs(span, found.need)
    return Shifts(
        community=community,
        x=spots[:, 0],
        y=spots[:, 1],
        day=day,
        start=found.begins - day * DAY_MINUTES,
        end=found.ends - day * DAY_MINUTES,
        places=np.maximum(found.places - found.held, 0),
        total=found.places,
        required=required,
        desired=desired,
    )


@dataclass(frozen=True)
class _People:
    """Who can be asked, in order of their keys: (n,) each; days since 1970, nan for none."""

    key: IntArray
    unit: IntArray
    place: NDArray[np.float64]
    """(n, 2) longitude and latitude."""
    radius: IntArray
    cap: IntArray
    paused_from: NDArray[np.float64]
    paused_until: NDArray[np.float64]


def _people(span: _Month) -> tuple[_People, int]:
    """Who can be asked, and how many have no place to start from."""
    rows = _of_area(Member.objects.active(), span, "home_area__path").values_list(
        "pk",
        "unit_id",
        "travel_metres",
        "monthly_shifts",
        "home_longitude",
        "home_latitude",
        "home_area__longitude",
        "home_area__latitude",
        "paused_from",
        "paused_until",
    )
    kinds: tuple[Kind, ...] = (*("number",) * 4, *("real",) * 4, "date", "date")
    table = read_columns(rows.order_by(), kinds)
    table = table[:, np.argsort(table[0])]
    place = _located(table[4:8])
    known = ~np.isnan(place).any(axis=0)
    table, place = table[:, known], place[:, known]
    key, unit, radius, cap = table[:4].astype(np.int64)
    return _People(key, unit, place.T, radius, cap, *table[8:]), int((~known).sum())


def _weeks(span: _Month, keys: IntArray) -> NDArray[np.uint8]:
    rows = _of_members(FreeWindow.objects.all(), span).values_list(
        "member_id", "weekday", "starts_minute", "ends_minute"
    )
    member, weekday, starts, ends = _columns(rows, 4)
    row, known = rows_of(member, keys)
    first = -(-starts // SLOT_MINUTES)
    after = ends // SLOT_MINUTES
    whole = known & (first < after)
    # A day is a number whose highest bit is its first half hour: as its bytes are packed.
    since = ~np.uint64(0) >> np.arange(SLOTS_A_DAY + 1, dtype=np.uint64)
    days = np.zeros((len(keys), DAYS_A_WEEK), dtype=np.uint64)
    free = since[first[whole]] & ~since[after[whole]]
    np.bitwise_or.at(days, (row[whole], weekday[whole]), free)
    parts = days.astype(">u8").view(np.uint8).reshape(len(keys), DAYS_A_WEEK, 8)
    return np.ascontiguousarray(parts[:, :, : SLOTS_A_DAY // 8]).reshape(
        len(keys), DAYS_A_WEEK * SLOTS_A_DAY // 8
    )


def _exceptions(span: _Month, keys: IntArray) -> tuple[Intervals, Intervals]:
    """Days on which members are free, or away, against their week."""
    rows = _of_members(FreeException.objects.all(), span).filter(
        starts_on__lt=span.after, ends_on__gte=span.first
    )
    table = read_columns(
        rows.order_by().values_list("pk", "member_id", "free", "starts_on", "ends_on"),
        ("number", "number", "truth", "date", "date"),
    )
    table = table[:, np.argsort(table[0])]
    row, known = rows_of(table[1].astype(np.int64), keys)
    free = table[2] > 0
    start, end = _day_span(span, table[3], table[4])
    opened, closed = known & free, known & ~free
    return (
        Intervals(row[opened], start[opened], end[opened]),
        Intervals(row[closed], start[closed], end[closed]),
    )


def _pauses(span: _Month, people: _People) -> Intervals:
    first, after = (_days_since_1970(day) for day in (span.first, span.after))
    until = np.where(np.isnan(people.paused_until), after, people.paused_until)
    rows = np.flatnonzero((people.paused_from < after) & (until >= first))
    return Intervals(rows, *_day_span(span, people.paused_from[rows], until[rows]))


def _engagements(span: _Month, keys: IntArray) -> tuple[IntArray, IntArray, Intervals]:
    """Shifts of the month accepted by each member, their unanswered offers, and when they serve."""
    rows = (
        _of_members(Participation.objects.all(), span)
        .filter(Q(state=State.OFFERED) | Q(starts_at__lt=span.ends, ends_at__gt=span.begins))
        .filter(state__in=ENGAGED)
        .annotate(unanswered=Case(When(state=State.OFFERED, then=1), default=0))
        .order_by()
        .values_list("pk", "member_id", "unanswered", "starts_at", "ends_at")
    )
    table = read_columns(rows, ("number", "number", "number", "moment", "moment"))
    table = table[:, np.argsort(table[0])]
    row, known = rows_of(table[1].astype(np.int64), keys)
    offered = table[2] > 0
    start, end = ((table[3:] - span.begins.timestamp()) // 60).astype(np.int64)
    inside = known & (start < span.days * DAY_MINUTES) & (end > 0)
    begun = inside & (start >= 0) & ~offered
    taken = np.bincount(row[begun], minlength=len(keys)).astype(np.int64)
    open_offers = np.bincount(row[known & offered], minlength=len(keys)).astype(np.int64)
    return taken, open_offers, Intervals(row[inside], start[inside], end[inside])


def _history(span: _Month, keys: IntArray) -> NDArray[np.float64]:
    """Services a month, on average of the months before."""
    since = span.first
    for _ in range(MONTHS_OF_HISTORY):
        since = (since - timedelta(days=1)).replace(day=1)
    rows = (
        _of_members(ServiceRecord.objects.filter(superseded=False), span)
        .exclude(state=ServiceRecord.State.VOIDED)
        .filter(starts_at__gte=datetime.combine(since, time(), CITY_TIME))
        .filter(starts_at__lt=span.begins)
        .order_by()
        .values_list("member_id")
        .annotate(times=Count("pk"))
    )
    member, times = _columns(rows, 2)
    row, known = rows_of(member, keys)
    history = np.zeros(len(keys))
    history[row[known]] = times[known] / MONTHS_OF_HISTORY
    return history


def _refused(span: _Month, keys: IntArray, shifts: IntArray) -> IntArray:
    rows = Participation.objects.filter(
        shift__area__path__startswith=span.area.path,
        starts_at__gte=span.begins,
        starts_at__lt=span.ends,
        state__in=KEPT_APART,
    ).values_list("member_id", "shift_id")
    member, shift = _columns(rows, 2)
    member_row, of_member = rows_of(member, keys)
    shift_row, of_shift = rows_of(shift, shifts)
    known = of_member & of_shift
    return np.column_stack([member_row[known], shift_row[known]])


def _blocked(span: _Month, keys: IntArray, area: IntArray) -> IntArray:
    """Pairs of members and the shifts of communities that they are kept apart from."""
    standing = BlockedPair.objects.standing().filter(area__path__startswith=span.area.path)
    member, community = _columns(standing.order_by().values_list("member_id", "area_id"), 2)
    row, known = rows_of(member, keys)
    pairs = [
        (who, shift)
        for who, where in zip(row[known].tolist(), community[known].tolist(), strict=True)
        for shift in np.flatnonzero(area == where).tolist()
    ]
    return np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)


def _skills_of_members(span: _Month, keys: IntArray) -> NDArray[np.uint64]:
    rows = _of_members(MemberSkill.objects.all(), span).order_by()
    member, skill = _columns(rows.values_list("member_id", "skill_id"), 2)
    bits = dict(Skill.objects.values_list("pk", "bit"))
    skills = np.array(sorted(bits), dtype=np.int64)
    bit = np.array([bits[key] for key in sorted(bits)], dtype=np.int64)
    row, known = rows_of(skill, skills)
    return _masks(member[known], bit[row[known]], keys)


def _skills_of_needs(
    span: _Month, needs: IntArray
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    rows = NeedSkill.objects.filter(need__area__path__startswith=span.area.path).values_list(
        "need_id", "skill__bit", "required"
    )
    need, bit, required = read_columns(rows, ("number", "number", "truth")).astype(np.int64)
    keys, where = np.unique(needs, return_inverse=True)
    hard = required == 1
    return (
        _masks(need[hard], bit[hard], keys)[where],
        _masks(need[~hard], bit[~hard], keys)[where],
    )


def _skill_names() -> tuple[str, ...]:
    names = dict(Skill.objects.values_list("bit", "name"))
    return tuple(names.get(bit, "") for bit in range(max(names, default=-1) + 1))


def _of_members(rows: QuerySet[Any], span: _Month) -> Any:
    """Rows of the members of the area, and of the few others where it holds most of them.

    Whose row is of nobody known is dropped later; to look up the home of each costs more.
    """
    return rows if span.most else _of_area(rows, span, "member__home_area__path")


def _of_area(rows: QuerySet[Any], span: _Month, path: str) -> Any:
    return rows.filter(**{f"{path}__startswith": span.area.path})


def _masks(owner: IntArray, bit: IntArray, keys: IntArray) -> NDArray[np.uint64]:
    row, known = rows_of(owner, keys)
    masks = np.zeros(len(keys), dtype=np.uint64)
    np.bitwise_or.at(masks, row[known], np.uint64(1) << bit[known].astype(np.uint64))
    return masks


def rows_of(values: IntArray, keys: IntArray) -> tuple[IntArray, BoolArray]:
    """Row of each value among the sorted keys, and whether it is there."""
    row = np.searchsorted(keys, values)
    known = row < len(keys)
    known[known] = keys[row[known]] == values[known]
    return row, known


def _columns(rows: QuerySet[Any, Any], count: int) -> list[IntArray]:
    numbers: list[Kind] = ["number"] * count
    return list(read_columns(rows, tuple(numbers)).astype(np.int64))


def _located(place: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2, k) the place itself, or the centre of its area (longitude, latitude twice); or nan."""
    own, centre = place[:2], place[2:]
    return np.where(np.isnan(own).any(axis=0), centre, own)


def _origin(places: NDArray[np.float64]) -> tuple[float, float]:
    if not len(places):
        return 0.0, 0.0
    longitude, latitude = places.mean(axis=0)
    return float(longitude), float(latitude)


def _metres(places: NDArray[np.float64], origin: tuple[float, float]) -> IntArray:
    """(k, 2) metres east and north of the origin, on a plane that touches the city there."""
    scale = METRES_A_DEGREE * np.array([cos(radians(origin[1])), 1.0])
    return np.rint((places - origin) * scale).astype(np.int64)


def centre_of(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The middle of places (longitude, latitude): an origin to count metres from."""
    return _origin(np.array(places, dtype=np.float64).reshape(-1, 2))


def metres_from(origin: tuple[float, float], longitude: float, latitude: float) -> tuple[int, int]:
    """Metres east and north of an origin."""
    ((east, north),) = _metres(np.array([[longitude, latitude]]), origin).tolist()
    return east, north


def home_cells(homes: NDArray[np.float64]) -> NDArray[np.float64]:
    """(k, 2) longitude and latitude of the middle of the cell that each home lies in.

    The cells are the same in every run: rows of 250 m from the equator, in each row columns of
    250 m from the meridian of Greenwich.
    """
    step = CELL_METRES / METRES_A_DEGREE
    latitude = np.floor(homes[:, 1] / step) * step + step / 2
    width = step / np.cos(np.radians(latitude))
    longitude = np.floor(homes[:, 0] / width) * width + width / 2
    return np.column_stack([longitude, latitude])


def _day_span(
    span: _Month, first: NDArray[np.float64], last: NDArray[np.float64]
) -> tuple[IntArray, IntArray]:
    """Minutes from the beginning of each first day to the end of each last day."""
    days = np.array([first, last + 1]) - _days_since_1970(span.first)
    start, end = (days * DAY_MINUTES).astype(np.int64)
    return start, end


def _days_since_1970(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _both(one: Intervals, other: Intervals) -> Intervals:
    return Intervals(
        np.concatenate([one.member, other.member]),
        np.concatenate([one.start, other.start]),
        np.concatenate([one.end, other.end]),
    )


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _digest(problem: Problem, keys: IntArray) -> str:
    found = hashlib.sha256(keys.tobytes())
    parts = (problem.members, problem.shifts, problem.openings, problem.absences)
    for part in (*parts, problem.engagements):
        for column in vars(part).values():
            found.update(np.ascontiguousarray(column).tobytes())
    found.update(problem.refused.tobytes() + str(problem.rest_minutes).encode())
    return found.hexdigest()
