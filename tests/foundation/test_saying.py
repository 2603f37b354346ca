"""Times are said the way people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from foundation import saying
from foundation.clock import CITY_TIME

NOW = datetime(2026, 12, 3, 10, 0, tzinfo=CITY_TIME)  # a Thursday


def at(day, hour, minute=0):
    return datetime(2026, 12, day, hour, minute, tzinfo=CITY_TIME)


def test_a_shift_within_the_week_is_said_by_its_weekday():
    assert saying.shift_in_words(at(5, 9), at(5, 11), NOW) == "周六上午 9:00–11:00 · 后天"
    assert saying.shift_in_words(at(5, 9), at(5, 11), NOW, "en") == "Sat 9:00–11:00 · in 2 days"


def test_a_later_shift_is_said_with_its_date():
    assert (
        saying.shift_in_words(at(12, 14, 30), at(12, 16), NOW)
        == "12月12日 周六下午 14:30–16:00 · 9 天后"
    )
    assert saying.shift_in_words(at(26, 18), at(26, 20), NOW) == "12月26日 周六晚上 18:00–20:00"


def test_a_shift_over_midnight_says_so():
    assert saying.shift_in_words(at(4, 22), at(5, 1), NOW) == "周五晚上 22:00–次日 1:00 · 明天"


def test_utc_moments_are_said_in_city_time():
    start = datetime(2026, 12, 4, 1, 0, tzinfo=UTC)

    assert saying.shift_in_words(start, start + timedelta(hours=1), NOW).startswith("周五上午 9:00")


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        saying.clock_time(datetime(2026, 12, 4, 1, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("length", "zh", "en"),
    [
        (timedelta(minutes=45), "45 分钟", "45 min"),
        (timedelta(hours=2), "2 小时", "2 h"),
        (timedelta(hours=1, minutes=30), "1 小时 30 分钟", "1 h 30 min"),
        (timedelta(0), "0 分钟", "0 min"),
        (timedelta(days=3), "3 天", "3 days"),
    ],
)
def test_durations(length, zh, en):
    assert saying.duration_in_words(length) == zh
    assert saying.duration_in_words(length, "en") == en


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=5), "5 分钟前"),
        (timedelta(hours=3), "3 小时前"),
        (timedelta(days=2), "2 天前"),
        (timedelta(days=20), "11月13日 周五"),
    ],
)
def test_how_long_ago(ago, said):
    assert saying.ago_in_words(NOW - ago, NOW) == said


def test_days_of_another_year_carry_it():
    assert saying.day_in_words(date(2027, 1, 1), NOW.date()) == "2027年1月1日 周五"


def test_one_moment():
    assert saying.moment_in_words(at(4, 9, 30), NOW) == "明天上午 9:30"
