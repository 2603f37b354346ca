"""A worker looks at the name and phone of somebody who comes, with a reason, on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Invalid, NotFound
from people.models import AccessLogEntry, User
from volunteering.models import Participation
from volunteering.permissions import may_reveal_participant


@transaction.atomic
def reveal_participant(*, by: User, participation_id: int, reason: str, now: datetime) -> User:
    """Write the look into the log, then return the person; raises `NotFound`, `Invalid`."""
    participation = (
        Participation.objects.live()
        .select_related("member__user", "shift__area")
        .filter(pk=participation_id)
        .first()
    )
    if participation is None or not may_reveal_participant(by, participation):
        raise NotFound(_("There is no such participation."), code="no_such_participation")
    if not reason.strip():
        raise Invalid(_("Please say why you need it."), code="reason_needed")
    person = participation.member.user
    AccessLogEntry.objects.create(
        actor=by, subject=person, fields="name, phone", reason=reason.strip()[:200], at=now
    )
    return person
