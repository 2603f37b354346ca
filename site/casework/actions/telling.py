"""What colleagues are told of a case: number, area and where to look; never what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from casework.models import Case
from forms_app.actions.telling import language_of
from outbox.actions import put
from people.models import User


def tell_given(case: Case, to: User, now: datetime) -> None:
    """Tell a colleague that a case was given to them."""
    key = f"casework.given:{case.pk}:{to.pk}:{now.isoformat()}"
    _tell([to], case, key, _given)


def tell_overdue(case: Case, to: Iterable[User]) -> None:
    """Tell colleagues that a case should have been answered, once for each day it was due."""
    _tell(to, case, f"casework.overdue:{case.pk}:{case.due_on.isoformat()}", _overdue)


def _given() -> str:
    return _("A case was given to you to take care of.")


def _overdue() -> str:
    return _("A case should have been answered by now. Please see to it, or say how it stands.")


def _tell(to: Iterable[User], case: Case, key: str, words: Callable[[], str]) -> None:
    for person in to:
        if not person.email:
            continue
        with translation.override(language_of(person)):
            subject = _("Case %(number)s") % {"number": case.spoken_number}
            text = f"{words()}\n\n{_about(case)}"
        content = {"to": [person.email], "subject": subject, "text": text}
        put(topic="mail", key=f"{key}:{person.pk}", content=content)


def _about(case: Case) -> str:
    place = reverse("case_desk:show", args=[case.pk])
    return _("%(kind)s, %(area)s, number %(number)s, to be answered by %(day)s\n%(address)s") % {
        "kind": case.kind,
        "area": case.area,
        "number": case.spoken_number,
        "day": case.due_on.isoformat(),
        "address": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{place}",
    }
