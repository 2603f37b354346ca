"""Age: the whole years that somebody has lived on a day."""

from __future__ import annotations

from datetime import date


def age_on(born: date, day: date) -> int:
    """Return the age in whole years; who is born on 29 February grows older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
