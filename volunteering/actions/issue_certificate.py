"""A member has their verified hours certified (Order 67, articles 14 to 17)."""

from __future__ import annotations

import json
import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.clock import CITY_TIME
from foundation.errors import Refused
from people.models import User
from volunteering.actions.locking import locked_member
from volunteering.models import Certificate, Member, ServiceRecord

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12


def new_code() -> str:
    """Return a code of twelve letters and digits that nobody guesses or misreads."""
    return "".join(secrets.choice(_LETTERS) for _place in range(CODE_LENGTH))


@transaction.atomic
def issue_certificate(*, by: User, now: datetime) -> Certificate:
    """Certify all hours of the member that are verified; the same hours give the same paper.

    Free of charge. Raises `NotAllowed`, and `Refused` when there is nothing to certify.
    """
    member = locked_member(by)
    records = list(
        member.service_records.counted().select_related("area").order_by("starts_at", "pk")
    )
    if not records:
        raise Refused(_("There are no verified hours yet."), code="no_hours")
    content = json.dumps(_content(member, by, records), ensure_ascii=False, sort_keys=True)
    newest = member.certificates.filter(revoked_at=None).order_by("pk").last()
    if newest is not None and newest.content == content:
        return newest
    certificate = Certificate.objects.create(
        member=member,
        number=_number(now),
        code=new_code(),
        minutes=sum(record.minutes for record in records),
        content=content,
        issued_at=now,
    )
    certificate.records.set(records)
    return certificate


def _number(now: datetime) -> str:
    return f"ZM{now.astimezone(CITY_TIME):%Y%m%d}{secrets.randbelow(10**8):08d}"


def _content(member: Member, user: User, records: list[ServiceRecord]) -> dict[str, object]:
    """Return what article 15 asks for: time served, what was done, who recorded it."""
    return {
        "name": user.name,
        "volunteer_number": member.number,
        "services": [
            {
                "activity": record.activity,
                "content": record.content,
                "place": record.place,
                "starts_at": record.starts_at.astimezone(CITY_TIME).isoformat(),
                "minutes": record.minutes,
                "recorded_by": record.area.name,
                "responsible": record.responsible,
            }
            for record in records
        ],
    }
