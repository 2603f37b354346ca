"""What forms keep of a person, offered to the page of their own account."""

from __future__ import annotations

from typing import Any

from forms_app.engine.answering import said
from forms_app.models import Submission
from forms_app.places import context_for
from forms_app.queries import uploads_of
from people.models import User


def own_data(user: User) -> dict[str, Any]:
    """Return what `user` sent or began while signed in, in the words of the form."""
    sent = Submission.objects.filter(person=user).order_by("pk")
    found = [_told(submission) for submission in sent.select_related("version__form__area")]
    begun = [
        {"form": draft.version.document["title"], "saved_at": draft.saved_at, "typed": draft.given}
        for draft in user.form_drafts.order_by("pk").select_related("version")
    ]
    offered = {"submissions": found, "forms_not_sent": begun}
    return {name: rows for name, rows in offered.items() if rows}


def _told(submission: Submission) -> dict[str, Any]:
    context = context_for(submission.version.form.area, find_upload=uploads_of(submission))
    rows = said(submission.version.definition, submission.values, context, revealed=True)
    return {
        "form": submission.version.document["title"],
        "number": submission.reference,
        "state": submission.state,
        "sent_at": submission.created_at,
        "answers": {row.field.label: row.words for row in rows},
    }
