"""Somebody who sent forms is forgotten in them; what was asked and done about it stays."""

from __future__ import annotations

import json

from django.db import transaction

from forms_app.engine.field_type import Value, field_types
from forms_app.models import CourseEvent, Draft, Submission, SubmissionEvent
from people.traces import Traces


@transaction.atomic
def forget_sender(traces: Traces) -> int:
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
    for log in (SubmissionEvent, CourseEvent):
        for event in log.objects.exclude(words="").only("words").iterator(chunk_size=500):
            kept = traces.taken_out_of(event.words)
            if kept != event.words:
                # Only the person's words go; what was done, by whom and when, stays as written.
                log.objects.filter(pk=event.pk).update(words=kept)
    _forget_drafts(traces)
    return len(found)


def _forget_drafts(traces: Traces) -> None:
    """Delete what names the person and was never sent: it is of no use to anybody else."""
    drafts = Draft.objects.exclude(answers="", aside="").only("answers", "aside")
    named = [
        draft.pk
        for draft in drafts.iterator(chunk_size=500)
        if traces.are_in(draft.answers) or traces.are_in(draft.aside)
    ]
    Draft.objects.filter(pk__in=named).delete()


def _impersonal(submission: Submission, traces: Traces) -> dict[str, Value]:
    """Return the answers without those that are personal, and without the person's words."""
    personal = {
        field.key
        for field in submission.version.definition.fields
        if field_types()[field.type].is_personal(field)
    }
    return {
        key: traces.taken_out_of(value) if isinstance(value, str) else value
        for key, value in submission.values.items()
        if key not in personal
    }
