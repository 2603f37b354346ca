"""Count how far people come, from the pages on which they fill in: never who they are."""

from __future__ import annotations

from collections.abc import Container, Iterable

from forms_app.actions.record_times import record_times
from forms_app.actions.record_visit import What, record_visit
from forms_app.engine.definition import AnswerStep
from forms_app.views.sitting import Sitting
from foundation import clock

SINCE = "since"
"""The field in which a page says when it was shown, in seconds."""

SPENT = "spent"
"""The field in which its script says how many seconds each question took: `key:12,key:3`."""

LONGEST_STAMP = 12
LONGEST_SPENT = 8000


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


def count_times(sitting: Sitting, step: AnswerStep) -> None:
    """Count how long each question of a step took, as its script says, held to the clock here.

    Without scripts a step with one question alone tells it.
    """
    since = sitting.request.POST.get(SINCE, "")
    if not since.isdecimal() or len(since) >= LONGEST_STAMP:
        return
    open_for = clock.now().timestamp() - int(since)
    asked = {field.key for field in step.fields if sitting.walk.is_shown(field.key)}
    said = sitting.request.POST.get(SPENT, "")
    times = _told(said, asked)
    if not said and len(asked) == 1:
        times = dict.fromkeys(asked, open_for)
    record_times(version=sitting.ticket.version, times=times, within=open_for)


def _told(text: str, asked: Container[str]) -> dict[str, float]:
    found = {}
    for part in text[:LONGEST_SPENT].split(","):
        key, _colon, seconds = part.partition(":")
        if key in asked and seconds.isdecimal() and len(seconds) < 5:
            found[key] = float(seconds)
    return found


def count_mended(sitting: Sitting, keys: Iterable[str]) -> None:
    """Count which questions had to be mended."""
    for key in set(keys):
        record_visit(
            version=sitting.ticket.version, what=What.REFUSED, now=clock.now(), question=key
        )
