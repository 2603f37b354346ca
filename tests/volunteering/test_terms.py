"""The terms of taking part, by their edges."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteering import terms

START = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
END = START + timedelta(hours=2)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("left", "stands"),
    [
        (timedelta(days=7), timedelta(hours=24)),
        (timedelta(hours=10), timedelta(hours=5)),
        (timedelta(hours=1), timedelta(minutes=30)),
    ],
)
def test_an_offer_stands_a_day_or_half_of_what_is_left(left, stands):
    assert terms.offer_expires_at(START - left, START) == START - left + stands


def test_in_the_last_hour_no_place_is_held_for_an_answer():
    assert terms.offer_expires_at(START - minutes(59), START) is None


def test_one_withdraws_freely_until_twelve_hours_before():
    assert terms.withdraws_freely(START - timedelta(hours=12), START)
    assert not terms.withdraws_freely(START - timedelta(hours=12) + minutes(1), START)


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (START - minutes(31), False),
        (START - minutes(30), True),
        (END - minutes(1), True),
        (END, False),
    ],
)
def test_the_door_is_open_for_checking_in(at, open_):
    assert terms.may_check_in_at(at, START, END) is open_


@pytest.mark.parametrize(
    ("came", "left", "served"),
    [
        (START, END, 120),
        (START - minutes(30), END + minutes(90), 120),
        (START + minutes(10), END - minutes(20), 90),
        (START + minutes(10), None, 110),
        (START + timedelta(seconds=30), END, 119),
    ],
)
def test_minutes_lie_within_the_shift(came, left, served):
    assert terms.minutes_served(came, left, START, END) == served


@given(came=st.integers(-600, 600), stayed=st.integers(0, 1200), lasts=st.integers(1, 720))
def test_minutes_are_never_more_than_the_shift_or_the_stay(came, stayed, lasts):
    came_at = START + minutes(came)

    served = terms.minutes_served(came_at, came_at + minutes(stayed), START, START + minutes(lasts))

    assert 0 <= served <= min(stayed, lasts)


def test_a_record_is_due_in_ten_working_days():
    assert terms.record_due_on(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)) == date(2026, 12, 4)
