"""What every way of sending a text message has in common."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class NotSent(Exception):
    """The carrier did not take the message; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SmsBackend(Protocol):
    """Sends one text message.

    Mainland carriers only take texts that they approved before, so a message is a kind, whose
    text is on file, and the values to fill in.
    """

    def send(self, *, phone: str, kind: str, params: Mapping[str, str], key: str) -> None:
        """Send to `phone` (E.164); `key` tells a repeat of one message. Raises `NotSent`."""


@cache
def sms_backend() -> SmsBackend:
    """Return the backend that `settings.SMS_BACKEND` names."""
    backend: SmsBackend = import_string(settings.SMS_BACKEND)()
    return backend
