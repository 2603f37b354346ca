"""The clock reminds members of tomorrow's shifts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import islice

from django.db import transaction

from foundation.clock import CITY_TIME
from outbox.models import Message
from volunteering.actions import notices
from volunteering.models import Participation

AT_A_TIME = 500


def send_reminders(*, now: datetime) -> int:
    """Put one reminder for each confirmed place of tomorrow; return how many were new."""
    tomorrow = now.astimezone(CITY_TIME).date() + timedelta(days=1)
    begin = datetime.combine(tomorrow, time.min, CITY_TIME)
    coming = Participation.objects.filter(
        state=Participation.State.CONFIRMED,
        starts_at__gte=begin,
        starts_at__lt=begin + timedelta(days=1),
    ).select_related("shift__need", "member")
    told = 0
    for batch in batched(coming.iterator(chunk_size=AT_A_TIME), AT_A_TIME):
        with transaction.atomic():
            told += sum(notices.remind(participation, now) for participation in untold(batch))
    return told


def untold(batch: Sequence[Participation]) -> list[Participation]:
    """Return those of whom no reminder was put yet, with one question for all."""
    keys = {notices.reminder_key(participation): participation for participation in batch}
    known = Message.objects.filter(key__in=keys).values_list("key", flat=True)
    for key in known:
        del keys[key]
    return list(keys.values())


def batched(rows: Iterable[Participation], size: int) -> Iterator[list[Participation]]:
    """Yield `rows` in lists of at most `size`."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch
