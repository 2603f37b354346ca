"""Locked records of service, for the actions that verify, object to and correct them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from foundation.errors import NotAllowed, NotFound
from people.models import User
from volunteering.models import Certificate, ServiceRecord
from volunteering.permissions import may_see_hours, may_verify_hours


def locked_records(by: User, record_ids: Sequence[int]) -> list[ServiceRecord]:
    """Lock the current records with these ids, in the order of their ids, to judge them.

    Raises `NotFound` when one does not exist or is another community's, and `NotAllowed` when one
    is the person's own.
    """
    records = list(
        ServiceRecord.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area")
        .filter(pk__in=record_ids, superseded=False)
        .order_by("pk")
    )
    if len(records) != len(set(record_ids)) or not all(
        may_see_hours(by, record) for record in records
    ):
        raise NotFound(_("There is no such record."), code="no_such_record")
    if not all(may_verify_hours(by, record) for record in records):
        raise NotAllowed(
            _("Nobody verifies their own hours; please ask a colleague."), code="own_hours"
        )
    return records


def revoke_certificates(record: ServiceRecord, now: datetime) -> int:
    """Revoke the certificates that name a record which no longer holds; return how many."""
    return Certificate.objects.filter(records=record, revoked_at=None).update(revoked_at=now)
