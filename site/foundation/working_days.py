"""Working days in mainland China, with the days worked in exchange for a holiday (调休)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import holidays

NO_OVERRIDES: Mapping[date, bool] = {}


@lru_cache(maxsize=8)
def _calendar(year: int) -> tuple[frozenset[date], frozenset[date]]:
    china = holidays.country_holidays("CN", years=year)
    return frozenset(china), frozenset(china.weekend_workdays)


def is_working_day(day: date, overrides: Mapping[date, bool] = NO_OVERRIDES) -> bool:
    """Say whether `day` is worked; `overrides` (day → worked) win over the published calendar."""
    if day in overrides:
        return overrides[day]
    off, worked = _calendar(day.year)
    return day in worked or (day not in off and day.weekday() < 5)


def is_provisional(day: date, published_until: date) -> bool:
    """Say whether the exchange days round `day` may still change: no notice covers it yet."""
    return day > published_until


def add_working_days(start: date, days: int, overrides: Mapping[date, bool] = NO_OVERRIDES) -> date:
    """Return the day that lies `days` working days after `start`, which itself is not counted.

    With 0 it is `start` when that is worked, else the next working day. Raises ValueError when
    `days` is negative.
    """
    if days < 0:
        message = "days must not be negative"
        raise ValueError(message)
    day = start
    left = days
    while left or (not days and not is_working_day(day, overrides)):
        day += timedelta(days=1)
        if days and is_working_day(day, overrides):
            left -= 1
    return day


def working_days_between(
    start: date, end: date, overrides: Mapping[date, bool] = NO_OVERRIDES
) -> int:
    """Count the working days after `start` up to `end` inclusive; negative when `end` is before."""
    if end < start:
        return -working_days_between(end, start, overrides)
    span = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), overrides) for n in range(1, span + 1))
