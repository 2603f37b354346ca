"""Write down what was done about a submission; every action that changes one comes here."""

from __future__ import annotations

from datetime import datetime

from forms_app.models import Submission, SubmissionEvent
from people.models import User

Kind = SubmissionEvent.Kind


def record(
    submission: Submission,
    kind: Kind,
    *,
    at: datetime,
    by: User | None = None,
    receiver: User | None = None,
    words: str = "",
) -> None:
    """Add one event, in the transaction of what was done."""
    SubmissionEvent.objects.create(
        submission=submission, kind=kind, actor=by, receiver=receiver, words=words, at=at
    )
