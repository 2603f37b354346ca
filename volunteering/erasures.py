"""The door by which people tells us whom to forget: called from there."""

from __future__ import annotations

from datetime import datetime

from people.models import User
from people.traces import Traces
from volunteering.actions.erase_member import erase_member, forget_contacts


def erased(user: User, traces: Traces, now: datetime) -> None:
    """Forget the member of this user, and the user as the contact of a need."""
    erase_member(user=user, traces=traces, now=now)
    forget_contacts(traces)
