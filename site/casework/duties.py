"""What the clock does for cases every minute; doing it twice does nothing more."""

from __future__ import annotations

from casework.actions.empty_cases import empty_cases
from casework.actions.remind_overdue import remind_overdue
from foundation import clock

REMINDS_FROM_HOUR = 9
"""Reminders of what is late go out in the morning, by the clock of the city."""


def remind_of_what_is_late() -> None:
    """Remind of the cases that should have been answered, from nine in the morning on."""
    now = clock.now()
    if now.astimezone(clock.CITY_TIME).hour >= REMINDS_FROM_HOUR:
        remind_overdue(now=now)


def empty_old_cases() -> None:
    """Empty the words of cases whose time is over."""
    empty_cases(now=clock.now())


DUTIES = (remind_of_what_is_late, empty_old_cases)
