"""Somebody who sent forms is forgotten in them; what was asked and done about it stays."""

from __future__ import annotations

import json
from collections.abc import Container
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from forms_app.actions.index_answers import index_answers
from forms_app.actions.keeping_uploads import let_go
from forms_app.engine.field_type import Value, field_types
from forms_app.engine.uploading import ids_of_files
from forms_app.models import CourseEvent, Draft, SeatEntry, Submission, SubmissionEvent, Upload
from forms_app.models.form import FormAudience
from people.models import User
from people.traces import Traces


@transaction.atomic
def forget_sender(user: User, traces: Traces, now: datetime) -> int:
    """Remove the personal answers of the submissions that are the person's; return how many.

    Theirs is what they sent signed in (but for staff, who write of others), and what holds their
    number. Answers lie sealed, so that every one is looked into; a stranger of the same name keeps
    what they sent.
    """
    own = user.submissions.exclude(version__form__audience=FormAudience.STAFF)
    found = set(own.values_list("pk", flat=True))
    sealed = Submission.objects.exclude(answers="").values_list("pk", "answers")
    # Rows without their objects: a hundred thousand take half a second and 11 MiB.
    found.update(key for key, answers in sealed.iterator(500) if traces.are_in(answers))
    for key in sorted(found):
        submission = Submission.objects.select_for_update(of=("self",)).get(pk=key)
        submission.answers = json.dumps(_impersonal(submission, traces), ensure_ascii=False)
        submission.reply = traces.taken_out_of(submission.reply)
        submission.save(update_fields=["answers", "reply"])
        index_answers(submission, submission.values)
        SeatEntry.objects.filter(submission=key).update(who="")
        left = ids_of_files(submission.version.definition, submission.values)
        let_go(submission.uploads.exclude(uid__in=left), now)
    # Only the person's words go; what was done, by whom and when, stays as written.
    for model, column in ((SubmissionEvent, "words"), (CourseEvent, "words"), (Upload, "name")):
        _forget_words(model, column, traces, found)
    _forget_drafts(traces, now)
    return len(found)


def _forget_words(
    model: type[SubmissionEvent | CourseEvent | Upload],
    column: str,
    traces: Traces,
    theirs: Container[int],
) -> None:
    """Take the person out of a sealed column: the name where it is theirs, numbers everywhere."""
    rows = model._default_manager.exclude(**{column: ""})
    listed = rows.values_list("pk", "submission_id", column)
    for key, submission, words in listed.iterator(chunk_size=500):
        is_theirs = submission in theirs
        kept = traces.taken_out_of(words) if is_theirs else traces.numbers_taken_out_of(words)
        if kept != words:
            model._default_manager.filter(pk=key).update(**{column: kept})


def _forget_drafts(traces: Traces, now: datetime) -> None:
    """Delete what names the person and was never sent: it is of no use to anybody else."""
    drafts = Draft.objects.exclude(answers="", aside="").only("answers", "aside")
    named = [
        draft.pk
        for draft in drafts.iterator(chunk_size=500)
        if traces.are_in(draft.answers) or traces.are_in(draft.aside)
    ]
    forget_drafts(Draft.objects.filter(pk__in=named), now)


def forget_drafts(drafts: QuerySet[Draft], now: datetime) -> None:
    """Delete what was begun, and the files that came with it."""
    let_go(Upload.objects.filter(submission=None, ticket__in=drafts.values("key")), now)
    drafts.delete()


def _impersonal(submission: Submission, traces: Traces) -> dict[str, Value]:
    """Return the answers without those that are personal, and without the person's words."""
    personal = {
        field.key
        for field in submission.version.definition.fields
        if field_types()[field.type].is_personal(field)
    }
    return {
        key: _without(value, traces)
        for key, value in submission.values.items()
        if key not in personal
    }


def _without(value: Value, traces: Traces) -> Value:
    """Return an answer without the person's words, also within its parts, items and choices."""
    if isinstance(value, str):
        return traces.taken_out_of(value)
    if isinstance(value, list):
        return [_without(one, traces) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, traces) for key, one in value.items()}
    return value
