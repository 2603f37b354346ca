"""A worker takes a submission, or gives it to a colleague who may handle it too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.locking import locked_submission
from forms_app.actions.recording import Kind, record
from forms_app.models import Submission
from forms_app.permissions import may_handle_submission
from foundation.errors import Invalid, Refused
from people.models import User


@transaction.atomic
def assign_submission(*, by: User, submission_id: int, to: User, now: datetime) -> Submission:
    """Make `to` the one who takes care; doing it twice does it once.

    Raises `NotFound`, `Refused` when it is over, `Invalid` for somebody whose posts do not reach.
    """
    submission = locked_submission(by, submission_id)
    if submission.is_over:
        raise Refused(_("This submission is closed."), code="submission_closed")
    if not may_handle_submission(to, submission):
        raise Invalid(_("Please choose a colleague of this area."), code="not_a_colleague")
    if submission.worker_id == to.pk:
        return submission
    submission.worker = to
    submission.save(update_fields=["worker"])
    if to.pk == by.pk:
        record(submission, Kind.TAKEN, by=by, at=now)
    else:
        record(submission, Kind.GIVEN, by=by, receiver=to, at=now)
    return submission
