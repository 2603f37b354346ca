"""Answers are emptied when their form keeps them no longer; number, state and times stay."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forms_app.actions.keeping_uploads import let_go
from forms_app.models import (
    ChosenAnswer,
    CourseEvent,
    PlaceClaim,
    SeatEntry,
    Submission,
    SubmissionEvent,
    SubmissionMark,
    Upload,
)
from forms_app.queries import purgeable

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was emptied, and how many marks, claims and files went with it."""

    submissions: int = 0
    marks: int = 0
    claims: int = 0
    files: int = 0

    def __add__(self, other: Purged) -> Purged:
        return Purged(
            self.submissions + other.submissions,
            self.marks + other.marks,
            self.claims + other.claims,
            self.files + other.files,
        )


def purge_submissions(*, now: datetime, most: int = MOST_AT_ONCE) -> Purged:
    """Empty what is due, `most` at a time; doing it twice does nothing more.

    Places stay taken: what somebody had a year ago must not come up for grabs by forgetting them.
    """
    with transaction.atomic():
        due = purgeable(now).order_by("pk").values_list("pk", flat=True)[:most]
        found = emptied(list(due), now)
    if found.submissions:
        logger.info("emptied the answers of %d submissions", found.submissions)
    return found


def emptied(
    pks: list[int], now: datetime, kind: SubmissionEvent.Kind = SubmissionEvent.Kind.EMPTIED
) -> Purged:
    """Empty these submissions in the transaction of the caller, and say why in their log."""
    locked = Submission.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    keys = [row.pk for row in locked.filter(pk__in=pks, purged_at=None).only("pk")]
    marks, _each = SubmissionMark.objects.filter(submission__in=keys).delete()
    ChosenAnswer.objects.filter(submission__in=keys).delete()
    claims, _each = PlaceClaim.objects.filter(submission__in=keys).delete()
    files = let_go(Upload.objects.filter(submission__in=keys), now)
    SubmissionEvent.objects.filter(submission__in=keys).update(words="")
    CourseEvent.objects.filter(submission__in=keys).update(words="")
    SubmissionEvent.objects.bulk_create(
        SubmissionEvent(submission_id=pk, kind=kind, at=now) for pk in keys
    )
    Submission.objects.filter(pk__in=keys).update(answers="", reply="", person=None, purged_at=now)
    if kind == SubmissionEvent.Kind.ERASURE:
        SeatEntry.objects.filter(submission__in=keys).update(who="")
    return Purged(len(keys), marks, claims, files)
