"""A submission goes on through the steps that follow it, as far as they go at this moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from forms_app.actions.carry_out import Occasion, carry_out
from forms_app.engine.course import applies, next_planned, verdict_of
from forms_app.engine.planned import Planned
from forms_app.engine.step import Facts, Ruling, Stands, Verdict
from forms_app.models import Course, CourseEvent, Submission
from forms_app.places import context_for
from forms_app.queries import uploads_of
from forms_app.starting import form_steps
from outbox.actions import put
from people.models import User

TOPIC = "forms_app.course"
Kind = CourseEvent.Kind
RULED = (Kind.APPROVED, Kind.REFUSED)
MOST_AT_ONCE = 200


def begin_course(submission: Submission) -> None:
    """Let the steps that follow begin, soon after what called for it is written.

    Called for what was received; what waits for a place begins when it comes in.
    """
    if submission.version.definition.after:
        key = f"{TOPIC}:{submission.pk}"
        put(topic=TOPIC, key=key, content={"submission": submission.pk})


def begin_courses(submissions: Iterable[Submission]) -> None:
    """Do the same for several."""
    for submission in submissions:
        begin_course(submission)


@transaction.atomic
def advance_course(*, submission_id: int, now: datetime) -> None:
    """Lock a submission and go on with it; doing it twice at a moment does it once."""
    found = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "version__form__area")
        .filter(pk=submission_id)
        .first()
    )
    if found is not None:
        go_on(found, now)


def wake_courses(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Go on with what waited for the time, `most` at once; return how many there were."""
    due = Course.objects.filter(wakes_at__lte=now, ended_at=None).order_by("wakes_at", "pk")
    found = list(due.values_list("pk", flat=True)[:most])
    for submission_id in found:
        advance_course(submission_id=submission_id, now=now)
    return len(found)


def served(*, reference: str, now: datetime) -> None:
    """Go on with the submission of this number, if it waits until what was started is over."""
    waiting = Course.objects.filter(
        submission__reference=reference, waits_for=Course.WaitsFor.SERVED, ended_at=None
    )
    for course in waiting:
        advance_course(submission_id=course.pk, now=now)


def end_course(submission: Submission, now: datetime) -> None:
    """Ask for nothing more: it was settled by hand, or taken back."""
    Course.objects.filter(submission=submission, ended_at=None).update(
        ended_at=now, waits_for="", wakes_at=None, due_at=None, role=""
    )


def go_on(submission: Submission, now: datetime) -> None:
    """Take every step that can be taken now; the caller has locked the submission."""
    definition = submission.version.definition
    if not definition.after or submission.state == Submission.State.WAITING:
        return
    course, is_new = Course.objects.get_or_create(
        submission=submission, defaults={"reached_at": now}
    )
    if course.ended_at is not None or (is_new and submission.is_over):
        end_course(submission, now)
        return
    passed = set(
        submission.course_events.filter(kind__in=CourseEvent.PASSED).values_list(
            "planned", flat=True
        )
    )
    while (planned := next_planned(definition, passed)) is not None:
        verdict = _taken(course, planned, now)
        if verdict.stands is not Stands.DONE:
            _stop(course, planned, verdict, now)
            return
        passed.add(planned.id)
    _end(course, now)


def _taken(course: Course, planned: Planned, now: datetime) -> Verdict:
    """Let one step decide, carry its commands out, and write down how it stands."""
    submission = course.submission
    version, values = submission.version, submission.values
    context = context_for(version.form.area, find_upload=uploads_of(submission))
    if course.planned != planned.id:
        course.planned, course.reached_at = planned.id, now
        if not applies(planned, version.definition, values, context):
            note(submission, planned, Kind.SKIPPED, now)
            return Verdict()
        note(submission, planned, Kind.REACHED, now)
    offer = form_steps().get(version.definition.starts)
    reference = submission.reference
    facts = Facts(
        definition=version.definition,
        values=values,
        context=context,
        reached_at=course.reached_at,
        rulings=_rulings(submission, planned),
        is_started=bool(offer and offer.address(reference)),
        is_served=bool(offer and offer.is_over(reference)),
    )
    verdict = verdict_of(planned, facts, now)
    for command in verdict.commands:
        carry_out(Occasion(submission, planned, now), command)
    if verdict.stands is Stands.DONE:
        note(submission, planned, Kind.DONE, now)
    return verdict


def _rulings(submission: Submission, planned: Planned) -> tuple[Ruling, ...]:
    ruled = submission.course_events.filter(planned=planned.id, kind__in=RULED)
    return tuple(
        Ruling(event.level, agrees=event.kind == Kind.APPROVED, at=event.at, words=event.words)
        for event in ruled.order_by("level")
    )


def _stop(course: Course, planned: Planned, verdict: Verdict, now: datetime) -> None:
    if verdict.stands is Stands.STOPPED:
        note(course.submission, planned, Kind.STOPPED, now)
        _end(course, now)
        return
    course.waits_for, course.role = verdict.waits_for, verdict.role
    course.level, course.due_at = verdict.level, verdict.due_at
    course.wakes_at = verdict.wakes_at
    course.save()


def _end(course: Course, now: datetime) -> None:
    course.waits_for, course.role, course.level = "", "", 0
    course.due_at = course.wakes_at = None
    course.ended_at = now
    course.save()


def note(
    submission: Submission,
    planned: Planned,
    kind: CourseEvent.Kind,
    now: datetime,
    *,
    by: User | None = None,
    level: int = 0,
    words: str = "",
) -> None:
    """Add one event to the course, in the transaction of what happened."""
    CourseEvent.objects.create(
        submission=submission,
        planned=planned.id,
        kind=kind,
        level=level,
        actor=by,
        words=words,
        at=now,
    )
