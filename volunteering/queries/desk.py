"""What a worker's desk shows: shifts and needs of their areas, who comes, hours that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, F, Prefetch, Q, QuerySet

from foundation.clock import CITY_TIME
from people.models import User
from people.permissions import Verb, scope_of
from volunteering.models import CheckEvent, Need, Participation, ServiceRecord, Shift

SOON = timedelta(days=7)
State = Participation.State


def day_bounds(now: datetime) -> tuple[datetime, datetime]:
    """Return when the day of `now` begins and ends in the city."""
    begin = datetime.combine(now.astimezone(CITY_TIME).date(), time.min, CITY_TIME)
    return begin, begin + timedelta(days=1)


def desk_shifts(person: User) -> QuerySet[Shift]:
    """Return the shifts that `person` may see at the desk."""
    return Shift.objects.within(scope_of(person, Verb.SEE_NEEDS)).select_related("need", "area")


def desk_needs(person: User) -> QuerySet[Need]:
    """Return the needs that `person` may see at the desk, with how many shifts are open."""
    return (
        Need.objects.within(scope_of(person, Verb.SEE_NEEDS))
        .select_related("area")
        .annotate(open_shifts=Count("shifts", filter=Q(shifts__state=Shift.State.OPEN)))
    )


def desk_hours(person: User) -> QuerySet[ServiceRecord]:
    """Return the current records that `person` may see to verify them."""
    return (
        ServiceRecord.objects.within(scope_of(person, Verb.VERIFY_HOURS))
        .filter(superseded=False)
        .select_related("area", "person", "member", "verified_by")
    )


def participants(shift: Shift) -> QuerySet[Participation]:
    """Return who comes, waits, was asked or came, in the order of the table on the page."""
    shown = (
        State.OFFERED,
        State.APPLIED,
        State.WAITLISTED,
        *Participation.OCCUPYING,
        State.NO_SHOW,
        State.EXCUSED,
    )
    return (
        shift.participations.filter(state__in=shown)
        .select_related("member__user", "member__unit")
        .prefetch_related(Prefetch("check_events", CheckEvent.objects.order_by("at")))
        .order_by("state", "queued_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Today:
    """What needs a worker today."""

    shifts: list[Shift]
    to_close: list[Shift]
    unfilled: list[Shift]
    hours_waiting: int
    hours_due: list[ServiceRecord]
    objections: int
    applications: list[Participation]

    def __bool__(self) -> bool:
        lists = (self.shifts, self.to_close, self.unfilled, self.hours_due, self.applications)
        return any(lists) or bool(self.hours_waiting or self.objections)


def today_of(person: User, *, now: datetime, most: int = 8) -> Today:
    """Return what needs `person` today, with a fixed number of questions to the database."""
    begin, end = day_bounds(now)
    shifts = desk_shifts(person)
    still_open = shifts.filter(state=Shift.State.OPEN)
    waiting = desk_hours(person).filter(state=ServiceRecord.State.SUBMITTED).exclude(person=person)
    counts = desk_hours(person).aggregate(
        waiting=Count("pk", filter=Q(state=ServiceRecord.State.SUBMITTED) & ~Q(person=person)),
        objections=Count("pk", filter=Q(state=ServiceRecord.State.DISPUTED) & ~Q(person=person)),
    )
    applications = (
        Participation.objects.filter(
            state=State.APPLIED, shift__in=still_open.filter(starts_at__gt=now)
        )
        .select_related("shift__need", "shift__area", "member__user")
        .order_by("starts_at")
    )
    return Today(
        shifts=list(
            shifts.exclude(state=Shift.State.CANCELLED)
            .filter(starts_at__lt=end, ends_at__gt=begin)
            .order_by("starts_at")[:most]
        ),
        to_close=list(still_open.filter(ends_at__lte=now).order_by("ends_at")[:most]),
        unfilled=list(
            still_open.filter(
                need__state=Need.State.OPEN,
                starts_at__gt=now,
                starts_at__lt=now + SOON,
                taken__lt=F("places"),
            ).order_by("starts_at")[:most]
        ),
        hours_waiting=counts["waiting"],
        hours_due=list(waiting.order_by("due_on", "pk")[:most]),
        objections=counts["objections"],
        applications=list(applications[:most]),
    )
