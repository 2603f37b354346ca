"""Whole years between a birth date and a day."""

from datetime import date

import pytest

from foundation.age import age_on


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2008, 12, 1), date(2026, 11, 30), 17),
        (date(2008, 12, 1), date(2026, 12, 1), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 12, 1), date(2026, 12, 1), 0),
    ],
)
def test_a_year_is_full_on_the_birthday(born, day, years):
    assert age_on(born, day) == years
