"""A person asks for their account to be deleted, or takes that back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from people.models import User


@transaction.atomic
def ask_for_deletion(*, user: User, now: datetime) -> datetime:
    """Note that `user` wants to be deleted and return since when; asking again changes nothing.

    The organisers see it in their list of people. It is carried out by the clock, when the days to
    think it over are past (`people.actions.erase`); until then it can be taken back.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.deletion_asked_at is None:
        person.deletion_asked_at = now
        person.save(update_fields=["deletion_asked_at"])
    return person.deletion_asked_at


@transaction.atomic
def keep_account(*, user: User) -> None:
    """Take the wish to be deleted back."""
    User.objects.filter(pk=user.pk, erased_at=None).update(deletion_asked_at=None)
