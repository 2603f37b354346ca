"""Filters that say lengths of service: 2.5 hours, 2 小时 30 分钟, the next goal of the ring."""

from datetime import timedelta

from django import template
from django.utils.translation import get_language

from foundation.saying import duration_in_words

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
