"""The posts that a step can turn to: their keys are those of people, their names our own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from forms_app.engine.drawing import Names
from foundation.clock import CITY_TIME
from foundation.working_days import add_working_days

ROLES: Mapping[str, Names] = {
    "grid_worker": {"zh": "网格员", "en": "the grid worker"},
    "community_worker": {"zh": "社区工作者", "en": "the community worker"},
    "street_officer": {"zh": "街道工作人员", "en": "the street officer"},
    "organiser": {"zh": "组织员", "en": "the organiser"},
}
"""Only posts that see what was sent; each counts in its own area and what lies in it."""

AMONG_ROLES = tuple(ROLES.items())
END_OF_WORK = time(18)
START_OF_WORK = time(9)


def due_after(start: datetime, working_days: int) -> datetime | None:
    """Return the end of work of the day so many working days after `start`; None for no days."""
    if working_days <= 0:
        return None
    day = add_working_days(start.astimezone(CITY_TIME).date(), working_days)
    return datetime.combine(day, END_OF_WORK, CITY_TIME)


def morning_after(start: datetime, working_days: int) -> datetime:
    """Return the start of work of the day so many working days after `start`."""
    day = add_working_days(start.astimezone(CITY_TIME).date(), working_days)
    return datetime.combine(day, START_OF_WORK, CITY_TIME)
