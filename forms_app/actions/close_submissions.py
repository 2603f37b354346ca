"""A worker closes several submissions with one reply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.close_submission import close_submission
from forms_app.models import Submission
from foundation.errors import Invalid, NotFound
from people.models import User

MOST_AT_ONCE = 100


@transaction.atomic
def close_submissions(
    *, by: User, submission_ids: Iterable[int], reply: str, now: datetime
) -> list[Submission]:
    """Close all of them or none, leaving out what is closed already; return what was closed.

    Raises `Invalid` without words, with nothing or too much chosen, `NotFound` when one of them
    is not the person's to close.
    """
    still_open = still_open_of(submission_ids)
    return [close_submission(by=by, submission_id=pk, reply=reply, now=now) for pk in still_open]


def still_open_of(submission_ids: Iterable[int]) -> list[int]:
    """Return those that are not over yet, in rising order.

    Raises `Invalid` with nothing or too much chosen, `NotFound` when all of them are over.
    """
    wanted = sorted(set(submission_ids))
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise Invalid(
            _("Please choose between 1 and 100 submissions."), code="submissions_not_chosen"
        )
    over = set(
        Submission.objects.filter(pk__in=wanted, state__in=Submission.OVER).values_list(
            "pk", flat=True
        )
    )
    still_open = [pk for pk in wanted if pk not in over]
    if not still_open:
        raise NotFound(_("There is no such submission."), code="no_such_submission")
    return still_open
