"""Somebody's data are shown in clear: with a reason, and on record before they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Invalid, NotFound, Refused
from people.models import AccessLogEntry, User
from people.permissions import Verb, people_within

REASON_CHARACTERS = 4
LOOKS_A_DAY = 60


@dataclass(frozen=True, slots=True)
class Revealed:
    """What lists show masked."""

    name: str
    phone: str
    email: str


@transaction.atomic
def reveal(*, actor: User, subject_id: int, reason: str, now: datetime) -> Revealed:
    """Return the name, phone and e-mail of a person, after the look has been written down.

    Raises `NotFound` for a person beyond the actor's posts, `Invalid` without a reason, and
    `Refused` when the actor has looked at `LOOKS_A_DAY` people within a day.
    """
    subject = people_within(actor, Verb.REVEAL_MEMBERS).filter(pk=subject_id).first()
    if subject is None:
        raise NotFound(_("There is no such person."), code="no_person")
    words = reason.strip()
    if len(words) < REASON_CHARACTERS:
        raise Invalid(_("Say in a few words what you need it for."), code="no_reason")
    # The actor's row is the lock: two looks at once must not both be the sixtieth.
    User.objects.select_for_update().get(pk=actor.pk)
    since = now - timedelta(days=1)
    if AccessLogEntry.objects.filter(actor=actor, at__gt=since).count() >= LOOKS_A_DAY:
        raise Refused(
            _("%(most)s looks within a day are the most. Ask your organiser."),
            code="too_many_looks",
            most=LOOKS_A_DAY,
        )
    AccessLogEntry.objects.create(
        actor=actor, subject=subject, fields="name,phone,email", reason=words[:200], at=now
    )
    return Revealed(subject.name, subject.phone, subject.email or "")
