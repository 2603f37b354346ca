"""The one place that reads the wall clock; everything that decides takes `now` as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present day as the city's calendar shows it."""
    return now().astimezone(CITY_TIME).date()
