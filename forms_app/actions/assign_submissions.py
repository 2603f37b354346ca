"""A worker gives several submissions to one colleague, or takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from forms_app.actions.assign_submission import assign_submission
from forms_app.actions.close_submissions import still_open_of
from forms_app.models import Submission
from people.models import User


@transaction.atomic
def assign_submissions(
    *, by: User, submission_ids: Iterable[int], to: User, now: datetime
) -> list[Submission]:
    """Make `to` take care of all of them or of none, leaving out what is closed already.

    Raises `Invalid` with nothing or too much chosen, or for somebody whose posts do not reach one
    of them; `NotFound` when one of them is not the person's to give.
    """
    return [
        assign_submission(by=by, submission_id=pk, to=to, now=now)
        for pk in still_open_of(submission_ids)
    ]
