"""Count how far people come with a form: who it was is neither asked nor kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

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
    place = {
        "version": version,
        "day": now.astimezone(CITY_TIME).date(),
        "what": FormVisit.What(what),
        "step": step,
        "question": question,
    }
    if not _counted(place, seconds):
        FormVisit.objects.bulk_create([FormVisit(**place)], ignore_conflicts=True)
        _counted(place, seconds)


def _counted(place: Mapping[str, Any], seconds: float | None) -> bool:
    """Count one more where there is a row already; say whether there was."""
    spent = 0 if seconds is None else min(max(0, round(seconds)), LONGEST_SECONDS)
    found = FormVisit.objects.filter(**place).update(
        count=F("count") + 1,
        timed=F("timed") + int(seconds is not None),
        seconds=F("seconds") + spent,
    )
    return bool(found)
