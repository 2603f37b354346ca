"""Words of service (2.5 hours, 2 小时 30 分钟, the next goal) and the shifts of a place."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import get_language
from wagtail.models import Page

from cms.queries import area_of
from foundation import clock
from foundation.saying import duration_in_words
from volunteering.models import Shift
from volunteering.queries.open_shifts import soonest_below

register = template.Library()

GOALS = (10, 25, 50, 100, 300, 600, 1000, 1500)
"""Hours at which the ring closes; from 100 on the usual star levels."""


@register.filter
def in_hours(minutes: int) -> float:
    """Return minutes as hours to one decimal, without a needless zero: 2.5, 3."""
    hours = round(minutes / 60, 1)
    return int(hours) if hours == int(hours) else hours


@register.filter
def as_length(minutes: int) -> str:
    """Say minutes in words: 2 小时 30 分钟."""
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours} 小时 {rest} 分钟" if _is_zh() else f"{hours} h {rest} min"
    return duration_in_words(timedelta(minutes=minutes), get_language() or "zh")


def _is_zh() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.filter
def next_goal(minutes: int) -> int:
    """Return the next goal above these minutes, in hours; the last one when all are reached."""
    return next((goal for goal in GOALS if goal * 60 > minutes), GOALS[-1])


@register.simple_tag
def open_shifts_of(place: Page | None, page: Any, limit: int) -> list[Shift]:
    """Return the next open shifts of `place`, else of the area in which `page` lies."""
    around = place or page
    area = area_of(around) if isinstance(around, Page) and around.pk else None
    return soonest_below(area.path if area else "", now=clock.now(), most=limit)
