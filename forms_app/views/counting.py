"""Count how far people come, from the pages on which they fill in: never who they are."""

from __future__ import annotations

from collections.abc import Iterable

from forms_app.actions.record_visit import What, record_visit
from forms_app.engine.definition import AnswerStep
from forms_app.views.sitting import Sitting
from foundation import clock

SINCE = "since"
"""The field in which a page says when it was shown, in seconds."""


def count_begun(sitting: Sitting) -> None:
    """Count that the form was opened anew."""
    if sitting.request.method == "GET":
        record_visit(version=sitting.ticket.version, what=What.SHOWN, now=clock.now())


def count_passed(sitting: Sitting, step: AnswerStep) -> None:
    """Count that a step was left for the next, and how long it took."""
    now, since = clock.now(), sitting.request.POST.get(SINCE, "")
    took = now.timestamp() - int(since) if since.isdecimal() and len(since) < 12 else None
    record_visit(
        version=sitting.ticket.version,
        what=What.PASSED,
        now=now,
        step=step.id,
        seconds=took if took is not None and took >= 0 else None,
    )


def count_mended(sitting: Sitting, keys: Iterable[str]) -> None:
    """Count which questions had to be mended."""
    for key in set(keys):
        record_visit(
            version=sitting.ticket.version, what=What.REFUSED, now=clock.now(), question=key
        )
