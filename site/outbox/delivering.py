"""Deliver what waits in the outbox: at least once, by as many workers as one likes."""

from __future__ import annotations

import importlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.util import find_spec

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, Q

from foundation import clock
from outbox.keys import sealer
from outbox.models import Message

logger = logging.getLogger(__name__)

Deliver = Callable[[Mapping[str, object], str], None]
CLAIM = timedelta(minutes=5)
WAITS = (5, 30, 120, 600, 1800, 7200, 21600, 86400)
"""Seconds before each further attempt; after the last one the message is given up."""


@cache
def channels() -> dict[str, Deliver]:
    """Return topic → deliver function, as the apps offer them in `outbox_channels.TOPICS`."""
    offered: dict[str, Deliver] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.outbox_channels"
        if find_spec(app.name) and find_spec(name):
            offered |= importlib.import_module(name).TOPICS
    return offered


def claim(*, now: datetime, most: int = 20) -> list[Message]:
    """Claim up to `most` messages for this worker; others skip them until the claim runs out."""
    with transaction.atomic():
        waiting = Message.objects.filter(
            Q(claimed_until=None) | Q(claimed_until__lt=now),
            state=Message.State.WAITING,
            available_at__lte=now,
        ).order_by("available_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        claimed = list(waiting[:most])
        Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
            claimed_until=now + CLAIM, attempts=F("attempts") + 1
        )
    for message in claimed:
        message.attempts += 1
    return claimed


def deliver(message: Message) -> bool:
    """Hand one claimed message to its channel; note success, or when to try again.

    What was delivered is forgotten: the row and its key stay, so that nothing goes out twice.
    A message that was dropped since it was claimed is delivered to nobody.
    """
    if not message.sealed:
        return False
    content = json.loads(sealer().open(message.sealed, "outbox.message"))
    try:
        channels()[message.topic](content, message.key)
    except Exception as error:  # noqa: BLE001 (whatever a channel throws, the message must be kept)
        _note_failure(message, error)
        return False
    now = clock.now()
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.DELIVERED,
        delivered_at=now,
        claimed_until=None,
        last_error="",
        sealed="",
    )
    return True


def _note_failure(message: Message, error: Exception) -> None:
    given_up = message.attempts > len(WAITS)
    wait = WAITS[min(message.attempts, len(WAITS)) - 1]
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.GIVEN_UP if given_up else Message.State.WAITING,
        available_at=clock.now() + timedelta(seconds=wait),
        claimed_until=None,
        last_error=type(error).__name__,
    )
    # The error's own words may quote an address or a phone: only its kind is logged.
    logger.warning(
        "outbox: %s not delivered (%s), attempt %d%s",
        message.topic,
        type(error).__name__,
        message.attempts,
        ", given up" if given_up else "",
    )


def deliver_waiting(*, most: int = 200) -> int:
    """Deliver what waits now, `most` messages at most; return how many went out."""
    delivered = 0
    for _round in range(most):
        claimed = claim(now=clock.now())
        if not claimed:
            break
        delivered += sum(deliver(message) for message in claimed)
        if delivered >= most:
            break
    return delivered
