"""The door by which people tells us whom to forget: called from there."""

from __future__ import annotations

from datetime import datetime

from forms_app.actions.forget_sender import forget_drafts, forget_sender
from people.models import User
from people.traces import Traces


def erased(user: User, traces: Traces, now: datetime) -> None:
    """Forget the person in the answers that name them."""
    forget_drafts(user.form_drafts.all(), now)
    forget_sender(user, traces, now)
