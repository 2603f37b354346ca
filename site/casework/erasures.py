"""The door by which people tells us whom to forget: called from there."""

from __future__ import annotations

from datetime import datetime

from casework.actions.forget_contact import forget_contact
from people.models import User
from people.traces import Traces


def erased(user: User, traces: Traces, now: datetime) -> None:
    """Forget the person in the cases that they asked for or that name them."""
    forget_contact(user=user, traces=traces, now=now)
