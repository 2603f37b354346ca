"""A rotating code holds for its half minute and one on either side."""

from datetime import UTC, datetime, timedelta

import pytest

from foundation.rotating import accepts, code_for, seconds_left

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


def test_the_seconds_left_are_told():
    assert seconds_left(NOW) == 20


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        code_for(SECRET, "shift:1", NOW.replace(tzinfo=None))
