"""Put a text message into the outbox: that is the only way one leaves."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from outbox.actions import put


def put_sms(
    *,
    phone: str,
    kind: str,
    params: Mapping[str, str],
    key: str = "",
    not_before: datetime | None = None,
) -> None:
    """Write one text message of `kind` to `phone`; with the same `key` it is written only once.

    It leaves at `not_before`, or as soon as a worker comes.
    It stands with what caused it in one transaction, if there is one.
    """
    with transaction.atomic():
        put(
            topic="sms",
            key=key or f"sms:{secrets.token_hex(16)}",
            content={"phone": phone, "kind": kind, "params": dict(params)},
            not_before=not_before,
        )
