"""The door by which people tells us whom to forget: called from there."""

from __future__ import annotations

from datetime import datetime

from forms_app.actions.forget_sender import forget_sender
from people.models import User
from people.traces import Traces


def erased(user: User, traces: Traces, now: datetime) -> None:
    """Forget the person in the answers that name them."""
    del now
    user.form_drafts.all().delete()
    forget_sender(traces)
