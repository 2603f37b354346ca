"""A worker answers an objection to hours: a new version with other minutes, or it stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Invalid, Refused
from people.models import User
from volunteering.actions import notices
from volunteering.actions.hours import locked_records, revoke_certificates
from volunteering.models import ServiceRecord

_COPIED = (
    "member_id",
    "person_id",
    "participation_id",
    "area_id",
    "activity",
    "content",
    "place",
    "responsible",
    "starts_at",
    "recorded_by_id",
    "due_on",
    "claim",
    "claimed_at",
)


def _disputed(by: User, record_id: int, answer: str) -> ServiceRecord:
    (record,) = locked_records(by, [record_id])
    if record.state != ServiceRecord.State.DISPUTED:
        raise Refused(_("There is no objection to answer."), code="record_not_disputed")
    if not answer.strip():
        raise Invalid(_("Please answer the member in a few words."), code="answer_needed")
    return record


@transaction.atomic
def correct_hours(
    *, by: User, record_id: int, minutes: int, answer: str, now: datetime
) -> ServiceRecord:
    """Write a new, verified version with other `minutes`; the old one stays, superseded.

    Certificates that name the old version are revoked. Raises `NotFound`, `NotAllowed` (own
    hours), `Refused` (nothing to answer), `Invalid` (no answer, or more than the shift lasted).
    """
    old = _disputed(by, record_id, answer)
    limit = 1440 if old.participation is None else old.participation.shift.minutes
    if not 0 <= minutes <= limit:
        raise Invalid(
            _("The shift lasted %(limit)d minutes; more cannot be recorded."),
            code="minutes_out_of_range",
            limit=limit,
        )
    old.superseded = True
    old.save(update_fields=["superseded"])
    new = ServiceRecord.objects.create(
        **{name: getattr(old, name) for name in _COPIED},
        minutes=minutes,
        basis=ServiceRecord.Basis.CORRECTED,
        state=ServiceRecord.State.VERIFIED,
        answer=answer.strip()[:300],
        verified_by=by,
        verified_at=now,
        version=old.version + 1,
        previous=old,
        created_at=now,
    )
    revoke_certificates(old, now)
    notices.tell_hours(new.person_id, str(new.pk), activity=new.activity, minutes=new.minutes)
    return new


@transaction.atomic
def uphold_hours(*, by: User, record_id: int, answer: str, now: datetime) -> ServiceRecord:
    """Let the record stand as it is, with an answer; raises as `correct_hours` does."""
    record = _disputed(by, record_id, answer)
    record.state = ServiceRecord.State.VERIFIED
    record.answer = answer.strip()[:300]
    record.verified_by, record.verified_at = by, now
    record.save(update_fields=["state", "answer", "verified_by", "verified_at"])
    notices.tell_hours(
        record.person_id, f"{record.pk}:upheld", activity=record.activity, minutes=record.minutes
    )
    return record
