"""The open shifts, read-only: where help is needed, for anybody to show; and what suits oneself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from django.db.models import F, Prefetch, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Path, Query, Router
from ninja.security import django_auth
from pydantic import BaseModel, Field

from foundation import clock
from foundation.problems import answers
from territory.models import Area
from volunteering.models import NeedSkill, Shift
from volunteering.queries.participations import member_of
from volunteering.queries.recommended import MOST, recommended_shifts

router = Router(tags=["shifts"])
own = Router(tags=["shifts"], auth=django_auth)
"""What a signed-in member reads of their own."""

Identifier = Annotated[int, Field(ge=1, le=2_147_483_647)]


class SkillForm(BaseModel):
    """A skill that a need asks for; without `required` it is only welcome."""

    key: str
    name: str
    required: bool


class ShiftForm(BaseModel):
    """One meeting time of a need, with the places that are still free."""

    id: int
    title: str
    what: str
    category: str
    risk_note: str
    area_code: str
    area_name: str
    starts_at: str
    ends_at: str
    minutes: int
    place: str
    longitude: float | None
    latitude: float | None
    places: int
    free_places: int
    skills: list[SkillForm]


class ShiftListForm(BaseModel):
    """A stretch of a list of shifts, soonest first."""

    count: int
    items: list[ShiftForm]


class SuitingForm(BaseModel):
    """A shift that suits oneself, and why."""

    shift: ShiftForm
    reasons: list[str] = Field(description="The criteria in words, in the language asked for.")
    metres: int | None
    fits: bool = Field(description="Whether it lies in one's free time.")
    points: int = Field(description="By the usual weights of matching.")


class SuitingListForm(BaseModel):
    """The shifts that suit oneself best, the best first."""

    count: int
    items: list[SuitingForm]


class SuitingQuery(BaseModel):
    """How many."""

    limit: int = Field(default=MOST, ge=1, le=MOST)


class ShiftQuery(BaseModel):
    """What to look for."""

    area: str | None = Field(
        default=None, max_length=20, description="Code of an area: it and all below it."
    )
    starts_from: date | None = Field(default=None, description="First day, in the city's time.")
    starts_until: date | None = Field(default=None, description="Last day, included.")
    skill: str | None = Field(default=None, max_length=40, description="Key of a skill asked for.")
    free: bool = Field(default=False, description="Only those with a place left.")
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=1_000_000)


def open_shifts() -> QuerySet[Shift]:
    """Return the shifts that one can still join, each with its need, area and skills."""
    asked = NeedSkill.objects.select_related("skill").order_by("-required", "skill__name")
    return (
        Shift.objects.open_after(clock.now())
        .select_related("need", "area")
        .prefetch_related(Prefetch("need__need_skills", queryset=asked))
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), clock.CITY_TIME)


def _wanted(query: ShiftQuery) -> QuerySet[Shift]:
    shifts = open_shifts()
    if query.area is not None:
        area = Area.objects.filter(code=query.area.replace("\0", "")).first()
        shifts = shifts.filter(area__path__startswith=area.path) if area else shifts.none()
    if query.starts_from and date.min < query.starts_from:
        shifts = shifts.filter(starts_at__gte=_midnight(query.starts_from))
    if query.starts_until and query.starts_until < date.max:
        shifts = shifts.filter(starts_at__lt=_midnight(query.starts_until + timedelta(days=1)))
    if query.skill is not None:
        shifts = shifts.filter(need__skills__key=query.skill.replace("\0", ""))
    if query.free:
        shifts = shifts.filter(taken__lt=F("places"))
    return shifts.order_by("starts_at", "pk")


def form_of(shift: Shift) -> dict[str, Any]:
    """Return what anybody may know of a shift; never who comes or whom to call."""
    need = shift.need
    return {
        "id": shift.pk,
        "title": need.title,
        "what": need.what,
        "category": need.category,
        "risk_note": need.risk_note,
        "area_code": shift.area.code,
        "area_name": shift.area.short_name,
        "starts_at": timezone.localtime(shift.starts_at).isoformat(),
        "ends_at": timezone.localtime(shift.ends_at).isoformat(),
        "minutes": shift.minutes,
        "place": shift.place,
        "longitude": shift.longitude,
        "latitude": shift.latitude,
        "places": shift.places,
        "free_places": shift.free_places,
        "skills": [
            {"key": asked.skill.key, "name": str(asked.skill), "required": asked.required}
            for asked in need.need_skills.all()
        ],
    }


@router.get(
    "", response=answers(ShiftListForm, 422), operation_id="list_shifts", summary="List open shifts"
)
def list_shifts(request: HttpRequest, query: Query[ShiftQuery]) -> dict[str, Any]:
    """List the shifts that one can still join, soonest first."""
    del request
    shifts = _wanted(query)
    found = shifts[query.offset : query.offset + query.limit]
    return {"count": shifts.count(), "items": [form_of(shift) for shift in found]}


@router.get(
    "/{shift_id}",
    response=answers(ShiftForm, 404, 422),
    operation_id="read_shift",
    summary="Read an open shift",
)
def read_shift(request: HttpRequest, shift_id: Path[Identifier]) -> dict[str, Any]:
    """Read one open shift."""
    del request
    shift = open_shifts().filter(pk=shift_id).first()
    if shift is None:
        raise Http404("There is no open shift with this id.")
    return form_of(shift)


@own.get(
    "/suiting-shifts",
    response=answers(SuitingListForm, 401, 404, 422),
    operation_id="list_suiting_shifts",
    summary="List the open shifts that suit oneself",
)
def list_suiting_shifts(request: HttpRequest, query: Query[SuitingQuery]) -> dict[str, Any]:
    """List the open shifts of the coming month that suit the signed-in member, best first.

    By the same criteria and rules as matching; nothing is asked of anybody by it.
    """
    member = member_of(request.user)
    if member is None:
        raise Http404("You are not a member.")
    found = recommended_shifts(
        member, now=clock.now(), language=get_language() or "zh", most=query.limit
    )
    shifts = open_shifts().in_bulk([entry.shift.pk for entry in found])
    items = [
        {
            "shift": form_of(shifts[entry.shift.pk]),
            "reasons": list(entry.reasons),
            "metres": entry.metres,
            "fits": entry.fits,
            "points": entry.points,
        }
        for entry in found
        if entry.shift.pk in shifts
    ]
    return {"count": len(items), "items": items}
