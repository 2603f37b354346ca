"""A worker looks at the personal answers of a submission, with a reason, on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.locking import locked_submission
from forms_app.models import Submission, SubmissionLook
from foundation.errors import Invalid
from people.models import User

LONGEST_REASON = 200


@transaction.atomic
def reveal_submission(*, by: User, submission_id: int, reason: str, now: datetime) -> Submission:
    """Write the look into the log, then return the submission; raises `NotFound`, `Invalid`."""
    submission = locked_submission(by, submission_id)
    if not reason.strip():
        raise Invalid(_("Please say why you need it."), code="reason_needed")
    SubmissionLook.objects.create(
        actor=by, submission=submission, reason=reason.strip()[:LONGEST_REASON], at=now
    )
    return submission
