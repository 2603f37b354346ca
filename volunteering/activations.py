"""The door by which people tells us that somebody activated: offered here, called from there."""

from __future__ import annotations

from datetime import datetime

from people.models import User
from volunteering.actions.activate_member import activate_member


def activated(user: User, now: datetime) -> None:
    """Let the member of this user begin to be one."""
    activate_member(user=user, now=now)
