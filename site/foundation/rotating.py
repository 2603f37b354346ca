"""Codes that change every half minute, for the QR code at a venue's door."""

import base64
import hashlib
import hmac
from datetime import datetime

WINDOW_SECONDS = 30
_CODE_BYTES = 12


def window_of(now: datetime) -> int:
    """Return the number of the half minute in which the aware moment `now` lies."""
    if now.tzinfo is None:
        message = "a moment without a time zone has no window"
        raise ValueError(message)
    return int(now.timestamp()) // WINDOW_SECONDS


def seconds_left(now: datetime) -> int:
    """Return how many seconds the code of `now` is still the newest, 1 to 30."""
    return WINDOW_SECONDS - int(now.timestamp()) % WINDOW_SECONDS


def _code(secret: bytes, subject: str, window: int) -> str:
    message = f"{subject}\x00{window}".encode()
    digest = hmac.new(secret, message, hashlib.sha256).digest()[:_CODE_BYTES]
    return base64.urlsafe_b64encode(digest).decode()


def code_for(secret: bytes, subject: str, now: datetime) -> str:
    """Return the 16-character code of `subject` (say `shift:42`) for the window of `now`."""
    return _code(secret, subject, window_of(now))


def digits_for(secret: bytes, subject: str, now: datetime) -> str:
    """Return the six digits of `subject` for the window of `now`, for who cannot scan."""
    return _digits(secret, subject, window_of(now))


def _digits(secret: bytes, subject: str, window: int) -> str:
    message = f"{subject}\x00digits\x00{window}".encode()
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def accepts_digits(
    secret: bytes, subject: str, digits: str, now: datetime, *, leeway_windows: int = 1
) -> bool:
    """Say whether six `digits` belong to `subject` now; whoever asks must limit the tries."""
    window = window_of(now)
    given = "".join(digits.split()).encode()
    found = False
    for candidate in range(window - leeway_windows, window + leeway_windows + 1):
        found |= hmac.compare_digest(_digits(secret, subject, candidate).encode(), given)
    return found


def accepts(
    secret: bytes, subject: str, code: str, now: datetime, *, leeway_windows: int = 1
) -> bool:
    """Say whether `code` belongs to `subject` in this window or `leeway_windows` on either side."""
    window = window_of(now)
    given = code.encode()
    found = False
    for candidate in range(window - leeway_windows, window + leeway_windows + 1):
        # No early return: the time taken tells nothing about which window matched.
        found |= hmac.compare_digest(_code(secret, subject, candidate).encode(), given)
    return found
