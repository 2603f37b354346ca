"""A member becomes one: the person has activated the account and agreed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from people.models import User
from volunteering.models import Member


@transaction.atomic
def activate_member(*, user: User, now: datetime) -> bool:
    """Note the activation of the user's member, once; return whether there was one to note."""
    return bool(Member.objects.filter(user=user, activated_at=None).update(activated_at=now))
