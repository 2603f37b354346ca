"""Put a message in the outbox, inside the transaction that it tells of."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from foundation import clock
from outbox.keys import sealer
from outbox.models import Message


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
