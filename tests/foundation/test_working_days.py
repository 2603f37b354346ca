"""Working days follow the holidays and the days worked in exchange."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import add_working_days, is_working_day, working_days_between

days = st.dates(date(2024, 1, 1), date(2027, 12, 1))


def test_five_working_days_across_the_spring_festival_of_2026():
    assert add_working_days(date(2026, 2, 13), 5) == date(2026, 2, 27)


def test_a_saturday_worked_in_exchange_counts():
    assert is_working_day(date(2026, 2, 14))
    assert not is_working_day(date(2026, 2, 20))


def test_an_override_wins():
    monday = date(2026, 11, 23)

    assert not is_working_day(monday, {monday: False})
    assert add_working_days(date(2026, 11, 20), 1, {monday: False}) == date(2026, 11, 24)


def test_zero_days_from_a_sunday_is_the_next_working_day():
    assert add_working_days(date(2026, 11, 22), 0) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 20), 0) == date(2026, 11, 20)


def test_a_year_without_notice_does_not_fail():
    assert add_working_days(date(2028, 12, 29), 3) > date(2028, 12, 31)


def test_negative_days_are_refused():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 1), -1)


@given(days, st.integers(1, 40))
def test_counting_undoes_adding(start, count):
    end = add_working_days(start, count)

    assert is_working_day(end)
    assert working_days_between(start, end) == count
    assert working_days_between(end, start) == -count
    assert working_days_between(start, end - timedelta(days=1)) == count - 1
