"""Members and shifts of an area and a month as arrays: no model object is made for a row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    SLOTS_A_WEEK,
    BoolArray,
    IntArray,
    by_place,
    packed_week,
)
from volunteering.models import (
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

MONTHS_OF_HISTORY = 6
MOST_OPEN_OFFERS = 4
"""Unanswered offers that one member may hold at a time."""

CELL_METRES = 250
"""Side of the cells in which the engine sees homes."""
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
    times: list[tuple[datetime, datetime]]
    """Begin and end of each shift."""
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

    @property
    def days(self) -> int:
        return (self.after - self.first).days

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), CITY_TIME)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.after, time(), CITY_TIME)

    def minutes(self, moments: Sequence[datetime]) -> IntArray:
        """Minutes since the month began, by the clock of the city."""
        begins = self.begins
        return _ints((moment - begins).total_seconds() // 60 for moment in moments)


def read_problem(*, area: Area, month: date, now: datetime, seed: int = 0) -> Reading:
    """Read what is to be matched: members who live in `area`, open shifts there in `month`.

    `month` is any day of the month; shifts that have begun by `now` are left aside. The number of
    queries does not depend on how many rows there are.
    """
    span = _Month(area, month.replace(day=1), _next_month(month))
    rows, unplaced = _shift_rows(span, now)
    places = np.array([_located(row[2:6]) for row in rows]).reshape(-1, 2)
    origin = _origin(places)
    shift_keys = _ints(row[0] for row in rows)
    communities, community = np.unique(_ints(row[1] for row in rows), return_inverse=True)
    people, homeless = _people(span)
    keys = people.key
    units, unit_row = np.unique(people.unit, return_inverse=True)
    homes = _metres(home_cells(people.place), origin)
    spots = _metres(places, origin)
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
        shifts=_shifts(span, rows, community.astype(np.int64), spots),
        units=len(units),
        communities=len(communities),
        first_day=span.first,
        days=span.days,
        openings=openings,
        absences=_both(absences, pauses),
        engagements=engagements,
        refused=_refused(span, keys, shift_keys),
        skill_names=_skill_names(),
        offer_limit=MOST_OPEN_OFFERS,
        seed=seed,
    )
    problem, order = by_place(written)
    return Reading(
        problem=problem,
        members=keys[order],
        shifts=shift_keys,
        units=units,
        communities=communities,
        times=[(row[6], row[7]) for row in rows],
        homeless=homeless,
        unplaced=unplaced,
        digest=_digest(problem, keys[order]),
        origin=origin,
    )


def _shift_rows(span: _Month, now: datetime) -> tuple[list[tuple[Any, ...]], int]:
    """The shifts that can be matched, and how many cannot."""
    rows = list(
        Shift.objects.open_after(now)
        .filter(area__path__startswith=span.area.path)
        .filter(starts_at__gte=span.begins, starts_at__lt=span.ends)
        .annotate(awaited=Count("participations", filter=Q(participations__state__in=AWAITED)))
        .order_by("pk")
        .values_list(
            "pk",
            "area_id",
            "longitude",
            "latitude",
            "area__longitude",
            "area__latitude",
            "starts_at",
            "ends_at",
            "places",
            "taken",
            "awaited",
            "need_id",
        )
    )
    kept = [row for row in rows if _located(row[2:6]) is not None and within_a_day(*row[6:8])]
    return kept, len(rows) - len(kept)


def within_a_day(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a shift lies inside one day, by the clock of the city."""
    midnight = datetime.combine(starts_at.astimezone(CITY_TIME).date(), time(), CITY_TIME)
    return ends_at <= midnight + timedelta(days=1)


def _shifts(
    span: _Month, rows: list[tuple[Any, ...]], community: IntArray, spots: IntArray
) -> Shifts:
    begun = span.minutes([row[6] for row in rows])
    over = span.minutes([row[7] for row in rows])
    day = begun // DAY_MINUTES
    required, desired = _skills_of_needs(span, _ints(row[11] for row in rows))
    total = _ints(row[8] for row in rows)
    held = _ints(row[9] + row[10] for row in rows)
    return Shifts(
        community=community,
        x=spots[:, 0],
        y=spots[:, 1],
        day=day,
        start=begun - day * DAY_MINUTES,
        end=over - day * DAY_MINUTES,
        places=np.maximum(total - held, 0),
        total=total,
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
    table = read_columns(rows.order_by(), (*("number",) * 8, "date", "date"))
    table = table[:, np.argsort(table[0])]
    home, centre = table[4:6], table[6:8]
    place = np.where(np.isnan(home).any(axis=0), centre, home)
    known = ~np.isnan(place).any(axis=0)
    table, place = table[:, known], place[:, known]
    key, unit, radius, cap = table[:4].astype(np.int64)
    return _People(key, unit, place.T, radius, cap, *table[8:]), int((~known).sum())


def _weeks(span: _Month, keys: IntArray) -> NDArray[np.uint8]:
    rows = _of_area(FreeWindow.objects.all(), span).values_list(
        "member_id", "weekday", "starts_minute", "ends_minute"
    )
    member, weekday, starts, ends = _columns(rows, 4)
    row, known = rows_of(member, keys)
    base = weekday * SLOTS_A_DAY
    first = base - (-starts // SLOT_MINUTES)
    after = base + ends // SLOT_MINUTES
    whole = known & (first < after)
    edges = np.zeros((len(keys), SLOTS_A_WEEK + 1), dtype=np.int8)
    np.add.at(edges, (row[whole], first[whole]), 1)
    np.add.at(edges, (row[whole], after[whole]), -1)
    return packed_week(np.cumsum(edges[:, :-1], axis=1, dtype=np.int8) > 0)


def _exceptions(span: _Month, keys: IntArray) -> tuple[Intervals, Intervals]:
    """Days on which members are free, or away, against their week."""
    rows = _of_area(FreeException.objects.all(), span).filter(
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
        _of_area(Participation.objects.all(), span)
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
        _of_area(ServiceRecord.objects.filter(superseded=False), span)
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


def _skills_of_members(span: _Month, keys: IntArray) -> NDArray[np.uint64]:
    rows = _of_area(MemberSkill.objects.all(), span).values_list("member_id", "skill__bit")
    member, bit = _columns(rows, 2)
    return _masks(member, bit, keys)


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


def _of_area(rows: QuerySet[Any], span: _Month, path: str = "member__home_area__path") -> Any:
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


def _ints(values: Iterable[float]) -> IntArray:
    return np.fromiter(values, dtype=np.int64)


def _located(place: Sequence[float | None]) -> tuple[float, float] | None:
    """The place itself, or the centre of its area (longitude, latitude twice)."""
    longitude, latitude, centre_longitude, centre_latitude = place
    if longitude is not None and latitude is not None:
        return longitude, latitude
    if centre_longitude is not None and centre_latitude is not None:
        return centre_longitude, centre_latitude
    return None


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
    found.update(problem.refused.tobytes())
    return found.hexdigest()
