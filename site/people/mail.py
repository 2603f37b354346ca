"""E-mail: whoever sends one, allauth and Wagtail included, writes it into the outbox."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from outbox.actions import put


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend that writes into the outbox instead of waiting for a mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages, each to be delivered on its own; return how many."""
        with transaction.atomic():
            for message in email_messages:
                put(topic="mail", key=f"mail:{secrets.token_hex(16)}", content=_content(message))
        return len(email_messages)


def _content(message: EmailMessage) -> dict[str, object]:
    html = [str(body) for body, kind in getattr(message, "alternatives", ()) if kind == "text/html"]
    return {
        "to": message.recipients(),
        "from": message.from_email,
        "subject": str(message.subject),
        "text": str(message.body),
        "html": html[0] if html else "",
    }


def deliver_mail(content: Mapping[str, Any], key: str) -> None:
    """Hand one message to the mail server of `settings.MAIL_TRANSPORT`.

    A repeat carries the same Message-ID, so that a mailbox shows it once.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    message = EmailMultiAlternatives(
        subject=content["subject"],
        body=content["text"],
        from_email=content.get("from") or settings.DEFAULT_FROM_EMAIL,
        bcc=content["to"],
        to=content["to"] if len(content["to"]) == 1 else [],
        headers={"Message-ID": f"<{name}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(settings.MAIL_TRANSPORT),
    )
    if len(content["to"]) == 1:
        message.bcc = []
    if content.get("html"):
        message.attach_alternative(content["html"], "text/html")
    message.send()
