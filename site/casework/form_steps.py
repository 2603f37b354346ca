"""What a submitted form can start here: a case."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.actions.open_case import CaseContent, open_case
from casework.models import Case
from forms_app.engine.steps.open_case import CaseCommand
from foundation import clock
from foundation.saying import day_in_words
from people.models import User
from territory.models import Area

State = Case.State


def _case(reference: str) -> Case | None:
    return Case.objects.filter(source_reference=reference).first()


def _by_when(case: Case) -> str:
    """Say by when there is an answer; when that day is past, say so and do not hide it."""
    today = clock.today()
    day = day_in_words(case.due_on, today, get_language() or "")
    if case.is_overdue(today):
        late = _("You should have heard by %(day)s. It takes longer, we are sorry; we are at it.")
        return late % {"day": day}
    return _("You hear from us by %(day)s.") % {"day": day}


def _so_far(case: Case) -> str:
    if case.state == State.OPEN:
        return _("It is on record, case number %(number)s.") % {"number": case.spoken_number}
    if case.reopened_at is not None:
        again = _("It was taken up again, case number %(number)s.")
        return again % {"number": case.spoken_number}
    taken = _("Somebody is taking care of it, case number %(number)s.")
    return taken % {"number": case.spoken_number}


def _ended(case: Case) -> str:
    if not case.outcome:
        return _("It was settled.")
    if case.state == State.DONE:
        return _("Done: %(words)s") % {"words": case.outcome}
    return _("It could not be taken on: %(words)s") % {"words": case.outcome}


class OpenCase:
    """Carries out the engine's decision of the same key."""

    key = "open_case"

    def start(
        self, *, by: User, area: Area, command: CaseCommand, reference: str, now: datetime
    ) -> None:
        """Open the case, once; raises `NotFound`, `Invalid`."""
        content = CaseContent(
            kind=command.kind,
            title=command.title,
            what=command.what,
            days=command.days,
            contact_name=command.contact_name,
            contact_phone=command.contact_phone,
            contact_address=command.contact_address,
        )
        open_case(
            by=by,
            area=area,
            content=content,
            origin=Case.Origin.FORM,
            now=now,
            reference=reference,
        )

    def address(self, reference: str) -> str:
        """Return the page of the case."""
        case = _case(reference)
        return reverse("case_desk:show", args=[case.pk]) if case else ""

    def is_over(self, reference: str) -> bool:
        """Say whether the case is settled."""
        case = _case(reference)
        return case is not None and case.is_over

    def thanking(self, reference: str) -> str:
        """Return nothing: for a case somebody calls back and asks how it was."""
        del reference
        return ""

    def standing(self, reference: str) -> str:
        """Say in whose hands it is and by when there is an answer, or what came of it."""
        case = _case(reference)
        if case is None:
            return ""
        if case.is_over:
            return _ended(case)
        parts = {"so_far": _so_far(case), "by_when": _by_when(case)}
        return _("%(so_far)s %(by_when)s") % parts


def home_of(person: User) -> Area | None:
    """Return None: casework keeps nobody's home, only where somebody asked to be met."""
    del person
    return None


steps = (OpenCase(),)
