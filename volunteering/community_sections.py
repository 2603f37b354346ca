"""What volunteering offers to community pages and the home page: where help is needed now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from foundation import clock
from territory.models import Area
from volunteering.queries.open_shifts import soonest_below

SHOWN = 4


def where_help_is_needed(area_path: str, request: HttpRequest) -> tuple[str, dict[str, Any]] | None:
    """Return the next open shifts of an area with free places; nothing when there are none."""
    del request
    shifts = soonest_below(area_path, now=clock.now(), most=SHOWN)
    if not shifts:
        return None
    area = Area.objects.filter(path=area_path).first() if area_path else None
    context = {"shifts": shifts, "area": area}
    return "volunteering/sections/open_shifts.html", context


SECTIONS = (where_help_is_needed,)
