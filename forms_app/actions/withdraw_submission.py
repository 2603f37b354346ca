"""A sender takes back what they sent; its places go to who has waited longest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.advance_course import begin_courses, end_course
from forms_app.actions.claiming import release
from forms_app.actions.keeping_uploads import let_go
from forms_app.actions.recording import Kind, record
from forms_app.actions.telling import tell_who_came_in
from forms_app.models import Submission
from foundation.errors import NotFound, Refused


@transaction.atomic
def withdraw_submission(*, submission_id: int, now: datetime) -> Submission:
    """Withdraw it; the caller has seen number and code. Doing it twice does it once.

    Raises `NotFound`, and `Refused` when it is settled or somebody has begun with it.
    """
    found = Submission.objects.select_related("version__form").filter(pk=submission_id).first()
    if found is None:
        raise NotFound(_("There is no such submission."), code="no_such_submission")
    # Counts before the submission, as everywhere.
    came_in = release(found, now) if _may(found) else []
    submission = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    if submission.state == Submission.State.WITHDRAWN:
        return submission
    if not _may(submission):
        raise Refused(
            _("Somebody is at work on it already. Please call them."), code="submission_under_way"
        )
    submission.state, submission.withdrawn_at = Submission.State.WITHDRAWN, now
    submission.save(update_fields=["state", "withdrawn_at"])
    submission.marks.all().delete()
    let_go(submission.uploads, now)
    record(submission, Kind.WITHDRAWN, at=now)
    end_course(submission, now)
    tell_who_came_in(came_in)
    begin_courses(came_in)
    return submission


def _may(submission: Submission) -> bool:
    return submission.state in (Submission.State.WAITING, Submission.State.RECEIVED)
