"""A worker takes a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.actions.locking import locked_case
from casework.actions.recording import Kind, record
from casework.models import Case
from casework.transitions import Move, after
from people.models import User


@transaction.atomic
def take_case(*, by: User, case_id: int, now: datetime) -> Case:
    """Make `by` who takes care; doing it twice does it once. Raises `NotFound`, `Refused`."""
    case = locked_case(by, case_id)
    state = after(case.state, Move.TAKE)
    if case.assignee_id == by.pk and case.state == state:
        return case
    case.state, case.assignee = state, by
    case.save(update_fields=["state", "assignee"])
    record(case, Kind.TAKEN, by=by, at=now)
    return case
