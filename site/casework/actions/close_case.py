"""A worker answers a case: it is done, or not taken on, in words that the resident reads."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from casework.actions.locking import locked_case
from casework.actions.recording import Kind, record
from casework.models import Case
from casework.transitions import Move, after
from forms_app.actions.advance_course import served
from foundation.errors import Invalid
from people.models import User

LONGEST_OUTCOME = 300


@transaction.atomic
def close_case(
    *, by: User, case_id: int, outcome: str, now: datetime, declined: bool = False
) -> Case:
    """Settle it with the outcome in words; what the form planned for afterwards goes on.

    Raises `NotFound`, `Invalid` without words, `Refused` when it is settled already.
    """
    case = locked_case(by, case_id)
    said = outcome.strip()
    if not said or len(said) > LONGEST_OUTCOME:
        raise Invalid(
            _("Please say in at most 300 characters what came of it; the resident reads it."),
            code="outcome_needed",
        )
    case.state = after(case.state, Move.DECLINE if declined else Move.DO)
    case.outcome, case.closed_at = said, now
    case.assignee = case.assignee or by
    case.save(update_fields=["state", "outcome", "closed_at", "assignee"])
    record(case, Kind.DECLINED if declined else Kind.DONE, by=by, words=said, at=now)
    log(case, "casework.close", user=by)
    if case.source_reference:
        served(reference=case.source_reference, now=now)
    return case
