"""A member's own participations: what waits for an answer, what comes, what was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from people.models import User
from volunteering.models import Member, Participation, ServiceRecord, Shift

State = Participation.State
COMING = (State.CONFIRMED, State.CHECKED_IN, State.APPLIED, State.WAITLISTED)


def member_of(user: object) -> Member | None:
    """Return the activated member whose account this is, with home and unit; None for others."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return (
        Member.objects.filter(user=user, activated_at__isnull=False)
        .select_related("home_area", "unit", "user")
        .first()
    )


def _with_shift(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    return participations.select_related("shift__need", "shift__area")


def offers_waiting(member: Member, *, now: datetime) -> QuerySet[Participation]:
    """Return the offers that the member can still answer, the most urgent first."""
    return _with_shift(
        member.participations.filter(state=State.OFFERED, starts_at__gt=now).filter(
            Q(offer_expires_at=None) | Q(offer_expires_at__gt=now)
        )
    ).order_by("offer_expires_at", "starts_at")


def coming(member: Member, *, now: datetime) -> QuerySet[Participation]:
    """Return what lies ahead of the member, the soonest first."""
    return _with_shift(member.participations.filter(state__in=COMING, ends_at__gt=now)).order_by(
        "starts_at", "pk"
    )


def past(member: Member, *, now: datetime) -> QuerySet[Participation]:
    """Return what the member served or missed, the newest first."""
    return _with_shift(
        member.participations.filter(
            Q(ends_at__lte=now, state__in=(*Participation.HOLDING, State.EXCUSED))
            | Q(state=State.CANCELLED_BY_HOST)
        ).exclude(state=State.OFFERED)
    ).order_by("-starts_at", "-pk")


def own_states(member: Member | None, shifts: Iterable[Shift]) -> dict[int, Participation]:
    """Return the member's newest participation in each of these shifts, with one question."""
    if member is None:
        return {}
    rows = Participation.objects.filter(member=member, shift__in=list(shifts)).exclude(
        state=State.PROPOSED
    )
    return {row.shift_id: row for row in rows.order_by("pk")}


def queue_place(participation: Participation) -> int:
    """Return the place of a waiting participation in its queue, 1 for the next."""
    ahead = Participation.objects.filter(
        shift=participation.shift_id, state=State.WAITLISTED
    ).filter(
        Q(queued_at__lt=participation.queued_at)
        | Q(queued_at=participation.queued_at, pk__lt=participation.pk)
    )
    return ahead.count() + 1


def hours_of(member: Member) -> dict[str, int]:
    """Return the minutes served and times that count, and the minutes that wait to be verified."""
    counted = Q(state=ServiceRecord.State.VERIFIED)
    totals = member.service_records.filter(superseded=False).aggregate(
        served=Sum("minutes", filter=counted),
        times=Count("pk", filter=counted),
        communities=Count("area", filter=counted, distinct=True),
        waiting=Sum("minutes", filter=Q(state=ServiceRecord.State.SUBMITTED)),
    )
    return {name: value or 0 for name, value in totals.items()}
