"""Single answers go before the rest: their own days are over, or consent is taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.index_answers import index_answers
from forms_app.actions.keeping_uploads import let_go
from forms_app.actions.recording import Kind, record
from forms_app.engine.definition import Field
from forms_app.engine.keeping import goes_after, needs_separate_consent, without
from forms_app.engine.uploading import ids_of_files
from forms_app.models import Submission
from forms_app.queries import trimmable
from foundation.errors import NotFound

MOST_AT_ONCE = 200


def trim_submissions(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Empty the answers whose own days are over, of `most` submissions; return of how many."""
    due = trimmable(now, most)
    for submission_id, days in due:
        with transaction.atomic():
            submission = _locked(submission_id)
            if submission is not None and submission.trimmed_days < days:
                _empty(submission, goes_after(days), now, kind=Kind.TRIMMED)
                submission.trimmed_days = days
                submission.save(update_fields=["trimmed_days"])
    return len(due)


@transaction.atomic
def withdraw_consent(*, submission_id: int, now: datetime) -> Submission:
    """Empty the sensitive answers of a submission; the caller has seen number and code.

    The rest is gone on with. Doing it twice does it once. Raises `NotFound`.
    """
    submission = _locked(submission_id)
    if submission is None:
        raise NotFound(_("There is no such submission."), code="no_such_submission")
    _empty(submission, needs_separate_consent, now, kind=Kind.CONSENT)
    return submission


def _locked(submission_id: int) -> Submission | None:
    found = Submission.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("version").filter(pk=submission_id, purged_at=None).first()


def _empty(
    submission: Submission, goes: Callable[[Field], bool], now: datetime, *, kind: Kind
) -> None:
    """Write the answers again without those that go, their files with them; say so in the log."""
    definition, before = submission.version.definition, submission.values
    # What stood there before a correction goes as well, all of it.
    submission.events.filter(kind=Kind.CORRECTED).update(words="")
    left = without(definition, before, goes)
    if left == before:
        return
    # So does every page that was filled with them.
    let_go(submission.uploads.exclude(page=""), now)
    files = set(ids_of_files(definition, before)) - set(ids_of_files(definition, left))
    if files:
        let_go(submission.uploads.filter(uid__in=files), now)
    submission.answers = json.dumps(left, ensure_ascii=False, sort_keys=True)
    submission.save(update_fields=["answers"])
    index_answers(submission, left)
    record(submission, kind, at=now)
