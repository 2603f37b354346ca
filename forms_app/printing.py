"""The pages that a step filled: which can be printed by now, and with which words."""

from __future__ import annotations

from forms_app.engine.planned import Planned
from forms_app.engine.templating import filled
from forms_app.models import CourseEvent, Submission
from forms_app.page_trials import TYPESET
from forms_app.places import context_for
from forms_app.queries import uploads_of
from foundation import clock
from foundation.saying import day_in_words

PRINTED = "print_page"
"""The step whose pages are printed by a browser; those of `TYPESET` are kept as PDF."""


def printable(submission: Submission, *, for_sender: bool = False) -> list[Planned]:
    """Return the pages that can be printed by now, those for the sender alone if asked."""
    if submission.purged_at:
        return []
    planned = [one for one in submission.version.definition.after if one.step in (PRINTED, TYPESET)]
    if not planned:
        return []
    reached = set(submission.uploads.exclude(page="").values_list("page", flat=True))
    reached |= set(
        submission.course_events.filter(kind=CourseEvent.Kind.DONE).values_list(
            "planned", flat=True
        )
    ) - {one.id for one in planned if one.step == TYPESET}
    return [
        one
        for one in planned
        if one.id in reached and (one.settings.get("for_sender") or not for_sender)
    ]


def known_in(submission: Submission) -> dict[str, str]:
    """Return what every page may name of a submission, besides its answers."""
    day = submission.created_at.astimezone(clock.CITY_TIME).date()
    return {
        "number": submission.spoken_reference,
        "day": day_in_words(day, clock.today()),
        "area": str(submission.area),
        "title": submission.version.definition.title,
    }


def text_of(submission: Submission, planned: Planned) -> str:
    """Return the words of the page with this submission's answers in the gaps."""
    definition = submission.version.definition
    known = known_in(submission)
    context = context_for(submission.version.form.area, find_upload=uploads_of(submission))
    template = str(planned.settings.get("template") or "")
    return filled(template, definition, submission.values, context, known)


def page_context(submission: Submission, page: Planned) -> dict[str, object]:
    """Return what the template of a printed page shows."""
    return {
        "title": page.settings.get("title"),
        "paragraphs": text_of(submission, page).splitlines(),
        "submission": submission,
    }
