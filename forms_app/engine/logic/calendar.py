"""Days in formulas: texts YYYY-MM-DD from year 1000 on, counted the same way everywhere."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAY = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")
FURTHEST = 1_000_000


def read_iso(text: object) -> date | None:
    """Return the day that a text is, None for anything else."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def whole_units(first: date, last: date, unit: str) -> int:
    """Return the whole days, months or years from `first` to `last`; negative when it is earlier.

    A month is whole on the same day of the next one: from the 31st it is the 1st after a short one.
    """
    if unit == "days":
        return (last - first).days
    if last < first:
        return -whole_units(last, first, unit)
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return months if unit == "months" else months // 12


def moved(day: date, days: int) -> str | None:
    """Return the day `days` later, None beyond the calendar."""
    if abs(days) > FURTHEST:
        return None
    try:
        found = day + timedelta(days=days)
    except OverflowError:
        return None
    return found.isoformat() if found.year >= 1000 else None
