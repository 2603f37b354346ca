"""Put a message in the outbox, inside the transaction that it tells of."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from foundation import clock
from outbox.keys import sealer
from outbox.models import Message

GIVEN_UP_STAYS = timedelta(days=30)
"""How long the content of a message that nobody took can still be looked into."""


def put(
    *,
    topic: str,
    key: str,
    content: Mapping[str, object],
    not_before: datetime | None = None,
) -> bool:
    """Write one message to deliver; return False when `key` was already put.

    `content` must be JSON-able; it is sealed, because it may name a person. Raises
    `TransactionManagementError` outside a transaction: a message that is not written together
    with its cause can be lost.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("outbox.put needs a transaction")
    now = clock.now()
    sealed = sealer().seal(json.dumps(content, ensure_ascii=False), "outbox.message")
    _, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "topic": topic,
            "sealed": sealed,
            "available_at": not_before or now,
            "created_at": now,
        },
    )
    return created


def put_many(*, topic: str, contents: Mapping[str, Mapping[str, object]]) -> None:
    """Write one message for each key of `contents`, in as few queries as they need.

    Keys that were put before are left as they are. Raises like `put` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("outbox.put_many needs a transaction")
    now = clock.now()
    messages = [
        Message(
            key=key,
            topic=topic,
            sealed=sealer().seal(json.dumps(content, ensure_ascii=False), "outbox.message"),
            available_at=now,
            created_at=now,
        )
        for key, content in contents.items()
    ]
    Message.objects.bulk_create(messages, batch_size=500, ignore_conflicts=True)


@transaction.atomic
def forget_undelivered(concerns: Callable[[Mapping[str, Any]], bool]) -> int:
    """Drop the messages not delivered yet whose content `concerns` somebody; return how many.

    Only these still have a content: a delivered message has forgotten its own. The rows stay, so
    that a key is never put again.
    """
    kept = Message.objects.exclude(sealed="").exclude(state=Message.State.DELIVERED)
    found = [
        message.pk
        for message in kept.iterator(chunk_size=500)
        if concerns(json.loads(sealer().open(message.sealed, "outbox.message")))
    ]
    # One by one: a list of keys could be longer than a statement may be.
    for key in found:
        Message.objects.filter(pk=key).update(state=Message.State.GIVEN_UP, sealed="")
    return len(found)


def forget_given_up(*, now: datetime) -> int:
    """Empty the messages that were given up long ago; return how many."""
    old = Message.objects.filter(
        state=Message.State.GIVEN_UP, available_at__lte=now - GIVEN_UP_STAYS
    )
    return old.exclude(sealed="").update(sealed="")
