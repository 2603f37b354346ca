"""What people offer the outbox: how a text message and an e-mail are delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from people.mail import deliver_mail
from people.sms.base import sms_backend


def deliver_sms(content: Mapping[str, Any], key: str) -> None:
    """Hand one text message to the carrier; what was written for nobody goes nowhere."""
    if content["kind"] == "nobody":
        return
    sms_backend().send(
        phone=content["phone"], kind=content["kind"], params=content["params"], key=key
    )


TOPICS = {"sms": deliver_sms, "mail": deliver_mail}
