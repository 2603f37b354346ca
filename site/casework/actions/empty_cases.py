"""Words and contact of cases go in their time, or with the answers that they were made of."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from casework.actions.recording import Kind, record
from casework.models import Case, CaseEntry
from casework.terms import KEPT_AFTER_CLOSING
from forms_app.models import Submission, SubmissionEvent

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 200


def due_to_be_emptied(now: datetime) -> QuerySet[Case]:
    """Return the cases whose words are to go.

    Those are settled ones after their time, or when the answers that they came from are emptied;
    and any whose sender had those erased.
    """
    source = Submission.objects.filter(
        reference=OuterRef("source_reference"), purged_at__isnull=False
    )
    wished = SubmissionEvent.objects.filter(
        submission__reference=OuterRef("source_reference"), kind=SubmissionEvent.Kind.ERASURE
    )
    settled = Q(state__in=Case.OVER)
    in_time = Q(closed_at__lte=now - KEPT_AFTER_CLOSING) | Q(Exists(source))
    return Case.objects.filter(Q(Exists(wished)) | (settled & in_time), emptied_at=None)


def empty_cases(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Empty what is due, `most` at once, and return how many; doing it twice does nothing more.

    Number, kind, area, state and times stay. What was still open is settled without words: whoever
    asked for it does not want it any more.
    """
    with transaction.atomic():
        due = due_to_be_emptied(now).order_by("pk").values_list("pk", flat=True)[:most]
        found = emptied(list(due), now)
    if found:
        logger.info("emptied the words of %d cases", found)
    return found


def emptied(pks: Sequence[int], now: datetime) -> int:
    """Empty these cases in the transaction of the caller; return how many were not before."""
    locked = Case.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    cases = list(locked.filter(pk__in=pks, emptied_at=None))
    CaseEntry.objects.filter(case__in=cases).update(words="")
    for case in cases:
        case.title, case.what, case.outcome = case.kind, "", ""
        case.contact_name = case.contact_phone = case.contact_address = ""
        case.emptied_at = now
        if not case.is_over:
            case.state, case.closed_at = Case.State.DECLINED, now
        case.save()
        record(case, Kind.FORGOTTEN, at=now)
    return len(cases)
