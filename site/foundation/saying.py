"""Times said the way people say them: 周六上午 9:00–11:00 · 后天."""

from datetime import date, datetime, timedelta, tzinfo

from foundation.clock import CITY_TIME

_WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_AWAY = {
    "zh": {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
# First hour of each part of the day; dinner time is still 下午 for a shift that starts at 17:30.
_PARTS = ((0, "凌晨"), (5, "早上"), (8, "上午"), (12, "中午"), (13, "下午"), (18, "晚上"))


def _short(language: str) -> str:
    return "zh" if language.lower().startswith("zh") else "en"


def _local(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is None:
        message = "a moment needs a time zone to be said"
        raise ValueError(message)
    return moment.astimezone(zone)


def part_of_day(hour: int) -> str:
    """Return the Chinese word for the part of the day in which `hour` (0–23) lies."""
    return next(word for first, word in reversed(_PARTS) if hour >= first)


def clock_time(moment: datetime, zone: tzinfo = CITY_TIME) -> str:
    """Return the time of day without a leading zero: 9:05."""
    local = _local(moment, zone)
    return f"{local.hour}:{local.minute:02d}"


def days_away(day: date, today: date, language: str = "zh") -> str:
    """Say how far `day` is from `today`: 今天, 后天, 5 天后, 3 天前; empty beyond two weeks."""
    short = _short(language)
    distance = (day - today).days
    if distance in _DAYS_AWAY[short]:
        return _DAYS_AWAY[short][distance]
    if abs(distance) > 14:
        return ""
    if short == "zh":
        return f"{distance} 天后" if distance > 0 else f"{-distance} 天前"
    return f"in {distance} days" if distance > 0 else f"{-distance} days ago"


def day_in_words(day: date, today: date, language: str = "zh") -> str:
    """Say a day: 12月5日 周六, with the year when it is not this one."""
    weekday = _WEEKDAYS[_short(language)][day.weekday()]
    if _short(language) == "zh":
        year = "" if day.year == today.year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日 {weekday}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}{year}"


def span_of_hours(
    start: datetime, end: datetime, language: str = "zh", zone: tzinfo = CITY_TIME
) -> str:
    """Say from when to when on one day, or across days: 上午 9:00–11:00."""
    first, last = _local(start, zone), _local(end, zone)
    hours = f"{clock_time(first, zone)}–{clock_time(last, zone)}"
    if first.date() != last.date():
        night = last.date() - first.date() == timedelta(days=1)
        if _short(language) == "zh":
            later = "次日 " if night else f"{last.month}月{last.day}日 "
            hours = f"{clock_time(first, zone)}–{later}{clock_time(last, zone)}"
        else:
            later = " next day" if night else f" {last.day} {_MONTHS[last.month - 1]}"
            hours = f"{hours}{later}"
    return f"{part_of_day(first.hour)} {hours}" if _short(language) == "zh" else hours


def shift_in_words(
    start: datetime,
    end: datetime,
    now: datetime,
    language: str = "zh",
    zone: tzinfo = CITY_TIME,
) -> str:
    """Say when something takes place: 周六上午 9:00–11:00 · 后天.

    Within a week from now the weekday is enough; otherwise the date is said too:
    12月5日 周六上午 9:00–11:00 · 14 天后.
    """
    first, today = _local(start, zone), _local(now, zone).date()
    near = 0 <= (first.date() - today).days < 7
    weekday = _WEEKDAYS[_short(language)][first.weekday()]
    day = weekday if near else day_in_words(first.date(), today, language)
    gap = "" if _short(language) == "zh" else " "
    away = days_away(first.date(), today, language)
    said = f"{day}{gap}{span_of_hours(start, end, language, zone)}"
    return f"{said} · {away}" if away else said


def moment_in_words(
    moment: datetime, now: datetime, language: str = "zh", zone: tzinfo = CITY_TIME
) -> str:
    """Say one moment: 明天上午 9:30, 11月3日 周二下午 15:20."""
    local, today = _local(moment, zone), _local(now, zone).date()
    named = _DAYS_AWAY[_short(language)].get((local.date() - today).days)
    day = named or day_in_words(local.date(), today, language)
    if _short(language) == "zh":
        return f"{day}{part_of_day(local.hour)} {clock_time(local, zone)}"
    return f"{day} {clock_time(local, zone)}"


def ago_in_words(moment: datetime, now: datetime, language: str = "zh") -> str:
    """Say how long ago `moment` was, roughly: 刚刚, 5 分钟前, 3 小时前, 2 天前, then the day."""
    chinese = _short(language) == "zh"
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "刚刚" if chinese else "just now"
    if minutes < 60:
        return f"{minutes} 分钟前" if chinese else f"{minutes} min ago"
    if minutes < 24 * 60:
        return f"{minutes // 60} 小时前" if chinese else f"{minutes // 60} h ago"
    if minutes < 7 * 24 * 60:
        days = minutes // (24 * 60)
        return f"{days} 天前" if chinese else f"{days} d ago"
    return day_in_words(_local(moment, CITY_TIME).date(), _local(now, CITY_TIME).date(), language)


def duration_in_words(length: timedelta, language: str = "zh") -> str:
    """Say how long: 45 分钟, 2 小时, 1 小时 30 分钟; from two days on in days."""
    chinese = _short(language) == "zh"
    minutes = round(length.total_seconds() / 60)
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return f"{days} 天" if chinese else f"{days} days"
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(f"{hours} 小时" if chinese else f"{hours} h")
    if rest or not hours:
        parts.append(f"{rest} 分钟" if chinese else f"{rest} min")
    return " ".join(parts)
