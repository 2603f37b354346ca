"""A worker closes a submission with a reply that the sender can read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.advance_course import end_course
from forms_app.actions.locking import locked_submission
from forms_app.actions.recording import Kind, record
from forms_app.models import PlaceClaim, Submission
from foundation.errors import Invalid, Refused
from people.models import User

LONGEST_REPLY = 300


@transaction.atomic
def close_submission(*, by: User, submission_id: int, reply: str, now: datetime) -> Submission:
    """Close it with a reply; raises `NotFound`, `Invalid` without words, `Refused` when closed."""
    submission = locked_submission(by, submission_id)
    said = reply.strip()
    if not said or len(said) > LONGEST_REPLY:
        raise Invalid(
            _("Please tell the sender what came of it, in 300 characters at most."),
            code="reply_needed",
        )
    if submission.is_over:
        raise Refused(_("This submission is closed."), code="submission_closed")
    submission.state, submission.reply = Submission.State.CLOSED, said
    submission.closed_at, submission.worker = now, by
    submission.save(update_fields=["state", "reply", "closed_at", "worker"])
    submission.claims.filter(state=PlaceClaim.State.WAITING).delete()
    end_course(submission, now)
    record(submission, Kind.CLOSED, by=by, at=now)
    return submission
