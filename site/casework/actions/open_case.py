"""A worker puts a matter on record: by hand, or from what somebody sent by a form."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from casework.actions.recording import Kind, record
from casework.models import Case
from casework.models.case import NUMBER_DIGITS
from casework.permissions import may_open_case
from casework.terms import MOST_DAYS, USUAL_DAYS, due_day
from foundation.errors import Busy, Invalid, NotFound
from people.models import User
from territory.models import Area

_TRIES = 5


@dataclass(frozen=True, slots=True)
class CaseContent:
    """What a case says, and within how many working days it is to be answered."""

    kind: str
    title: str
    what: str
    days: int = USUAL_DAYS
    contact_name: str = ""
    contact_phone: str = ""
    contact_address: str = ""


@transaction.atomic
def open_case(
    *,
    by: User,
    area: Area,
    content: CaseContent,
    origin: Case.Origin,
    now: datetime,
    reference: str | None = None,
) -> Case:
    """Open a case under a new number; with `reference` given twice it is the same case.

    Raises `NotFound` when the person has no post there, `Invalid` without words or with a number
    of days that is none, `Busy` when no free number was found.
    """
    if not may_open_case(by, area):
        raise NotFound(_("There is no such area."), code="no_such_area")
    _refuse_unless_said(content)
    for _try in range(_TRIES):
        before = Case.objects.filter(source_reference=reference).first() if reference else None
        if before is not None:
            return before
        try:
            with transaction.atomic():
                case = _created(by, area, content, origin, now, reference)
        except IntegrityError:
            # Somebody opened it in this very moment, or has the number: look again.
            continue
        record(case, Kind.OPENED, by=by, at=now)
        log(case, "casework.open", user=by)
        return case
    raise Busy(_("Too much is going on right now. Please try again in a moment."), code="busy")


def _created(
    by: User,
    area: Area,
    content: CaseContent,
    origin: Case.Origin,
    now: datetime,
    reference: str | None,
) -> Case:
    return Case.objects.create(
        number=_new_number(),
        area=area,
        kind=content.kind.strip(),
        title=content.title.strip(),
        what=content.what.strip(),
        contact_name=content.contact_name.strip(),
        contact_phone=content.contact_phone.strip(),
        contact_address=content.contact_address.strip(),
        origin=origin,
        source_reference=reference,
        due_on=due_day(now, content.days),
        opened_by=by,
        opened_at=now,
    )


def _new_number() -> str:
    """Return a number that tells nothing of how many cases there are; it never begins with 0."""
    least = 10 ** (NUMBER_DIGITS - 1)
    return str(least + secrets.randbelow(9 * least))


def _refuse_unless_said(content: CaseContent) -> None:
    if not (content.kind.strip() and content.title.strip() and content.what.strip()):
        raise Invalid(
            _("Please say what kind of matter it is, its title and what is asked."),
            code="case_unsaid",
        )
    if not 1 <= content.days <= MOST_DAYS:
        raise Invalid(
            _("It is to be answered within 1 to %(most)s working days."),
            code="case_days",
            most=MOST_DAYS,
        )
