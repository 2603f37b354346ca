"""What senders are told by text message, when they left a phone number for it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from forms_app.engine.definition import Purpose
from forms_app.models import Submission
from people.sms.texting import put_sms

LANGUAGE = "zh-hans"


def phone_of(submission: Submission) -> str:
    """Return the number that was left to be called back, empty when there is none."""
    field = submission.version.definition.serving(Purpose.CONTACT_PHONE)
    return str(submission.values.get(field.key, "")) if field is not None else ""


def mail_of(submission: Submission) -> str:
    """Return the e-mail address that was answered, empty when there is none."""
    definition, values = submission.version.definition, submission.values
    asked = [field.key for field in definition.fields if field.type == "email"]
    return next((str(values[key]) for key in asked if key in values), "")


def tell_receipt(submission: Submission, code: str) -> None:
    """Tell the person for whom a form was filled in its number and code, once."""
    phone = phone_of(submission)
    if not phone:
        return
    with translation.override(LANGUAGE):
        text = _("“%(form)s” was sent for you. Number %(number)s, tracking code %(code)s.") % {
            "form": submission.version.document["title"],
            "number": submission.spoken_reference,
            "code": code,
        }
    put_sms(
        phone=phone,
        kind="notice",
        params={"text": text},
        key=f"forms_app.filled_in:{submission.pk}",
    )


def tell_who_came_in(submissions: Iterable[Submission]) -> None:
    """Tell those who waited that they have a place now, each once."""
    for submission in submissions:
        phone = phone_of(submission)
        if not phone:
            continue
        with translation.override(LANGUAGE):
            text = _("“%(form)s”: a place has become free and is yours. Number %(number)s.") % {
                "form": submission.version.document["title"],
                "number": submission.spoken_reference,
            }
        put_sms(
            phone=phone,
            kind="notice",
            params={"text": text},
            key=f"forms_app.came_in:{submission.pk}",
        )
