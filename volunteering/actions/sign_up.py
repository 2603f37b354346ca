"""A member signs up for a shift, applies for it, or joins its waiting list when it is full."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from people.models import User
from volunteering.actions import joining
from volunteering.actions.keep_plan import note_joined
from volunteering.actions.locking import locked_member, locked_shift
from volunteering.actions.moving import advance, begin
from volunteering.actions.promoting import expire_stale, promote_waiting
from volunteering.models import Participation, Shift
from volunteering.transitions import Move

_JOINED = ("applied", "waitlisted", "confirmed", "checked_in", "checked_out", "left_early")


@transaction.atomic
def sign_up(*, by: User, shift_id: int, now: datetime) -> Participation:
    """Sign the person's own member up; return where that led: confirmed, applied or waitlisted.

    Signing up twice is the same as once; signing up where an offer waits accepts it. Raises
    `NotAllowed` (no member), `NotFound`, `Overlapping`, `Busy`, `Refused` (closed,
    begun, kept apart, skill, age).
    """
    member = locked_member(by)
    shift = locked_shift(shift_id)
    before = shift.participations.filter(member=member).live().order_by("pk").last()
    if before is not None and before.state in _JOINED:
        return before
    joining.refuse_unless_open(shift, now)
    joining.refuse_if_kept_apart(member, shift)
    joining.refuse_if_unskilled(member, shift)
    joining.refuse_if_of_other_age(member, shift)
    joining.refuse_if_overlapping(member, shift)
    if before is not None and before.state == Participation.State.OFFERED:
        advance(participation=before, shift=shift, move=Move.ACCEPT, by=by, now=now)
        return before
    if expire_stale(shift=shift, now=now):
        promote_waiting(shift=shift, by=None, now=now)
    joined = begin(
        shift=shift,
        member=member,
        move=_move_for(shift),
        by=by,
        now=now,
        origin=Participation.Origin.SELF,
    )
    if joined.state != Participation.State.WAITLISTED:
        note_joined(participation=joined, now=now)
    return joined


def _move_for(shift: Shift) -> Move:
    if shift.taken >= shift.places:
        return Move.QUEUE
    return Move.APPLY if shift.need.by_approval else Move.SIGN_UP
