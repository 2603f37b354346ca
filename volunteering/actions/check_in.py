"""A member checks in or out by the venue's rotating code, scanned or typed."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation import rotating
from foundation.errors import Invalid, NotFound, Refused
from people.models import User
from volunteering.actions.attendance import came, left
from volunteering.actions.locking import locked_member, locked_shift
from volunteering.models import CheckEvent, Member, Participation, Shift

TRIES = 5
TRIES_WITHIN_SECONDS = 300


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


def digits_of(shift: Shift, now: datetime) -> str:
    """Return the six digits that the venue shows at `now`, for phones that cannot scan."""
    return rotating.digits_for(bytes.fromhex(shift.check_in_secret), code_subject(shift), now)


def _at_the_door(by: User, shift_id: int, code: str, now: datetime) -> tuple[Participation, Shift]:
    member = locked_member(by)
    shift = locked_shift(shift_id)
    if not code_accepted(shift, code, now):
        raise Invalid(
            _("This code is no longer valid. Please scan the one that the screen shows now."),
            code="code_expired",
        )
    return _own_live(member, shift), shift


def _own_live(member: Member, shift: Shift) -> Participation:
    # A withdrawn sign-up may lie beside the live one.
    participation = shift.participations.filter(member=member).live().first()
    if participation is None:
        raise NotFound(_("You have not signed up for this shift."), code="not_signed_up")
    return participation


def _count_try(by: User, shift_id: int) -> None:
    """Count one more try; raises `Refused` beyond the limit. The cache is shared by all workers."""
    key = f"check-in-tries:{shift_id}:{by.pk}"
    cache.add(key, 0, TRIES_WITHIN_SECONDS)
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two: this is the first try of the next minutes
        cache.set(key, 1, TRIES_WITHIN_SECONDS)
        tries = 1
    if tries > TRIES:
        raise Refused(
            _("Too many tries. Please wait five minutes, or ask the worker to check you in."),
            code="too_many_tries",
        )


def _with_digits(
    by: User, shift_id: int, digits: str, now: datetime
) -> tuple[Participation, Shift]:
    member = locked_member(by)
    shift = locked_shift(shift_id)
    participation = _own_live(member, shift)
    secret = bytes.fromhex(shift.check_in_secret)
    if not rotating.accepts_digits(secret, code_subject(shift), digits, now):
        raise Invalid(
            _("These digits do not fit. Please type the six that the screen shows now."),
            code="digits_wrong",
        )
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


def check_in_typed(*, by: User, shift_id: int, digits: str, now: datetime) -> Participation:
    """Note that the member came, by the six digits of the venue; raises as `check_in` does.

    Also raises `Refused` after `TRIES` within five minutes; a wrong try counts although nothing
    else of it is kept.
    """
    _count_try(by, shift_id)
    with transaction.atomic():
        participation, shift = _with_digits(by, shift_id, digits, now)
        return came(participation, shift, by=by, method=CheckEvent.Method.CODE, now=now)


def check_out_typed(*, by: User, shift_id: int, digits: str, now: datetime) -> Participation:
    """Note that the member left, by the six digits of the venue; raises as `check_in_typed`."""
    _count_try(by, shift_id)
    with transaction.atomic():
        participation, shift = _with_digits(by, shift_id, digits, now)
        return left(participation, shift, by=by, method=CheckEvent.Method.CODE, now=now)
