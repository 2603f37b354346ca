"""A member declines an offered place, without having to say why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from people.models import User
from volunteering.actions.keep_plan import note_given_back
from volunteering.actions.locking import locked_member, own_participation
from volunteering.actions.moving import advance
from volunteering.actions.promoting import promote_waiting
from volunteering.models import Participation
from volunteering.transitions import Move


@transaction.atomic
def decline_offer(
    *, by: User, participation_id: int, now: datetime, note: str = ""
) -> Participation:
    """End the offer and pass the place on to the next who waits; twice is the same as once.

    Raises `NotFound` for somebody else's offer and `Impossible` when it is none any more.
    """
    member = locked_member(by)
    participation, shift = own_participation(member, participation_id)
    if participation.state == Participation.State.DECLINED:
        return participation
    advance(participation=participation, shift=shift, move=Move.DECLINE, by=by, now=now, note=note)
    promote_waiting(shift=shift, by=by, now=now)
    note_given_back(participation=participation, now=now)
    return participation
