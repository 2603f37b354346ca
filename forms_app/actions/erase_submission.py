"""A sender has their answers erased, with number and code; what is under way is settled first."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.purge_submissions import emptied
from forms_app.actions.recording import Kind
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.models import Submission
from foundation.errors import Refused


@transaction.atomic
def erase_submission(*, submission_id: int, now: datetime) -> Submission:
    """Empty it for good; the caller has seen number and code. Doing it twice does it once.

    What nobody has begun with is withdrawn first. Raises `NotFound`, and `Refused` while somebody
    is at work on it.
    """
    found = Submission.objects.filter(pk=submission_id).first()
    if found is None or not found.is_over:
        withdraw_submission(submission_id=submission_id, now=now)
    emptied([submission_id], now, Kind.ERASURE)
    submission = Submission.objects.select_related("version__form").get(pk=submission_id)
    if not submission.purged_at:
        raise Refused(_("This could not be erased. Please call us."), code="not_erased")
    return submission
