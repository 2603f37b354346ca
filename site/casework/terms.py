"""How long things may take: when a case is to be answered, when its words are emptied."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from foundation.clock import CITY_TIME
from foundation.working_days import add_working_days

USUAL_DAYS = 5
"""Working days within which a case that was opened by hand is to be answered."""
MOST_DAYS = 90
AGAIN_DAYS = 3
"""Working days within which a case that was taken up again is to be answered."""
KEPT_AFTER_CLOSING = timedelta(days=730)
"""How long words and contact of a settled case are kept, unless the form's go earlier."""


def due_day(now: datetime, working_days: int) -> date:
    """Return the day that lies so many working days after today, by the calendar of the city."""
    return add_working_days(now.astimezone(CITY_TIME).date(), working_days)
