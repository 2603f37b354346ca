"""Somebody who was asked says whether they agree; a refusal ends it, and says why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.advance_course import RULED, begin_courses, go_on, note
from forms_app.actions.claiming import release
from forms_app.actions.telling import tell_who_came_in
from forms_app.engine.course import next_planned
from forms_app.models import Course, CourseEvent, Submission
from forms_app.permissions import may_answer_approval, may_see_submission
from foundation.errors import Invalid, NotFound, Refused
from people.models import User

LONGEST_REASON = 200
Kind = CourseEvent.Kind


@transaction.atomic
def answer_approval(
    *, by: User, submission_id: int, agrees: bool, words: str, now: datetime
) -> Submission:
    """Agree or refuse for one's post, and let it go on; a refusal gives its place to who waits.

    Raises `NotFound` for somebody whose posts do not see it, `Refused` when it is not their turn
    or they have agreed at another level before, `Invalid` for a refusal without a reason.
    """
    found = Submission.objects.select_related("version__form", "area").filter(pk=submission_id)
    seen = found.first()
    if seen is None or not may_see_submission(by, seen):
        raise NotFound(_("There is no such submission."), code="no_such_submission")
    said = words.strip()
    if len(said) > LONGEST_REASON or (not agrees and not said):
        raise Invalid(
            _("Please say why, in 200 characters at most; the sender reads it."),
            code="reason_needed",
        )
    # Counts before the submission, as everywhere.
    came_in = [] if agrees or not _is_turn(by, seen) else release(seen, now)
    locked = found.select_for_update(of=("self",), no_key=True).get()
    if not _is_turn(by, locked):
        raise Refused(_("It is not your turn to answer here."), code="not_your_turn")
    _write(locked, by, said, now, agrees=agrees)
    tell_who_came_in(came_in)
    begin_courses(came_in)
    return locked


def _is_turn(by: User, submission: Submission) -> bool:
    course = Course.objects.filter(submission=submission, ended_at=None).first()
    return (
        course is not None
        and course.waits_for == Course.WaitsFor.APPROVAL
        and may_answer_approval(by, submission, course.role)
    )


def _write(submission: Submission, by: User, words: str, now: datetime, *, agrees: bool) -> None:
    course = submission.course
    before = submission.course_events.filter(planned=course.planned, kind__in=RULED, actor=by)
    if before.exists():
        message = _("You have agreed already; somebody else has to answer at this level.")
        raise Refused(message, code="agreed_before")
    passed = submission.course_events.filter(kind__in=CourseEvent.PASSED)
    ids = set(passed.values_list("planned", flat=True))
    planned = next_planned(submission.version.definition, ids)
    if planned is None or planned.id != course.planned:
        raise Refused(_("It is not your turn to answer here."), code="not_your_turn")
    kind = Kind.APPROVED if agrees else Kind.REFUSED
    note(submission, planned, kind, now, by=by, level=course.level, words=words)
    go_on(submission, now)
