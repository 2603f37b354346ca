"""A sender corrects what they sent, while nobody has begun; the old answers stay on record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.advance_course import begin_courses
from forms_app.actions.claiming import reclaim, wanted_of
from forms_app.actions.index_answers import index_answers
from forms_app.actions.keeping_uploads import FileGone, let_go
from forms_app.actions.marking import mark
from forms_app.actions.recording import Kind, record
from forms_app.actions.save_draft import save_draft
from forms_app.actions.submit import area_of, end_draft, refuse_unproven
from forms_app.actions.telling import tell_who_came_in
from forms_app.engine.answering import typed_again
from forms_app.engine.course import applies
from forms_app.engine.field_type import Value
from forms_app.engine.uploading import ids_of_files
from forms_app.models import Draft, PlaceCount, SeatEntry, Submission, Upload
from forms_app.places import context_for
from forms_app.queries import uploads_of
from foundation.errors import NotFound, Refused

State = Submission.State


def is_correctable(submission: Submission) -> bool:
    """Whether nobody has begun with it: no colleague took it up, and nobody agreed or refused.

    What stands in a draw of places is what it is.
    """
    return (
        submission.state in (State.WAITING, State.RECEIVED)
        and submission.purged_at is None
        and bool(submission.answers)
        and not SeatEntry.objects.filter(submission=submission).exists()
        and not submission.course_events.filter(actor__isnull=False).exists()
    )


@transaction.atomic
def begin_correction(*, submission: Submission, key: str, now: datetime) -> Draft:
    """Begin a filling-in with what was sent, which stays as it is until this is sent.

    The caller has seen number and code. Raises `NotOpen`.
    """
    version = submission.version
    given = typed_again(version.definition, submission.values)
    draft = save_draft(version=version, key=key, given=given, now=now).draft
    draft.corrects = submission
    draft.save(update_fields=["corrects"])
    return draft


@transaction.atomic
def correct_submission(
    *, submission_id: int, values: Mapping[str, Value], key: str, now: datetime
) -> Submission:
    """Put `values` in the place of what was sent; the caller has seen number and code.

    `values` are what `answered` let through for the version that was answered, `key` is that of
    the filling-in. Places and marks are counted anew in the same transaction, places of its own
    first. Raises `NotFound`, `Refused` when somebody has begun with it, `FormFull`, `SentBefore`,
    `FileGone` and `Invalid` for a new phone number without its code; everything is as it was then.
    """
    found = Submission.objects.select_related("version__form").filter(pk=submission_id).first()
    if found is None:
        raise NotFound(_("There is no such submission."), code="no_such_submission")
    form = found.version.form
    # Counts before the submission, as everywhere.
    list(PlaceCount.objects.filter(form=form).locked())
    submission = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("version__form")
        .get(pk=found.pk)
    )
    if not is_correctable(submission):
        raise Refused(
            _("Somebody is at work on it already. Please call them."), code="submission_under_way"
        )
    answers = json.dumps(values, ensure_ascii=False, sort_keys=True)
    if answers != submission.answers:
        _refuse_another_way(submission, values)
        refuse_unproven(submission.version, values, key, submission.values)
        _write(submission, answers, values, key, now)
    end_draft(key, submission)
    return submission


def _refuse_another_way(submission: Submission, values: Mapping[str, Value]) -> None:
    """Raise `Refused` when a step that was passed or reached would be judged otherwise now.

    Who left a step out with their first answers must not get past it with the second.
    """
    definition, form = submission.version.definition, submission.version.form
    reached = set(submission.course_events.values_list("planned", flat=True))
    context = context_for(form.area, find_upload=uploads_of(submission))
    before = submission.values
    for planned in definition.after:
        if planned.id in reached and applies(planned, definition, before, context) != applies(
            planned, definition, values, context
        ):
            raise Refused(
                _("This changes what has been passed already. Please take it back and send anew."),
                code="course_turned",
            )


def _write(
    submission: Submission, answers: str, values: Mapping[str, Value], key: str, now: datetime
) -> None:
    form = submission.version.form
    record(submission, Kind.CORRECTED, at=now, words=submission.answers)
    submission.answers, submission.area = answers, area_of(submission.version, values)
    submission.marks.all().delete()
    # A day or a month that may hold one only is that of the first sending.
    mark(submission, values, submission.created_at)
    index_answers(submission, values)
    _exchange_files(submission, values, key, now)
    waited = submission.state == State.WAITING
    has_places, came_in = reclaim(
        submission, wanted=wanted_of(form, values), key=key, waits=form.keeps_waiting, now=now
    )
    if not has_places and submission.course_events.exists():
        raise Refused(
            _("There is no place left for that. What you sent stays as it is."), code="form_full"
        )
    submission.state = State.RECEIVED if has_places else State.WAITING
    submission.save(update_fields=["answers", "area", "state"])
    others = [one for one in came_in if one.pk != submission.pk]
    entered = [*others, *([submission] if waited and has_places else [])]
    tell_who_came_in(entered)
    begin_courses(entered)


def _exchange_files(
    submission: Submission, values: Mapping[str, Value], key: str, now: datetime
) -> None:
    """Let go of the files that are no longer answered with, and take over new ones."""
    wanted = set(ids_of_files(submission.version.definition, values))
    let_go(submission.uploads.exclude(uid__in=wanted), now)
    new = wanted - set(submission.uploads.values_list("uid", flat=True))
    own = Upload.objects.filter(ticket=key, uid__in=new, submission=None)
    taken = own.exclude(state=Upload.State.REFUSED).update(submission=submission, purge_at=None)
    if taken != len(new):
        raise FileGone(_("A file is not there any more. Please send it again."), code="file_gone")
