"""A worker takes a settled case up again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from casework.actions.locking import locked_case
from casework.actions.recording import Kind, record
from casework.models import Case
from casework.terms import AGAIN_DAYS, due_day
from casework.transitions import Move, after
from foundation.errors import Invalid, Refused
from people.models import User

LONGEST_REASON = 300


@transaction.atomic
def reopen_case(*, by: User, case_id: int, reason: str, now: datetime) -> Case:
    """Put it in hand again, with a new day; the answer before stays in the course.

    Who took care keeps it, or else who takes it up. Raises `NotFound`, `Invalid` without a reason,
    `Refused` when it is not settled or its words are emptied.
    """
    case = locked_case(by, case_id)
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise Invalid(_("Please say why it is taken up again."), code="reason_needed")
    if case.emptied_at is not None:
        raise Refused(_("The words are gone; please open a new case."), code="case_emptied")
    case.state = after(case.state, Move.REOPEN)
    case.outcome, case.closed_at, case.reminded_at = "", None, None
    case.reopened_at, case.due_on = now, due_day(now, AGAIN_DAYS)
    case.assignee = case.assignee or by
    case.save()
    record(case, Kind.REOPENED, by=by, words=said, at=now)
    log(case, "casework.reopen", user=by)
    return case
