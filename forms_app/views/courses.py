"""How far a submission has come in what follows it: for workers, and for the sender."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from forms_app.engine.course import sentence_of_step
from forms_app.engine.step import steps
from forms_app.models import Course, CourseEvent, Submission
from forms_app.words import language, said
from foundation import clock
from foundation.saying import moment_in_words

Kind = CourseEvent.Kind


def course_of(submission: Submission) -> Course | None:
    """Return where it stands, None before the first step."""
    return Course.objects.filter(submission=submission).first()


def rows_of(submission: Submission) -> list[dict[str, Any]]:
    """Return every planned step with what has happened there, in two queries."""
    definition = submission.version.definition
    course = course_of(submission) if definition.after else None
    happened: dict[str, list[CourseEvent]] = {}
    for event in submission.course_events.select_related("actor") if definition.after else ():
        happened.setdefault(event.planned, []).append(event)
    return [
        {
            "words": said(sentence_of_step(definition, planned)),
            "events": [event for event in happened.get(planned.id, ()) if event.kind != Kind.DONE],
            "done": _last(happened.get(planned.id, ()), Kind.DONE),
            "is_skipped": bool(_last(happened.get(planned.id, ()), Kind.SKIPPED)),
            "is_now": bool(course and not course.ended_at and course.planned == planned.id),
            "course": course,
        }
        for planned in definition.after
    ]


def _last(events: Any, kind: str) -> CourseEvent | None:
    return next((event for event in events if event.kind == kind), None)


def stages_for_sender(submission: Submission) -> list[dict[str, Any]]:
    """Return what of the course concerns the sender, the way a timeline shows it."""
    course = course_of(submission)
    if course is None:
        return []
    events = {(event.planned, event.kind): event for event in submission.course_events.all()}
    stages = []
    for planned in submission.version.spoken(language()).after:
        step = steps().get(planned.step)
        told = step.told(planned.settings) if step else None
        reached = events.get((planned.id, Kind.REACHED))
        if told is None or reached is None:
            continue
        over = events.get((planned.id, Kind.DONE)) or events.get((planned.id, Kind.STOPPED))
        refused = events.get((planned.id, Kind.REFUSED))
        stages.append(
            {
                "title": said(told),
                "text": _refusal(refused) if refused else _due(course, planned.id),
                "when": over.at if over else reached.at,
                "state": "done" if over else "now",
            }
        )
    return stages


def _refusal(event: CourseEvent) -> str:
    return _("Not agreed to: %(words)s") % {"words": event.words} if event.words else ""


def _due(course: Course, planned: str) -> str:
    if course.planned != planned or course.due_at is None:
        return ""
    when = moment_in_words(course.due_at, clock.now())
    return _("You will hear by %(when)s.") % {"when": when}
