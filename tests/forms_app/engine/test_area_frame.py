"""The picture of areas: everything is on the sheet, and a click comes back to its degrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_app.engine.area_frame import HIGHEST, WIDTH, Shape, framed, sheet
from tests.forms_app.engine.fuzzing import steadily

SQUARE = [[[117.0, 36.6], [117.1, 36.6], [117.1, 36.7], [117.0, 36.7]]]


def test_outlines_and_centres_lie_on_the_sheet():
    drawn = sheet([Shape("1", "甲", (36.65, 117.05), SQUARE), Shape("2", "乙", (36.68, 117.12))])

    assert drawn is not None
    [first, second] = drawn["areas"]
    assert first["path"].startswith("M")
    assert second["path"] == ""
    for area in (first, second):
        assert 0 < area["x"] < WIDTH
        assert 0 < area["y"] < drawn["frame"]["height"] <= HIGHEST


def test_without_any_place_there_is_no_map():
    assert sheet([Shape("1", "甲", None)]) is None
    assert sheet([]) is None


def test_a_single_centre_is_shown_with_its_surroundings():
    frame = framed([Shape("1", "甲", (36.65, 117.05))])

    assert frame is not None
    assert frame.place(117.05, 36.65) == pytest.approx((300, 300), abs=1)
    assert 0.5 < frame.metres < 2


@steadily(max_examples=80)
@given(
    latitudes=st.lists(st.floats(18, 53), min_size=1, max_size=5),
    longitudes=st.lists(st.floats(73, 135), min_size=5, max_size=5),
)
def test_a_click_comes_back_to_the_degrees_it_was_drawn_from(latitudes, longitudes):
    centres = list(zip(latitudes, longitudes, strict=False))
    frame = framed([Shape(str(place), "", centre) for place, centre in enumerate(centres)])

    assert frame is not None
    for latitude, longitude in centres:
        x, y = frame.place(longitude, latitude)
        assert -0.1 <= x <= frame.width + 0.1
        assert -0.1 <= y <= frame.height + 0.1
        assert frame.west + x / frame.across == pytest.approx(longitude, abs=0.1 / frame.across)
        assert frame.north - y / frame.down == pytest.approx(latitude, abs=0.1 / frame.down)
