"""A place that becomes free is offered to whoever has waited longest."""

from __future__ import annotations

from datetime import datetime

from people.models import User
from volunteering.actions import notices
from volunteering.actions.keep_plan import note_given_back
from volunteering.actions.moving import advance
from volunteering.models import Participation, Shift
from volunteering.terms import offer_expires_at
from volunteering.transitions import Move


def promote_waiting(*, shift: Shift, by: User | None, now: datetime) -> int:
    """Offer the free places of a locked shift to those who wait, in their order; return how many.

    Nobody is confirmed by it: each has until `offer_expires_at` to say yes.
    """
    expires = offer_expires_at(now, shift.starts_at)
    if shift.state != Shift.State.OPEN or expires is None:
        return 0
    free = max(0, shift.places - shift.taken)
    waiting = (
        shift.participations.filter(state=Participation.State.WAITLISTED)
        .select_related("member")
        .order_by("queued_at", "pk")[:free]
    )
    offered = 0
    for participation in waiting:
        step = advance(
            participation=participation,
            shift=shift,
            move=Move.OFFER,
            by=by,
            now=now,
            offer_expires_at=expires,
        )
        notices.tell_offer(step, shift, now)
        offered += 1
    return offered


def expire_stale(*, shift: Shift, now: datetime) -> int:
    """End the offers of a locked shift that nobody answered in time; return how many."""
    stale = shift.participations.filter(
        state=Participation.State.OFFERED, offer_expires_at__lte=now
    )
    ended = 0
    for participation in stale:
        advance(participation=participation, shift=shift, move=Move.EXPIRE, by=None, now=now)
        note_given_back(participation=participation, now=now)
        ended += 1
    return ended
