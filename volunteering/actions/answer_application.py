"""A worker confirms or turns down a member's application."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import NotFound
from people.models import User
from volunteering.actions import joining, notices
from volunteering.actions.keep_plan import note_left
from volunteering.actions.locking import locked_shift
from volunteering.actions.moving import advance
from volunteering.models import Participation
from volunteering.permissions import may_edit_shift
from volunteering.transitions import Move


@transaction.atomic
def answer_application(
    *, by: User, participation_id: int, accept: bool, now: datetime
) -> Participation:
    """Confirm (while a place is free) or reject an application; the member wished for it.

    Raises `NotFound` (also for another community's), `Full`, `Overlapping`, `Impossible`.
    """
    found = Participation.objects.filter(pk=participation_id).select_related("member")
    shift_id = found.values_list("shift_id", flat=True).first()
    shift = locked_shift(shift_id) if shift_id is not None else None
    if shift is None or not may_edit_shift(by, shift):
        raise NotFound(_("There is no such application."), code="no_such_participation")
    participation = found.get()
    if accept:
        joining.refuse_unless_open(shift, now)
        joining.refuse_if_overlapping(participation.member, shift)
    step = advance(
        participation=participation,
        shift=shift,
        move=Move.APPROVE if accept else Move.REJECT,
        by=by,
        now=now,
    )
    notices.tell_answer(step, shift, now)
    if not accept:
        note_left(participation=participation, now=now)
    return participation
