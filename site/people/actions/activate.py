"""An invited person agrees and becomes active; a person who withdraws is left alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from foundation.errors import NotFound
from people.doors import offered
from people.models import Consent, User
from people.notices import MEMBERSHIP


@transaction.atomic
def activate(*, user: User, password: str = "", now: datetime) -> Consent:
    """Keep the consent of `user` to today's notice, and make the account active.

    An empty password leaves the account as it is: codes by SMS will do. Doing it twice is as good
    as once.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    consent, _ = Consent.objects.get_or_create(
        user=person,
        purpose=MEMBERSHIP.purpose,
        notice_version=MEMBERSHIP.version,
        withdrawn_at=None,
        defaults={"given_at": now},
    )
    if person.activated_at is None:
        person.activated_at = now
    if password:
        person.set_password(password)
    person.save(update_fields=["activated_at", "password"])
    for activated in offered("activations", "activated"):
        activated(user=person, now=now)
    return consent


@transaction.atomic
def withdraw(*, user: User, consent_id: int, now: datetime) -> Consent:
    """Take a consent of `user` back; the row stays, and nothing new is done with the data.

    Raises `NotFound` when the consent is somebody else's or was withdrawn before.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    consent = Consent.objects.filter(pk=consent_id, user=person, withdrawn_at=None).first()
    if consent is None:
        raise NotFound("There is no such consent", code="no_consent")
    _take_back(person, consent.purpose, now)
    consent.refresh_from_db()
    return consent


@transaction.atomic
def refuse(*, user: User, now: datetime) -> None:
    """Take every consent of `user` to the notice back, because they do not agree to its wording.

    The account rests as after `withdraw`; doing it twice is as good as once.
    """
    _take_back(User.objects.select_for_update().get(pk=user.pk), MEMBERSHIP.purpose, now)


def _take_back(person: User, purpose: str, now: datetime) -> None:
    """Take the consents to all wordings of one purpose back: they stand for one agreement."""
    given = Consent.objects.filter(user=person, purpose=purpose, withdrawn_at=None)
    given.update(withdrawn_at=now)
    if purpose == MEMBERSHIP.purpose:
        person.activated_at = None
        person.save(update_fields=["activated_at"])
        for withdrawn in offered("activations", "withdrawn"):
            withdrawn(user=person, now=now)
