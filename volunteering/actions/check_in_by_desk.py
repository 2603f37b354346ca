"""A worker checks somebody in or out by hand, for who has no phone at hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import NotAllowed, NotFound
from people.models import User
from volunteering.actions.attendance import came, left
from volunteering.actions.locking import locked_shift
from volunteering.models import CheckEvent, Participation, Shift
from volunteering.permissions import may_check_in_at_desk


def _at_the_desk(by: User, participation_id: int) -> tuple[Participation, Shift]:
    found = Participation.objects.filter(pk=participation_id).select_related("member")
    shift_id = found.values_list("shift_id", flat=True).first()
    shift = locked_shift(shift_id) if shift_id is not None else None
    if shift is None or not may_check_in_at_desk(by, shift):
        raise NotFound(_("There is no such participation."), code="no_such_participation")
    participation = found.get()
    if participation.member.user_id == by.pk:
        raise NotAllowed(
            _("You cannot check yourself in by hand; please scan the code."), code="own_hours"
        )
    return participation, shift


@transaction.atomic
def check_in_by_desk(*, by: User, participation_id: int, now: datetime) -> Participation:
    """Note that somebody came; raises `NotFound`, `NotAllowed` (oneself), `Refused`."""
    participation, shift = _at_the_desk(by, participation_id)
    return came(participation, shift, by=by, method=CheckEvent.Method.DESK, now=now)


@transaction.atomic
def check_out_by_desk(*, by: User, participation_id: int, now: datetime) -> Participation:
    """Note that somebody left; raises `NotFound`, `NotAllowed` (oneself), `Refused`."""
    participation, shift = _at_the_desk(by, participation_id)
    return left(participation, shift, by=by, method=CheckEvent.Method.DESK, now=now)
