"""A shift is closed: who came has hours to verify, who did not is noted."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from forms_app.actions.advance_course import served
from foundation.errors import NotFound, Refused
from people.models import User
from volunteering.actions.locking import locked_shift
from volunteering.actions.moving import advance
from volunteering.models import CheckEvent, Need, Participation, Rating, ServiceRecord, Shift
from volunteering.permissions import may_edit_shift
from volunteering.terms import CLOSES_BY_ITSELF, minutes_served, record_due_on
from volunteering.transitions import Move

_CLOSING_MOVES = {
    Participation.State.OFFERED: Move.EXPIRE,
    Participation.State.APPLIED: Move.EXPIRE,
    Participation.State.WAITLISTED: Move.EXPIRE,
    Participation.State.CONFIRMED: Move.MISS,
    Participation.State.CHECKED_IN: Move.CLOSE,
    Participation.State.CHECKED_OUT: Move.CLOSE,
    Participation.State.LEFT_EARLY: Move.CLOSE,
}


@transaction.atomic
def close_shift(*, by: User, shift_id: int, now: datetime) -> Shift:
    """Close a shift that is over; its hours are then due within ten working days.

    Raises `NotFound` (also for another community's) and `Refused` (cancelled, or not over).
    """
    shift = locked_shift(shift_id)
    if not may_edit_shift(by, shift):
        raise NotFound(_("There is no such shift."), code="no_such_shift")
    _close(shift, by, now)
    return shift


def close_forgotten(*, now: datetime, shifts_at_most: int = 500) -> int:
    """Let the clock close what ended a day ago and nobody closed; return how many shifts."""
    shift_ids = (
        Shift.objects.filter(state=Shift.State.OPEN, ends_at__lte=now - CLOSES_BY_ITSELF)
        .order_by("pk")
        .values_list("pk", flat=True)[:shifts_at_most]
    )
    closed = 0
    for shift_id in list(shift_ids):
        with transaction.atomic():
            _close(locked_shift(shift_id), None, now)
            closed += 1
    return closed


def _close(shift: Shift, by: User | None, now: datetime) -> None:
    if shift.state == Shift.State.DONE:
        return
    if shift.state == Shift.State.CANCELLED:
        raise Refused(_("This shift was cancelled."), code="shift_not_open")
    if now < shift.ends_at:
        raise Refused(_("This shift is not over yet."), code="shift_not_over")
    participations = (
        shift.participations.filter(state__in=list(_CLOSING_MOVES))
        .select_related("member")
        .prefetch_related("check_events")
    )
    for participation in participations:
        move = _CLOSING_MOVES[Participation.State(participation.state)]
        advance(participation=participation, shift=shift, move=move, by=by, now=now)
        if move is Move.CLOSE:
            _record(participation, shift, by, now)
    shift.state = Shift.State.DONE
    shift.save(update_fields=["state"])
    Rating.objects.create(shift=shift, token=secrets.token_urlsafe(24), created_at=now)
    if shift.need.origin == Need.Origin.FORM and shift.need.origin_reference:
        served(reference=shift.need.origin_reference, now=now)
    log(shift, "volunteering.close", user=by)


def _record(participation: Participation, shift: Shift, by: User | None, now: datetime) -> None:
    seen = {event.kind: event.at for event in participation.check_events.all()}
    came_at, left_at = seen[CheckEvent.Kind.IN], seen.get(CheckEvent.Kind.OUT)
    basis = ServiceRecord.Basis.CHECKED if left_at else ServiceRecord.Basis.ASSUMED
    ServiceRecord.objects.create(
        member=participation.member,
        person_id=participation.member.user_id,
        participation=participation,
        area=shift.area,
        activity=shift.need.title,
        content=shift.need.what[:200],
        place=shift.place,
        responsible=str(shift.need.created_by or ""),
        starts_at=max(came_at, shift.starts_at),
        minutes=minutes_served(came_at, left_at, shift.starts_at, shift.ends_at),
        basis=basis,
        recorded_by=by,
        due_on=record_due_on(shift.ends_at),
        created_at=now,
    )
