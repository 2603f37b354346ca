"""A member accepts an offered place."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Refused
from people.models import User
from volunteering.actions import joining
from volunteering.actions.locking import locked_member, own_participation
from volunteering.actions.moving import advance
from volunteering.models import Participation
from volunteering.transitions import Move


@transaction.atomic
def accept_offer(*, by: User, participation_id: int, now: datetime) -> Participation:
    """Turn the offer into a confirmed place; accepting twice is the same as once.

    Raises `NotFound` for somebody else's offer, `Impossible`, `Overlapping`, and `Refused` when
    the offer has run out, the shift is closed, or its community and the member are kept apart.
    """
    member = locked_member(by)
    participation, shift = own_participation(member, participation_id)
    if participation.state == Participation.State.CONFIRMED:
        return participation
    joining.refuse_unless_open(shift, now)
    expires = participation.offer_expires_at
    if expires is not None and expires <= now:
        raise Refused(
            _("The offer has run out. You can sign up while places are free."),
            code="offer_expired",
        )
    joining.refuse_if_kept_apart(member, shift)
    joining.refuse_if_overlapping(member, shift)
    advance(participation=participation, shift=shift, move=Move.ACCEPT, by=by, now=now)
    return participation
