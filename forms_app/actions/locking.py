"""Lock the one row that an action is about, for somebody who may."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from forms_app.models import Submission
from forms_app.permissions import may_handle_submission
from foundation.errors import NotFound
from people.models import User


def locked_submission(by: User, submission_id: int) -> Submission:
    """Lock and return a submission that the person may handle; raises `NotFound` otherwise."""
    found = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "version__form__area")
        .filter(pk=submission_id)
        .first()
    )
    if found is None or not may_handle_submission(by, found):
        raise NotFound(_("There is no such submission."), code="no_such_submission")
    return found
