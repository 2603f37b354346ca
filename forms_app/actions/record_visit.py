"""Count how far people come with a form: who it was is neither asked nor kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from forms_app.models import FormVersion, FormVisit
from foundation.clock import CITY_TIME

LONGEST_SECONDS = 1800
"""What took longer was left open: it counts as this."""

What = FormVisit.What


def record_visit(
    *,
    version: FormVersion,
    what: FormVisit.What,
    now: datetime,
    step: str = "",
    question: str = "",
    seconds: float | None = None,
) -> None:
    """Count one more `what` of a step or question; `seconds` is how long it took, if known.

    Steps and questions that the version does not have count for the whole form: nothing that a
    browser sends makes rows of its own.
    """
    definition = version.definition
    step = step if any(found.id == step for found in definition.steps) else ""
    question = question if question in definition.by_key else ""
    found, _new = FormVisit.objects.get_or_create(
        version=version,
        day=now.astimezone(CITY_TIME).date(),
        what=FormVisit.What(what),
        step=step,
        question=question,
    )
    spent = 0 if seconds is None else min(max(0, round(seconds)), LONGEST_SECONDS)
    with transaction.atomic():
        FormVisit.objects.filter(pk=found.pk).update(
            count=F("count") + 1,
            timed=F("timed") + (seconds is not None),
            seconds=F("seconds") + spent,
        )
