"""What the clock does for people every minute; doing it twice does nothing more."""

from __future__ import annotations

from foundation import clock
from people.actions.erase import erase_all_due


def erase_who_asked() -> None:
    """Erase those who asked to be deleted, when their days to think it over are past."""
    erase_all_due(now=clock.now())


DUTIES = (erase_who_asked,)
