"""A rotating code holds for its half minute and one on either side."""

from datetime import UTC, datetime, timedelta

import pytest

from foundation.rotating import accepts, accepts_digits, code_for, digits_for, seconds_left

NOW = datetime(2026, 12, 5, 1, 0, 10, tzinfo=UTC)
SECRET = b"0" * 32


@pytest.mark.parametrize(
    ("later", "holds"), [(0, True), (19, True), (49, True), (50, False), (-40, True), (-41, False)]
)
def test_a_code_holds_for_its_window_and_its_neighbours(later, holds):
    code = code_for(SECRET, "shift:1", NOW)

    assert accepts(SECRET, "shift:1", code, NOW + timedelta(seconds=later)) is holds


def test_a_code_of_another_shift_or_secret_is_refused():
    code = code_for(SECRET, "shift:1", NOW)

    assert not accepts(SECRET, "shift:2", code, NOW)
    assert not accepts(b"1" * 32, "shift:1", code, NOW)
    assert not accepts(SECRET, "shift:1", "扫码", NOW)
    assert not accepts(SECRET, "shift:1", "", NOW)


@pytest.mark.parametrize(
    ("later", "holds"), [(0, True), (49, True), (50, False), (-40, True), (-41, False)]
)
def test_six_digits_turn_with_the_code(later, holds):
    digits = digits_for(SECRET, "shift:1", NOW)

    assert len(digits) == 6
    assert digits.isdecimal()
    at = NOW + timedelta(seconds=later)
    assert accepts_digits(SECRET, "shift:1", f"{digits[:3]} {digits[3:]}", at) is holds
    assert not accepts_digits(SECRET, "shift:2", digits, NOW)
    assert not accepts_digits(SECRET, "shift:1", "一二三", NOW)


def test_the_seconds_left_are_told():
    assert seconds_left(NOW) == 20


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        code_for(SECRET, "shift:1", NOW.replace(tzinfo=None))
