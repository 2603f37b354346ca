"""A worker notes something for colleagues; the sender never reads it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.locking import locked_submission
from forms_app.actions.recording import Kind, record
from forms_app.models import Submission
from foundation.errors import Invalid, Refused
from people.models import User

LONGEST_NOTE = 500


@transaction.atomic
def add_note(*, by: User, submission_id: int, words: str, now: datetime) -> Submission:
    """Write the note, sealed; raises `NotFound`, `Invalid`, `Refused` when answers are emptied."""
    submission = locked_submission(by, submission_id)
    said = words.strip()
    if not said or len(said) > LONGEST_NOTE:
        raise Invalid(_("Please write a note of at most 500 characters."), code="note_needed")
    if submission.purged_at:
        raise Refused(_("The answers are gone; nothing is noted any more."), code="purged")
    record(submission, Kind.NOTED, by=by, words=said, at=now)
    return submission
