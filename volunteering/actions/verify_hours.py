"""A worker verifies hours: of others, in the own communities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import NotAllowed, Refused
from outbox.webhooks.events import HOURS_VERIFIED
from outbox.webhooks.registering import announce
from people.models import User
from volunteering.actions import notices
from volunteering.actions.hours import locked_records
from volunteering.models import ServiceRecord
from volunteering.terms import SECOND_PERSON_MINUTES


@transaction.atomic
def verify_hours(*, by: User, record_ids: Sequence[int], now: datetime) -> list[ServiceRecord]:
    """Verify these records, all or none; a record that is verified already stays as it is.

    Raises `NotFound`, `NotAllowed` (own hours; or recorded by oneself and more than eight hours)
    and `Refused` (an objection waits for its answer).
    """
    records = locked_records(by, record_ids)
    for record in records:
        if record.state == ServiceRecord.State.VERIFIED:
            continue
        if record.state != ServiceRecord.State.SUBMITTED:
            raise Refused(
                _("“%(activity)s” has an objection; please answer it first."),
                code="record_disputed",
                activity=record.activity,
            )
        if record.minutes > SECOND_PERSON_MINUTES and record.recorded_by_id == by.pk:
            raise NotAllowed(
                _("More than eight hours: somebody else than who recorded them verifies."),
                code="second_person",
            )
        record.state = ServiceRecord.State.VERIFIED
        record.verified_by, record.verified_at = by, now
        record.save(update_fields=["state", "verified_by", "verified_at"])
        announce(
            event=HOURS_VERIFIED,
            key=str(record.pk),
            content={"record": record.pk, "area": record.area.code, "minutes": record.minutes},
        )
        notices.tell_hours(
            record.person_id, str(record.pk), activity=record.activity, minutes=record.minutes
        )
    return records
