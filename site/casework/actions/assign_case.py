"""A worker gives a case to a colleague who may handle it too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.actions.locking import locked_case
from casework.actions.recording import Kind, record
from casework.actions.telling import tell_given
from casework.models import Case
from casework.permissions import may_handle_case
from casework.transitions import Move, after
from foundation.errors import Invalid
from people.models import User


@transaction.atomic
def assign_case(*, by: User, case_id: int, to: User, now: datetime) -> Case:
    """Make `to` who takes care, and tell them; doing it twice does it once.

    Raises `NotFound`, `Refused` when it is settled, `Invalid` for whose posts do not reach there.
    """
    case = locked_case(by, case_id)
    state = after(case.state, Move.TAKE)
    if not may_handle_case(to, case):
        raise Invalid(_("Please choose a colleague of this area."), code="not_a_colleague")
    if case.assignee_id == to.pk and case.state == state:
        return case
    case.state, case.assignee = state, to
    case.save(update_fields=["state", "assignee"])
    record(case, Kind.GIVEN, by=by, receiver=to, at=now)
    if to.pk != by.pk:
        tell_given(case, to, now)
    return case
