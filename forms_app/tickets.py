"""Signed words that travel with a form: which version was shown, and the key of this filling-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core import signing

from forms_app.models import Form, FormVersion, Submission
from forms_app.queries import draft_of

OPEN_FOR = timedelta(hours=24)
SHOWN_FOR = timedelta(hours=2)
_FILLING = "forms_app.filling"
_RECEIPT = "forms_app.receipt"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The version that somebody is filling in, and the key that makes sending it twice one."""

    version: FormVersion
    key: str

    def __str__(self) -> str:
        return signing.dumps({"version": self.version.pk, "key": self.key}, salt=_FILLING)


def new_ticket(version: FormVersion) -> Ticket:
    """Return a ticket for a form that is being shown for the first time."""
    return Ticket(version, uuid4().hex)


def read_ticket(form: Form, text: str) -> Ticket | None:
    """Return the ticket of `form` that `text` is; None when it is forged, foreign or too old."""
    found = _opened(text)
    if found is None:
        return None
    version = form.versions.filter(pk=found["version"]).first()
    if version is None:
        return None
    version.form = form
    return Ticket(version, found["key"])


def _opened(text: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = signing.loads(text, salt=_FILLING)
        signing.loads(text, salt=_FILLING, max_age=OPEN_FOR)
    except signing.SignatureExpired:
        # What is kept on the server is gone on with for as long as it is kept.
        return found if draft_of(found["key"]) is not None else None
    except signing.BadSignature:
        return None
    return found


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
    return Submission.objects.select_related("version__form").filter(pk=found).first()
