"""The only code that writes a participation's state: by the table, with its place and its log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from foundation.errors import Busy, Refused
from people.models import User
from volunteering.actions.locking import busy_if_locked
from volunteering.guards import OVERLAP
from volunteering.models import Member, Participation, ParticipationStep, Shift
from volunteering.transitions import NOTHING, Move, after


class Full(Refused):
    """No place is left."""


class Overlapping(Refused):
    """The member's time is taken by another shift."""


def take_place(shift: Shift) -> bool:
    """Count one more place of the shift as taken, if one is left; say whether it was."""
    taken = Shift.objects.filter(pk=shift.pk, taken__lt=F("places")).update(taken=F("taken") + 1)
    shift.taken += taken
    return bool(taken)


def release_place(shift: Shift) -> None:
    """Count one place less as taken."""
    Shift.objects.filter(pk=shift.pk, taken__gt=0).update(taken=F("taken") - 1)
    shift.taken -= 1


def _keep_count(shift: Shift, before: str, following: str) -> None:
    held, holds = before in Participation.HOLDING, following in Participation.HOLDING
    if holds and not held and not take_place(shift):
        raise Full(_("All places are taken."), code="shift_full")
    if held and not holds:
        release_place(shift)


def _overlap_of(error: IntegrityError) -> Refused:
    if OVERLAP in str(error):
        return Overlapping(
            _("You are already somewhere else at that time."), code="overlapping_shift"
        )
    return Busy(_("This was just changed elsewhere. Please look again."), code="busy")


def begin(
    *,
    shift: Shift,
    member: Member,
    move: Move,
    by: User,
    now: datetime,
    origin: str,
) -> Participation:
    """Write a new participation by `move`, its place and its first step.

    Raises `Full`, `Overlapping`, or `Busy` when the member already takes part.
    """
    state = after(NOTHING, move)
    _keep_count(shift, NOTHING, state)
    try:
        with busy_if_locked(), transaction.atomic():
            participation = Participation.objects.create(
                shift=shift,
                member=member,
                state=state,
                origin=origin,
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
                queued_at=now if move is Move.QUEUE else None,
                created_at=now,
                changed_at=now,
            )
    except IntegrityError as error:
        raise _overlap_of(error) from error
    _log(participation, move, NOTHING, by, now, "")
    return participation


def advance(
    *,
    participation: Participation,
    shift: Shift,
    move: Move,
    by: User | None,
    now: datetime,
    note: str = "",
    **changes: Any,
) -> ParticipationStep:
    """Move a participation on, keep the count of places, write the step; return the step.

    The shift must be locked. `changes` are further columns to set. Raises `Impossible`, `Full`,
    `Overlapping`, or `Busy` when somebody else was quicker.
    """
    before = participation.state
    following = after(before, move)
    _keep_count(shift, before, following)
    fields = {"state": following, "changed_at": now, **changes}
    try:
        with busy_if_locked(), transaction.atomic():
            changed = Participation.objects.filter(pk=participation.pk, state=before).update(
                **fields
            )
    except IntegrityError as error:
        raise _overlap_of(error) from error
    if not changed:
        raise Busy(_("This was just changed elsewhere. Please look again."), code="busy")
    for name, value in fields.items():
        setattr(participation, name, value)
    return _log(participation, move, before, by, now, note)


def _log(
    participation: Participation,
    move: Move,
    before: str,
    by: User | None,
    now: datetime,
    note: str,
) -> ParticipationStep:
    return ParticipationStep.objects.create(
        participation=participation,
        verb=move.value,
        before=before,
        after=participation.state,
        by=by,
        at=now,
        note=note[:200],
    )
