"""Mark what may come only once: a phone, a person, the same answers, for ever or for a period."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.telling import phone_of
from forms_app.engine.field_type import Value
from forms_app.models import Form, Submission, SubmissionMark
from forms_app.models.form import OnceEvery, OncePer
from foundation.clock import CITY_TIME
from foundation.errors import Refused
from people.fields import digest_of

Kind = SubmissionMark.Kind
CALENDAR = {
    OnceEvery.DAY: "%Y-%m-%d",
    OnceEvery.WEEK: "%G-W%V",
    OnceEvery.MONTH: "%Y-%m",
    OnceEvery.YEAR: "%Y",
}


class SentBefore(Refused):
    """It was sent before, and once is all."""


def period_of(form: Form, now: datetime) -> str:
    """Return the period that `now` lies in, by the calendar of the city; empty for ever."""
    pattern = CALENDAR.get(OnceEvery(form.once_every))
    return now.astimezone(CITY_TIME).strftime(pattern) if pattern else ""


def mark(submission: Submission, values: Mapping[str, Value], now: datetime) -> None:
    """Write the marks of a submission; raises `SentBefore` when one stands already."""
    try:
        with transaction.atomic():
            SubmissionMark.objects.bulk_create(marks_of(submission, values, now))
    except IntegrityError as error:
        raise standing_mark(submission, values, now) or error from error


def marks_of(
    submission: Submission, values: Mapping[str, Value], now: datetime
) -> Sequence[SubmissionMark]:
    """Return the marks that a submission makes, in the one order in which none waits in a circle.

    Writing one that stands already raises IntegrityError.
    """
    form = submission.version.form
    return [
        SubmissionMark(form=form, submission=submission, kind=kind, digest=digest, period=period)
        for kind, digest, period in _marks(submission, values, now)
    ]


def standing_mark(
    submission: Submission, values: Mapping[str, Value], now: datetime
) -> SentBefore | None:
    """Return what to say when a mark stands where `submission` would make its own, else None."""
    form = submission.version.form
    for kind, digest, period in _marks(submission, values, now):
        if form.marks.filter(kind=kind, digest=digest, period=period).exists():
            return _refusal(kind)
    return None


def _marks(
    submission: Submission, values: Mapping[str, Value], now: datetime
) -> Iterator[tuple[str, str, str]]:
    form = submission.version.form
    if form.once_per == OncePer.PHONE and (phone := phone_of(submission)):
        yield Kind.PHONE, digest_of("form_phone", phone), period_of(form, now)
    if form.once_per == OncePer.PERSON and submission.person_id:
        yield Kind.PERSON, digest_of("form_person", str(submission.person_id)), period_of(form, now)
    same = {key: values[key] for key in form.same_answers if key in values}
    if same:
        text = json.dumps(same, ensure_ascii=False, sort_keys=True)
        yield Kind.ANSWERS, digest_of("form_answers", text), ""


def _refusal(kind: str) -> SentBefore:
    if kind == Kind.ANSWERS:
        return SentBefore(
            _("The same was sent before. Ask for it with the number you got then."),
            code="same_answers_before",
        )
    if kind == Kind.PHONE:
        return SentBefore(
            _("This phone number has sent the form already; once is enough."),
            code="phone_before",
        )
    return SentBefore(_("You have sent this form already; once is enough."), code="person_before")
