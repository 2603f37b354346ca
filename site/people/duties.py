"""What the clock does for people every minute; doing it twice does nothing more."""

from __future__ import annotations

from foundation import clock
from people.actions.erase import erase_all_due
from people.actions.stop_invitations import forget_old_stops


def erase_who_asked() -> None:
    """Erase those who asked to be deleted, when their days to think it over are past."""
    erase_all_due(now=clock.now())


def forget_whom_not_to_invite() -> None:
    """Delete what was kept of people who were erased, when its two years are over."""
    forget_old_stops(today=clock.today())


DUTIES = (erase_who_asked, forget_whom_not_to_invite)
