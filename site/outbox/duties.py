"""What the clock does for the outbox every minute; doing it twice does nothing more."""

from __future__ import annotations

from foundation import clock
from outbox.actions import forget_given_up


def forget_old_failures() -> None:
    """Forget what could not be delivered long ago."""
    forget_given_up(now=clock.now())


DUTIES = (forget_old_failures,)
