"""The door by which people tells us who activated or withdrew: called from there."""

from __future__ import annotations

from datetime import datetime

from people.models import User
from volunteering.actions.activate_member import activate_member
from volunteering.models import Member


def activated(user: User, now: datetime) -> None:
    """Let the member of this user begin to be one."""
    activate_member(user=user, now=now)


def withdrawn(user: User, now: datetime) -> None:
    """Let the member of this user rest: without consent nobody is offered anything."""
    Member.objects.filter(user=user).update(activated_at=None)
