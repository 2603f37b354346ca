"""Coming and leaving, noted once each whoever notes it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from foundation.errors import Refused
from people.models import User
from volunteering.actions.moving import advance
from volunteering.models import CheckEvent, Participation, Shift
from volunteering.terms import leaves_early, may_check_in_at, may_check_out_at
from volunteering.transitions import Move

_CAME = ("checked_in", "checked_out", "left_early", "attended")
_LEFT = ("checked_out", "left_early", "attended")


def came(
    participation: Participation, shift: Shift, *, by: User, method: str, now: datetime
) -> Participation:
    """Check a participation of a locked shift in; again is the same event."""
    if participation.state in _CAME:
        return participation
    if shift.state != Shift.State.OPEN or not may_check_in_at(now, shift.starts_at, shift.ends_at):
        raise Refused(
            _("One can check in from half an hour before the start until the end."),
            code="not_check_in_time",
        )
    advance(participation=participation, shift=shift, move=Move.CHECK_IN, by=by, now=now)
    _note(participation, CheckEvent.Kind.IN, method, by, now)
    return participation


def left(
    participation: Participation, shift: Shift, *, by: User, method: str, now: datetime
) -> Participation:
    """Check a participation of a locked shift out; again is the same event."""
    if participation.state in _LEFT:
        return participation
    if shift.state != Shift.State.OPEN or not may_check_out_at(now, shift.starts_at, shift.ends_at):
        raise Refused(
            _("One can check out from the start until two hours after the end."),
            code="not_check_out_time",
        )
    move = Move.LEAVE_EARLY if leaves_early(now, shift.ends_at) else Move.CHECK_OUT
    advance(participation=participation, shift=shift, move=move, by=by, now=now)
    _note(participation, CheckEvent.Kind.OUT, method, by, now)
    return participation


def _note(participation: Participation, kind: str, method: str, by: User, now: datetime) -> None:
    CheckEvent.objects.create(
        participation=participation,
        kind=kind,
        method=method,
        at=now,
        by=by,
        nonce=f"{participation.pk}:{kind}",
    )
