"""A worker looks at whom to call for a case, with a reason, on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.actions.locking import locked_case
from casework.models import Case, CaseLook
from foundation.errors import Invalid
from people.models import User

LONGEST_REASON = 200


@transaction.atomic
def reveal_case(*, by: User, case_id: int, reason: str, now: datetime) -> Case:
    """Write the look into the log, then return the case; raises `NotFound`, `Invalid`."""
    case = locked_case(by, case_id)
    if not reason.strip():
        raise Invalid(_("Please say why you need it."), code="reason_needed")
    CaseLook.objects.create(actor=by, case=case, reason=reason.strip()[:LONGEST_REASON], at=now)
    return case
