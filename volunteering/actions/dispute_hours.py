"""A member objects to a record of their own hours (Order 67, article 13)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Invalid, NotFound, Refused
from people.models import User
from volunteering.models import ServiceRecord

_OPEN_TO_OBJECTION = (ServiceRecord.State.SUBMITTED, ServiceRecord.State.VERIFIED)


@transaction.atomic
def dispute_hours(*, by: User, record_id: int, claim: str, now: datetime) -> ServiceRecord:
    """Note the objection; the hours do not count until it is answered.

    Raises `NotFound` for anybody else's record, `Invalid` without words, `Refused` when the
    record is not open to objection.
    """
    record = (
        ServiceRecord.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=record_id, person=by, superseded=False)
        .first()
    )
    if record is None:
        raise NotFound(_("There is no such record."), code="no_such_record")
    if not claim.strip():
        raise Invalid(_("Please write what should be different."), code="claim_needed")
    if record.state not in _OPEN_TO_OBJECTION:
        raise Refused(_("This record is being looked at already."), code="record_disputed")
    record.state = ServiceRecord.State.DISPUTED
    record.claim, record.claimed_at = claim.strip()[:300], now
    record.save(update_fields=["state", "claim", "claimed_at"])
    return record
