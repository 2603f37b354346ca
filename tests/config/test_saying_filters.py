"""Templates say times and distances as people do, in both languages."""

from datetime import date, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

from foundation.clock import CITY_TIME

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=CITY_TIME)
START = datetime(2026, 11, 23, 9, 0, tzinfo=CITY_TIME)
END = datetime(2026, 11, 23, 11, 0, tzinfo=CITY_TIME)


@pytest.fixture(autouse=True)
def _noon_on_a_saturday():
    with time_machine.travel(NOW, tick=False):
        yield


def said(expression: str, language: str = "zh-hans", **context: object) -> str:
    with translation.override(language):
        template = Template("{% load saying %}{{ " + expression + " }}")
        return template.render(Context(context))


@pytest.mark.parametrize(
    ("expression", "chinese", "english"),
    [
        ("start|shift_words:end", "周一上午 9:00–11:00", "Mon 9:00–11:00"),
        ("start|hours_words:end", "上午 9:00–11:00", "9:00–11:00"),
        ("start|away_words", "后天", "in 2 days"),
        ("start|day_words", "11月23日 周一", "Mon 23 Nov"),
        ("start|weekday_words", "周一", "Mon"),
        ("start|month_words", "11月", "Nov"),
    ],
)
def test_a_time_is_said_in_both_languages(expression, chinese, english):
    assert said(expression, start=START, end=END) == chinese
    assert said(expression, "en", start=START, end=END) == english


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (1, "10 米 · 步行 1 分钟"),
        (638, "640 米 · 步行 9 分钟"),
        (1200, "1.2 公里 · 步行 16 分钟"),
        (3000, "3 公里 · 步行 40 分钟"),
        (3001, "3 公里"),
        (10_000, "10 公里"),
    ],
)
def test_a_distance_is_said_with_minutes_as_far_as_people_walk(metres, words):
    assert said("metres|walk_words", metres=metres) == words


@pytest.mark.parametrize(
    ("day", "near"), [(20, False), (21, True), (22, True), (23, True), (24, False)]
)
def test_today_and_the_two_days_after_are_near(day, near):
    assert said("day|is_near", day=date(2026, 11, day)) == str(near)


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(0, 10, "0"), (18, 40, "45"), (12, 10, "100"), (3, 0, "0")]
)
def test_a_share_stays_between_nothing_and_all(part, whole, percent):
    assert said("part|percent_of:whole", part=part, whole=whole) == percent
