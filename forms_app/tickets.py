"""Signed words that travel with a form: which version was shown, when, and to which filling-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core import signing

from forms_app.models import Draft, Form, FormVersion, Submission
from forms_app.queries import AUTHORED, COMPILED, draft_of, version_of
from foundation import clock

OPEN_FOR = timedelta(hours=24)
SHOWN_FOR = timedelta(hours=2)
_FILLING = "forms_app.filling"
_RECEIPT = "forms_app.receipt"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The version that somebody is filling in, and the key that makes sending it twice one.

    `opened` is the second in which it was shown first; pages that follow carry it along.
    """

    version: FormVersion
    key: str
    opened: int

    def __str__(self) -> str:
        told = {"version": self.version.pk, "key": self.key, "opened": self.opened}
        return signing.dumps(told, salt=_FILLING)

    def open_for(self, now: datetime) -> float:
        """Return for how many seconds the form has been open."""
        return now.timestamp() - self.opened


def new_ticket(version: FormVersion, key: str = "") -> Ticket:
    """Return a ticket for a form that is being shown for the first time."""
    return Ticket(version, key or uuid4().hex, int(clock.now().timestamp()))


def ticket_of(draft: Draft) -> Ticket:
    """Return a ticket with which somebody goes on with what was kept."""
    return Ticket(draft.version, draft.key, int(draft.created_at.timestamp()))


def read_ticket(form: Form, text: str, current: FormVersion | None = None) -> Ticket | None:
    """Return the ticket of `form` that `text` is; None when it is forged, foreign or too old.

    `current` is a version of `form` that is known already; most tickets are for that one.
    """
    found = _opened(text)
    if found is None:
        return None
    if current is not None and current.pk == found["version"]:
        version: FormVersion | None = current
    else:
        version = version_of(form, found["version"])
    if version is None:
        return None
    return Ticket(version, found["key"], int(found.get("opened", 0)))


def _opened(text: str) -> dict[str, Any] | None:
    found: dict[str, Any]
    try:
        found = signing.loads(text, salt=_FILLING, max_age=OPEN_FOR)
    except signing.SignatureExpired:
        # What is kept on the server is gone on with for as long as it is kept.
        found = signing.loads(text, salt=_FILLING)
        return found if draft_of(found["key"]) is not None else None
    except signing.BadSignature:
        return None
    return found


def filling_of(text: str) -> str:
    """Return the key in a ticket of whatever form, empty when it is forged or too old."""
    found = _opened(text) if text else None
    return str(found["key"]) if found is not None else ""


def mark_of(key: str) -> str:
    """Return by which name the addresses of a filling-in know it; the key does not follow."""
    return sha256(f"form filling {key}".encode()).hexdigest()[:12]


def receipt_ticket(submission: Submission) -> str:
    """Return the words in the address of the page that thanks for this submission."""
    return signing.dumps(submission.pk, salt=_RECEIPT)


def read_receipt(text: str) -> Submission | None:
    """Return the submission that a thanking page is about, for two hours."""
    try:
        found = signing.loads(text, salt=_RECEIPT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        return None
    lean = [f"version__{name}" for name in COMPILED]
    lean += [f"version__form__{name}" for name in AUTHORED]
    sent = Submission.objects.select_related("version__form").defer("answers", *lean)
    return sent.filter(pk=found).first()
