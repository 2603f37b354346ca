"""Carry out what a step decided: each command once, in the transaction of the course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from forms_app.actions.fill_page import order_page
from forms_app.actions.recording import Kind, record
from forms_app.actions.telling import (
    LANGUAGE,
    in_language_of,
    language_of,
    mail_of,
    phone_of,
    title_for,
)
from forms_app.engine.commands import CARE, SENDER, Assign, Call, Command, FillPage, SetState, Tell
from forms_app.engine.planned import Planned
from forms_app.engine.translating import said_by_a_step
from forms_app.models import PlaceClaim, Submission
from forms_app.permissions import may_handle_submission
from forms_app.queries import holders_of_role
from outbox.actions import put
from outbox.webhooks.events import FORM_STEP
from outbox.webhooks.registering import announce
from people.models import User
from people.sms.texting import put_sms


@dataclass(frozen=True, slots=True)
class Occasion:
    """The submission, the step whose commands are carried out, and the moment."""

    submission: Submission
    planned: Planned
    now: datetime

    def key(self, command: Command) -> str:
        """Return the key by which a message is known to have been written before."""
        return f"forms_app.step:{self.submission.pk}:{self.planned.id[:40]}:{command.key}"


def carry_out(occasion: Occasion, command: Command) -> None:
    """Do what `command` says; a second time does nothing more."""
    _WAYS[type(command)](occasion, command)


def _tell(occasion: Occasion, command: Tell) -> None:
    if command.to == SENDER:
        with in_language_of(occasion.submission):
            _tell_sender(occasion, command)
        return
    addresses: dict[str, list[str]] = {}
    for person in _colleagues(occasion.submission, command.to):
        if person.email:
            addresses.setdefault(language_of(person), []).append(person.email)
    for language, to in addresses.items():
        with translation.override(language):
            subject, text = _words(occasion.submission, command)
        key = occasion.key(command) + ("" if language == LANGUAGE else f":{language}")
        put(topic="mail", key=key, content={"to": to, "subject": subject, "text": text})


def _tell_sender(occasion: Occasion, command: Tell) -> None:
    submission = occasion.submission
    phone, mail = phone_of(submission), mail_of(submission)
    subject, definition = title_for(submission), submission.version.definition
    said = said_by_a_step(definition, submission.language, command.words, occasion.planned.id)
    text = _to_sender(command.topic, subject, submission.spoken_reference, said)
    if phone and command.by != "email":
        key = occasion.key(command)
        put_sms(phone=phone, kind="notice", params={"text": text}, key=key)
    elif mail and command.by != "sms":
        content = {"to": [mail], "subject": subject, "text": text}
        put(topic="mail", key=occasion.key(command), content=content)


def _words(submission: Submission, command: Tell) -> tuple[str, str]:
    """Return subject and text; no answer is in them, whoever reads them knows where to look."""
    title = str(submission.version.document["title"])
    about = {"form": title, "number": submission.spoken_reference, "words": command.words}
    place = reverse("submissions:show", args=[submission.pk])
    about |= {
        "area": str(submission.area),
        "address": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{place}",
    }
    return title, _COLLEAGUES.get(command.topic, _told)(about)


def _to_sender(topic: str, title: str, number: str, words: str) -> str:
    about = {"form": title, "number": number, "words": words}
    if topic == "refused":
        return _("“%(form)s”, number %(number)s, was not agreed to: %(words)s") % about
    return _("“%(form)s”: %(words)s Number %(number)s.") % about


def _told(about: Mapping[str, str]) -> str:
    return _("%(words)s\n\n“%(form)s”, %(area)s, number %(number)s\n%(address)s") % about


def _asked(about: Mapping[str, str]) -> str:
    text = _("Please look at it and say whether you agree.")
    return _told({**about, "words": text})


def _due(about: Mapping[str, str]) -> str:
    text = _("It should have been answered by today. Please say whether you agree.")
    return _told({**about, "words": text})


def _given(about: Mapping[str, str]) -> str:
    return _told({**about, "words": _("It was given to you to take care of.")})


_COLLEAGUES: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "approval_asked": _asked,
    "approval_due": _due,
    "assigned": _given,
}


def _colleagues(submission: Submission, to: str) -> list[User]:
    if to == CARE:
        return [submission.worker] if submission.worker is not None else []
    return list(holders_of_role(to, submission.area).select_related("wagtail_userprofile"))


def _assign(occasion: Occasion, command: Assign) -> None:
    submission = occasion.submission
    is_open = ~Q(submissions_taken__state__in=Submission.OVER)
    found = holders_of_role(command.role, submission.area).annotate(
        busy=Count("submissions_taken", filter=is_open, distinct=True)
    )
    to = next(
        (one for one in found.order_by("busy", "pk") if may_handle_submission(one, submission)),
        None,
    )
    if to is None or submission.worker_id == to.pk:
        return
    submission.worker = to
    submission.save(update_fields=["worker"])
    record(submission, Kind.GIVEN, receiver=to, at=occasion.now)


def _set_state(occasion: Occasion, command: SetState) -> None:
    submission, now = occasion.submission, occasion.now
    if command.state == Submission.State.CLOSED and not submission.is_over:
        submission.state, submission.reply = Submission.State.CLOSED, command.reply
        submission.closed_at = now
        submission.save(update_fields=["state", "reply", "closed_at"])
        submission.claims.filter(state=PlaceClaim.State.WAITING).delete()
        record(submission, Kind.CLOSED, at=now)
    elif command.state == Submission.State.UNDER_WAY and not submission.started_at:
        submission.state, submission.started_at = Submission.State.UNDER_WAY, now
        submission.save(update_fields=["state", "started_at"])
        record(submission, Kind.STARTED, at=now)


def _call(occasion: Occasion, command: Call) -> None:
    version = occasion.submission.version
    content = {
        "form": version.form.slug,
        "version": version.number,
        "area": occasion.submission.area.code,
        "step": command.name,
    }
    announce(event=FORM_STEP, key=occasion.key(command), content=content)


def _fill_page(occasion: Occasion, command: FillPage) -> None:
    order_page(occasion.submission, occasion.planned, occasion.key(command))


_WAYS: Mapping[type, Callable[[Occasion, Any], None]] = {
    Tell: _tell,
    Assign: _assign,
    SetState: _set_state,
    Call: _call,
    FillPage: _fill_page,
}
