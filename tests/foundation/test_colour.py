"""Contrast is WCAG's, and any accent becomes readable on light and dark paper."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import colour
from foundation.errors import Invalid

hexes = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


def test_contrast_of_black_and_white_is_21_and_of_a_known_grey_4_48():
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("written", ["b3301d", "#b33", "#b3301g", "red", "#b3301d;}"])
def test_anything_but_six_digits_is_refused(written):
    with pytest.raises(Invalid) as refused:
        colour.accent_stylesheet(written)

    assert refused.value.code == "colour"


def test_a_colour_that_is_readable_already_stays_as_it_is():
    assert colour.readable_on("#b3301d", colour.LIGHT_PAPERS) == "#b3301d"


def test_yellow_turns_darker_on_light_paper_and_stays_on_dark():
    fitted = colour.accent_on_light("#ffd400")

    assert colour.luminance(fitted.fill) < colour.luminance("#ffd400")
    assert colour.accent_on_dark("#ffd400").fill == "#ffd400"


@given(hexes)
def test_every_accent_is_readable_as_text_under_ink_and_on_its_tint(chosen):
    for fitted, papers in (
        (colour.accent_on_light(chosen), colour.LIGHT_PAPERS),
        (colour.accent_on_dark(chosen), colour.DARK_PAPERS),
    ):
        assert min(colour.contrast(fitted.fill, paper) for paper in papers) >= colour.READABLE
        assert colour.contrast(fitted.ink, fitted.fill) >= colour.READABLE
        assert colour.contrast(fitted.ink_on_tint, fitted.tint) >= colour.MORE_READABLE


def test_the_papers_are_those_of_the_tokens():
    tokens = Path("static/css/tokens.css").read_text("utf-8")
    papers = [
        re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", tokens).groups()
        for name in ("paper", "paper-raised", "paper-sunken")
    ]

    assert tuple(day for day, _ in papers) == colour.LIGHT_PAPERS
    assert tuple(night for _, night in papers) == colour.DARK_PAPERS


def test_the_stylesheet_sets_the_four_accent_tokens_and_nothing_else():
    sheet = colour.accent_stylesheet("#1d6fb3")

    assert re.findall(r"--([\w-]+):", sheet) == [
        "accent",
        "on-accent",
        "accent-tint",
        "on-accent-tint",
    ]
