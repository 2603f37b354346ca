"""A worker starts what a submission asks for: makes it a need, say."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.advance_course import go_on
from forms_app.actions.locking import locked_submission
from forms_app.actions.recording import Kind, record
from forms_app.engine.step import steps
from forms_app.models import Submission
from forms_app.places import context_for
from forms_app.queries import uploads_of
from forms_app.starting import form_steps
from foundation.errors import Refused
from people.models import User


@transaction.atomic
def start_step(*, by: User, submission_id: int, now: datetime) -> Submission:
    """Start what the form starts; doing it twice does it once.

    Raises `NotFound`, and `Refused` when the form starts nothing or the submission is closed.
    """
    submission = locked_submission(by, submission_id)
    definition = submission.version.definition
    offer = form_steps().get(definition.starts)
    if offer is None:
        raise Refused(_("This form starts nothing."), code="nothing_to_start")
    if submission.is_over:
        raise Refused(_("This submission is closed."), code="submission_closed")
    context = context_for(submission.version.form.area, find_upload=uploads_of(submission))
    command = steps()[offer.key].command(definition, submission.values, context)
    offer.start(
        by=by, area=submission.area, command=command, reference=submission.reference, now=now
    )
    if submission.state == Submission.State.RECEIVED:
        submission.state = Submission.State.UNDER_WAY
        submission.started_at, submission.worker = now, by
        submission.save(update_fields=["state", "started_at", "worker"])
        record(submission, Kind.STARTED, by=by, at=now)
    go_on(submission, now)
    return submission
