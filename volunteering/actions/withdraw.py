"""A member withdraws: freely in good time, with a reason when it is late."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Invalid, Refused
from people.models import User
from volunteering.actions import notices
from volunteering.actions.keep_plan import note_given_back, note_left
from volunteering.actions.locking import locked_member, own_participation
from volunteering.actions.moving import advance
from volunteering.actions.promoting import promote_waiting
from volunteering.models import Participation
from volunteering.terms import withdraws_freely
from volunteering.transitions import Move


@transaction.atomic
def withdraw(*, by: User, participation_id: int, now: datetime, note: str = "") -> Participation:
    """Give the place (or the place in the queue) back and pass it on.

    A confirmed place given back less than twelve hours before the start needs a reason, which
    the community reads (Regulation 685, article 22). Raises `NotFound`, `Impossible`, `Invalid`
    (no reason given) and `Refused` (the shift has begun).
    """
    member = locked_member(by)
    participation, shift = own_participation(member, participation_id)
    if participation.state in (Participation.State.WITHDRAWN, Participation.State.EXCUSED):
        return participation
    if shift.starts_at <= now:
        raise Refused(_("This shift has already begun."), code="shift_begun")
    late = participation.state == Participation.State.CONFIRMED and not withdraws_freely(
        now, shift.starts_at
    )
    if late and not note.strip():
        raise Invalid(
            _("It begins soon: please tell the community in a few words why you cannot come."),
            code="reason_needed",
        )
    step = advance(
        participation=participation,
        shift=shift,
        move=Move.EXCUSE if late else Move.WITHDRAW,
        by=by,
        now=now,
        note=note.strip(),
    )
    if late:
        notices.tell_excused(step, shift, now)
    promote_waiting(shift=shift, by=by, now=now)
    if participation.run_id is not None:
        note_given_back(participation=participation, now=now)
    else:
        note_left(participation=participation, now=now)
    return participation
