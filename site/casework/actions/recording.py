"""Write down what was done to a case; every action that changes one comes here."""

from __future__ import annotations

from datetime import datetime

from casework.models import Case, CaseEntry
from people.models import User

Kind = CaseEntry.Kind


def record(
    case: Case,
    kind: Kind,
    *,
    at: datetime,
    by: User | None = None,
    receiver: User | None = None,
    words: str = "",
) -> None:
    """Add one entry, in the transaction of what was done."""
    CaseEntry.objects.create(case=case, kind=kind, actor=by, receiver=receiver, words=words, at=at)
