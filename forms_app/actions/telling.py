"""What senders are told by text message, in the language in which they filled the form in."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager

from django.utils import translation
from django.utils.translation import gettext as _

from forms_app.engine.definition import Purpose
from forms_app.engine.translating import SOURCE
from forms_app.models import Submission
from people.models import User
from people.sms.texting import put_sms

LANGUAGE = "zh-hans"


def in_language_of(submission: Submission) -> AbstractContextManager[None]:
    """Speak, within this, as the sender of `submission` did."""
    return translation.override(LANGUAGE if submission.language == SOURCE else submission.language)


def title_for(submission: Submission) -> str:
    """Return the title of the form in the sender's language, where it is translated."""
    return submission.version.spoken(submission.language).title


def language_of(person: User) -> str:
    """Return the language that a colleague chose for the admin, Chinese where they chose none."""
    profile = getattr(person, "wagtail_userprofile", None)
    chosen = profile.preferred_language if profile is not None else ""
    return chosen or LANGUAGE


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
    with in_language_of(submission):
        text = _("“%(form)s” was sent for you. Number %(number)s, tracking code %(code)s.") % {
            "form": title_for(submission),
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
        with in_language_of(submission):
            text = _("“%(form)s”: a place has become free and is yours. Number %(number)s.") % {
                "form": title_for(submission),
                "number": submission.spoken_reference,
            }
        put_sms(
            phone=phone,
            kind="notice",
            params={"text": text},
            key=f"forms_app.came_in:{submission.pk}",
        )
