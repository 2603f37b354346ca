"""The clock ends offers that nobody answered and passes their places on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from volunteering.actions.locking import locked_shift
from volunteering.actions.promoting import expire_stale, promote_waiting
from volunteering.models import Participation


def expire_offers(*, now: datetime, shifts_at_most: int = 500) -> int:
    """End every offer that ran out before `now`, one transaction a shift; return how many."""
    shift_ids = (
        Participation.objects.filter(state=Participation.State.OFFERED, offer_expires_at__lte=now)
        .order_by("shift_id")
        .values_list("shift_id", flat=True)
        .distinct()[:shifts_at_most]
    )
    ended = 0
    for shift_id in list(shift_ids):
        with transaction.atomic():
            shift = locked_shift(shift_id)
            ended += expire_stale(shift=shift, now=now)
            promote_waiting(shift=shift, by=None, now=now)
    return ended
