"""A member checks in or out by the venue's rotating code."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation import rotating
from foundation.errors import Invalid, NotFound
from people.models import User
from volunteering.actions.attendance import came, left
from volunteering.actions.locking import locked_member, locked_shift
from volunteering.models import CheckEvent, Participation, Shift


def code_subject(shift: Shift) -> str:
    """Return what a shift's code is made for: another shift's code opens nothing."""
    return f"shift:{shift.pk}"


def code_of(shift: Shift, now: datetime) -> str:
    """Return the code that the venue shows at `now`."""
    return rotating.code_for(bytes.fromhex(shift.check_in_secret), code_subject(shift), now)


def code_accepted(shift: Shift, code: str, now: datetime) -> bool:
    """Say whether `code` was shown at the venue of `shift` within the last minute."""
    secret = bytes.fromhex(shift.check_in_secret)
    return rotating.accepts(secret, code_subject(shift), code, now)


def _at_the_door(by: User, shift_id: int, code: str, now: datetime) -> tuple[Participation, Shift]:
    member = locked_member(by)
    shift = locked_shift(shift_id)
    if not code_accepted(shift, code, now):
        raise Invalid(
            _("This code is no longer valid. Please scan the one that the screen shows now."),
            code="code_expired",
        )
    # A withdrawn sign-up may lie beside the live one.
    participation = shift.participations.filter(member=member).live().first()
    if participation is None:
        raise NotFound(_("You have not signed up for this shift."), code="not_signed_up")
    return participation, shift


@transaction.atomic
def check_in(*, by: User, shift_id: int, code: str, now: datetime) -> Participation:
    """Note that the member came; a second scan is the same event.

    Raises `NotAllowed`, `NotFound` (not signed up), `Invalid` (old or foreign code), `Refused`
    (too early, too late) and `Impossible` (not confirmed).
    """
    participation, shift = _at_the_door(by, shift_id, code, now)
    return came(participation, shift, by=by, method=CheckEvent.Method.QR, now=now)


@transaction.atomic
def check_out(*, by: User, shift_id: int, code: str, now: datetime) -> Participation:
    """Note that the member left, early or not; raises as `check_in` does."""
    participation, shift = _at_the_door(by, shift_id, code, now)
    return left(participation, shift, by=by, method=CheckEvent.Method.QR, now=now)
