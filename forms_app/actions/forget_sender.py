"""Somebody who sent forms is forgotten in them; what was asked and done about it stays."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from forms_app.actions.index_answers import index_answers
from forms_app.actions.keeping_uploads import let_go
from forms_app.engine.field_type import Value, field_types
from forms_app.engine.uploading import ids_of_files
from forms_app.models import CourseEvent, Draft, SeatEntry, Submission, SubmissionEvent, Upload
from people.traces import Traces


@transaction.atomic
def forget_sender(traces: Traces, now: datetime) -> int:
    """Remove the personal answers of the submissions that name the person; return how many.

    A submission belongs to nobody's account, and its answers lie sealed: every one is looked into.
    """
    found = [
        submission.pk
        for submission in Submission.objects.only("answers").iterator(chunk_size=500)
        if traces.are_in(submission.answers)
    ]
    for key in found:
        submission = Submission.objects.select_for_update(of=("self",)).get(pk=key)
        submission.answers = json.dumps(_impersonal(submission, traces), ensure_ascii=False)
        submission.reply = traces.taken_out_of(submission.reply)
        submission.save(update_fields=["answers", "reply"])
        index_answers(submission, submission.values)
        SeatEntry.objects.filter(submission=key).update(who="")
        left = ids_of_files(submission.version.definition, submission.values)
        let_go(submission.uploads.exclude(uid__in=left), now)
    for log in (SubmissionEvent, CourseEvent):
        for event in log.objects.exclude(words="").only("words").iterator(chunk_size=500):
            kept = traces.taken_out_of(event.words)
            if kept != event.words:
                # Only the person's words go; what was done, by whom and when, stays as written.
                log.objects.filter(pk=event.pk).update(words=kept)
    _forget_names_of_files(traces)
    _forget_drafts(traces, now)
    return len(found)


def _forget_names_of_files(traces: Traces) -> None:
    for upload in Upload.objects.exclude(name="").only("name").iterator(chunk_size=500):
        kept = traces.taken_out_of(upload.name)
        if kept != upload.name:
            Upload.objects.filter(pk=upload.pk).update(name=kept)


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
