"""The clock reminds members of tomorrow's shifts."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from foundation.clock import CITY_TIME
from volunteering.actions import notices
from volunteering.models import Participation


@transaction.atomic
def send_reminders(*, now: datetime) -> int:
    """Put one reminder for each confirmed place of tomorrow; a second run adds none."""
    tomorrow = now.astimezone(CITY_TIME).date() + timedelta(days=1)
    begin = datetime.combine(tomorrow, time.min, CITY_TIME)
    coming = Participation.objects.filter(
        state=Participation.State.CONFIRMED,
        starts_at__gte=begin,
        starts_at__lt=begin + timedelta(days=1),
    ).select_related("shift__need", "member")
    told = 0
    for participation in coming.iterator(chunk_size=500):
        notices.remind(participation, now)
        told += 1
    return told
