"""A worker calls a shift off; everybody in it is told why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import Invalid, NotFound, Refused
from outbox.webhooks.events import SHIFT_CANCELLED
from outbox.webhooks.registering import announce
from people.models import User
from volunteering.actions import notices
from volunteering.actions.keep_plan import note_called_off
from volunteering.actions.locking import locked_shift
from volunteering.actions.moving import advance
from volunteering.models import Participation, Shift
from volunteering.permissions import may_edit_shift
from volunteering.transitions import Move

_ENDED_BY_IT = ("offered", "applied", "waitlisted", "confirmed")


@transaction.atomic
def cancel_shift(*, by: User, shift_id: int, reason: str, now: datetime) -> Shift:
    """Cancel a shift that nobody has checked in to.

    Raises `NotFound` (also for another community's), `Invalid` (no reason), `Refused` when it is
    over or people are there already.
    """
    shift = locked_shift(shift_id)
    if not may_edit_shift(by, shift):
        raise NotFound(_("There is no such shift."), code="no_such_shift")
    if shift.state == Shift.State.CANCELLED:
        return shift
    if not reason.strip():
        raise Invalid(_("Please say why: those who signed up will read it."), code="reason_needed")
    served = [s for s in Participation.OCCUPYING if s != Participation.State.CONFIRMED]
    if shift.state == Shift.State.DONE or shift.participations.filter(state__in=served).exists():
        raise Refused(_("People have already checked in; close it instead."), code="people_there")
    shift.state = Shift.State.CANCELLED
    shift.save(update_fields=["state"])
    joined = shift.participations.filter(state__in=_ENDED_BY_IT).select_related("member")
    for participation in joined:
        step = advance(
            participation=participation,
            shift=shift,
            move=Move.CANCEL,
            by=by,
            now=now,
            note=reason.strip(),
        )
        notices.tell_cancelled(step, shift, reason.strip(), now)
    note_called_off(shift=shift, now=now)
    log(shift, "volunteering.cancel", user=by, data={"reason": reason.strip()})
    announce(
        event=SHIFT_CANCELLED,
        key=str(shift.pk),
        content={"shift": shift.pk, "area": shift.area.code},
    )
    return shift
