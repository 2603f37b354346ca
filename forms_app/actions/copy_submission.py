"""A sender gets a copy of what they sent, to read, print or keep as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from forms_app.actions.recording import Kind, record
from forms_app.engine.answering import Said, said
from forms_app.engine.context import Context
from forms_app.models import Submission
from forms_app.places import context_for
from forms_app.queries import uploads_of
from forms_app.words import in_short


@dataclass(frozen=True, slots=True)
class Copy:
    """The answers in words, and everything as JSON."""

    rows: list[Said]
    document: dict[str, Any]


def _context(submission: Submission) -> Context:
    return context_for(submission.version.form.area, find_upload=uploads_of(submission))


@transaction.atomic
def copy_submission(*, submission: Submission, now: datetime) -> Copy:
    """Return everything that is kept of what was sent; the caller has seen number and code.

    Questions are in the language of the moment, where they are translated.
    """
    version, values = submission.version, submission.values
    definition = version.spoken(in_short())
    rows = said(definition, values, _context(submission))
    record(submission, Kind.COPIED, at=now)
    moments = {
        name: moment.isoformat() if (moment := getattr(submission, name)) else None
        for name in ("created_at", "started_at", "closed_at", "withdrawn_at", "purged_at")
    }
    document = {
        "form": definition.title,
        "version": version.number,
        "number": submission.reference,
        "state": submission.state,
        "reply": version.replied(submission.reply, in_short()),
        **moments,
        "answers": [
            {
                "question": row.field.label,
                "answer": row.words,
                "key": row.field.key,
                "value": values[row.field.key],
            }
            for row in rows
        ],
    }
    return Copy(rows, document)
