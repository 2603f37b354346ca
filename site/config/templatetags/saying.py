"""Filters that say times, distances and shares the way people say them."""

from datetime import date, datetime
from math import ceil

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from foundation import browsers, clock, saying

register = template.Library()

METRES_A_MINUTE = 75
METRES_A_KILOMETRE = 1_000
FARTHEST_WALK = 3_000


def _language() -> str:
    return get_language() or "zh-hans"


def _day(when: date | datetime) -> date:
    return when.astimezone(clock.CITY_TIME).date() if isinstance(when, datetime) else when


@register.filter(expects_localtime=True)
def shift_words(start: datetime, end: datetime) -> str:
    """Say from when to when, without how far away it is: 周六上午 9:00–11:00."""
    said = saying.shift_in_words(start, end, clock.now(), _language())
    return said.removesuffix(f" · {away_words(start)}")


@register.filter(expects_localtime=True)
def hours_words(start: datetime, end: datetime) -> str:
    """Say from when to when where the day stands beside it: 上午 9:00–11:00."""
    return saying.span_of_hours(start, end, _language())


@register.filter
def away_words(when: date | datetime) -> str:
    """Say how far away a day is: 后天, 5 天后; empty beyond two weeks."""
    return saying.days_away(_day(when), clock.today(), _language())


@register.filter
def day_words(when: date | datetime) -> str:
    """Say a day: 12月5日 周六."""
    return saying.day_in_words(_day(when), clock.today(), _language())


@register.filter
def moment_words(when: datetime) -> str:
    """Say one moment: 明天上午 9:30."""
    return saying.moment_in_words(when, clock.now(), _language())


@register.filter
def ago_words(when: datetime) -> str:
    """Say how long ago something was: 5 分钟前."""
    return saying.ago_in_words(when, clock.now(), _language())


@register.filter
def device_words(user_agent: str) -> str:
    """Say which device and browser it is: 苹果手机 · 微信."""
    return browsers.device_in_words(user_agent, _language())


@register.filter
def weekday_words(when: date | datetime) -> str:
    """Say the day of the week: 周六."""
    return saying.day_in_words(_day(when), _day(when), _language()).split()[-1 if _is_zh() else 0]


@register.filter
def month_words(when: date | datetime) -> str:
    """Say the month: 12月; of another year with it: 2025年12月."""
    day = _day(when)
    if day.year == clock.today().year:
        return f"{day.month}月" if _is_zh() else f"{day:%b}"
    return f"{day.year}年{day.month}月" if _is_zh() else f"{day:%b %Y}"


def _is_zh() -> bool:
    return _language().startswith("zh")


@register.filter
def is_near(when: date | datetime) -> bool:
    """Tell whether a day is today, tomorrow or the day after."""
    return 0 <= (_day(when) - clock.today()).days <= 2


@register.filter
def walk_words(metres: float) -> str:
    """Say a distance: 650 米 · 步行 9 分钟; without the minutes where nobody walks."""
    if metres >= METRES_A_KILOMETRE:
        length = _("%(km)s km") % {"km": f"{round(metres / METRES_A_KILOMETRE, 1):g}"}
    else:
        length = _("%(m)d m") % {"m": max(10, round(metres, -1))}
    if metres > FARTHEST_WALK:
        return length
    minutes = max(1, ceil(metres / METRES_A_MINUTE))
    walk = ngettext("%(n)d minute on foot", "%(n)d minutes on foot", minutes) % {"n": minutes}
    return f"{length} · {walk}"


@register.filter
def share(whole: float, percent: float) -> float:
    """Return that many percent of a whole."""
    return whole * percent / 100


@register.filter
def minus(left: float, right: float) -> float:
    """Return the difference of two numbers."""
    return left - right


@register.filter
def percent_of(part: float, whole: float) -> int:
    """Return the share of a part in a whole as a whole number from 0 to 100."""
    return min(100, max(0, round(100 * part / whole))) if whole else 0
