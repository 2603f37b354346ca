"""All open shifts: filtered, counted by area, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, IntegerField, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, ExtractMinute, Substr

from foundation.clock import CITY_TIME
from territory.models import Area
from volunteering.models import Member, Participation, Shift
from volunteering.queries.blocked_pairs import blocked_areas
from volunteering.queries.distances import Point


@dataclass(frozen=True, slots=True)
class ShiftFilter:
    """What a visitor asked for; None and False ask for nothing."""

    day: date | None = None
    area: Area | None = None
    skill_id: int | None = None
    free_only: bool = False
    fits: Member | None = None
    near: Point | None = None
    metres: int = 0


def open_shifts(wanted: ShiftFilter, *, now: datetime) -> QuerySet[Shift]:
    """Return the shifts that can still be joined and are `wanted`, the soonest first."""
    shifts: QuerySet[Shift] = Shift.objects.open_after(now).select_related("need", "area")
    if wanted.day is not None:
        begin = datetime.combine(wanted.day, time.min, CITY_TIME)
        shifts = shifts.filter(starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1))
    if wanted.area is not None:
        shifts = shifts.filter(area__path__startswith=wanted.area.path)
    if wanted.skill_id is not None:
        shifts = shifts.filter(need__need_skills__skill_id=wanted.skill_id)
    if wanted.free_only:
        shifts = shifts.filter(taken__lt=F("places"))
    if wanted.fits is not None:
        shifts = _fitting(shifts, wanted.fits)
    if wanted.near is not None and wanted.metres:
        shifts = shifts.filter(wanted.near.box(wanted.metres))
    return shifts.order_by("starts_at", "pk")


def _fitting(shifts: QuerySet[Shift], member: Member) -> QuerySet[Shift]:
    """Keep the shifts in the member's free time, nothing else then, of no community kept apart."""

    def minute(column: str) -> object:
        hours = ExtractHour(column, tzinfo=CITY_TIME)
        return hours * 60 + ExtractMinute(column, tzinfo=CITY_TIME)

    fits = Q(pk__in=[])
    for window in member.free_windows.all():
        fits |= Q(
            weekday=window.weekday + 1,
            last_weekday=window.weekday + 1,
            first_minute__gte=window.starts_minute,
            last_minute__lte=window.ends_minute,
        )
    away = Q(pk__in=[])
    for entry in member.free_exceptions.all():
        begin = datetime.combine(entry.starts_on, time.min, CITY_TIME)
        end = datetime.combine(entry.ends_on, time.min, CITY_TIME) + timedelta(days=1)
        if entry.free:
            fits |= Q(starts_at__gte=begin, ends_at__lte=end)
        else:
            away |= Q(starts_at__lt=end, ends_at__gt=begin)
    for begin, end in Participation.objects.filter(
        member=member, state__in=Participation.OCCUPYING
    ).values_list("starts_at", "ends_at"):
        away |= Q(starts_at__lt=end, ends_at__gt=begin)
    return (
        shifts.annotate(
            weekday=ExtractIsoWeekDay("starts_at", tzinfo=CITY_TIME),
            last_weekday=ExtractIsoWeekDay("ends_at", tzinfo=CITY_TIME),
            first_minute=minute("starts_at"),
            last_minute=minute("ends_at"),
        )
        .filter(fits)
        .exclude(away)
        .exclude(area__in=blocked_areas(member))
    )


def open_by_child(area: Area, *, now: datetime) -> dict[str, int]:
    """Return how many open shifts lie in each area right below `area`, by tree path."""
    length = len(area.path) + area.steplen
    rows = (
        Shift.objects.open_after(now)
        .filter(area__path__startswith=area.path)
        .annotate(child=Substr("area__path", 1, length))
        .order_by()
        .values_list("child")
        .annotate(shifts=Count("pk", output_field=IntegerField()))
    )
    return {path: count for path, count in rows if len(path) == length}


def common_area(*, now: datetime) -> Area | None:
    """Return the smallest area that holds every open shift, None when there is none."""
    paths = list(
        Shift.objects.open_after(now).order_by().values_list("area__path", flat=True).distinct()
    )
    if not paths:
        return None
    shared = _shared_start(paths)
    whole = shared[: len(shared) - len(shared) % Area.steplen]
    area = Area.objects.filter(path=whole).first()
    if area is not None and area.level in (Area.Level.COMMUNITY, Area.Level.GRID):
        return Area.objects.filter(path=area.parent_path).first()
    return area


def _shared_start(paths: Iterable[str]) -> str:
    first, last = min(paths), max(paths)
    length = 0
    while length < len(first) and first[length] == last[length]:
        length += 1
    return first[:length]


def open_streets(*, now: datetime) -> list[Area]:
    """Return the streets in which shifts are open, in the order of the tree."""
    depth_of_a_street = 3
    length = depth_of_a_street * Area.steplen
    paths = (
        Shift.objects.open_after(now)
        .annotate(street=Substr("area__path", 1, length))
        .order_by()
        .values_list("street", flat=True)
        .distinct()
    )
    return list(Area.objects.filter(path__in=list(paths)))


def soonest_below(path: str, *, now: datetime, most: int) -> list[Shift]:
    """Return the next shifts with free places at or below a tree path, one of each need.

    The empty path stands for the whole city.
    """
    shifts = open_shifts(ShiftFilter(free_only=True), now=now)
    if path:
        shifts = shifts.filter(area__path__startswith=path)
    chosen: dict[int, Shift] = {}
    # A weekly need would fill the list by itself: look a little further for other ones.
    for shift in shifts[: most * 8]:
        chosen.setdefault(shift.need_id, shift)
    return list(chosen.values())[:most]
