"""Every pair of colours that carries words is readable by day and by night."""

import re
from pathlib import Path

import pytest

from foundation.colour import MORE_READABLE, READABLE, contrast

CSS = Path("static/css")
PAPERS = ("paper", "paper-raised", "paper-sunken")
BASE = Path("site/config/templates/base.html").read_text("utf-8")
SHEETS = [CSS / name for name in re.findall(r"css/([\w-]+\.css)", BASE)]
TOKENS = {
    name: (day, night)
    for name, day, night in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)",
        (CSS / "tokens.css").read_text("utf-8"),
    )
}
GRAPHIC = 3.0

RUNNING_TEXT = [(ink, paper) for ink in ("ink", "ink-soft") for paper in PAPERS]
RUNNING_TEXT += [("ink", tint) for tint in ("accent-tint", "done-tint", "due-tint", "wrong-tint")]
RUNNING_TEXT += [("ink", "mark"), ("on-accent-tint", "accent-tint")]
OTHER_TEXT = [(tone, paper) for tone in ("accent", "done", "due", "wrong") for paper in PAPERS]
OTHER_TEXT += [(tone, f"{tone}-tint") for tone in ("accent", "done", "due", "wrong")]
OTHER_TEXT += [("on-accent", "accent"), ("paper", "ink"), ("ink-soft", "done-tint")]
BORDERS = [(line, paper) for line in ("rule-strong", "focus") for paper in PAPERS]


@pytest.mark.parametrize("mode", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(
    ("pairs", "least"),
    [(RUNNING_TEXT, MORE_READABLE), (OTHER_TEXT, READABLE), (BORDERS, GRAPHIC)],
    ids=["running text AAA", "other text AA", "borders and focus"],
)
def test_contrast(pairs, least, mode):
    measured = {
        (front, back): contrast(TOKENS[front][mode], TOKENS[back][mode]) for front, back in pairs
    }

    assert {pair: ratio for pair, ratio in measured.items() if ratio < least} == {}


def test_colours_are_written_in_the_tokens_alone():
    sheets = [sheet for sheet in SHEETS if sheet.name not in {"tokens.css", "print.css"}]

    strays = {sheet.name: re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text()) for sheet in sheets}

    # The paper behind a QR code is white in every mode, or scanners fail.
    assert strays.pop("views.css") == ["#ffffff"]
    assert all(not found for found in strays.values()), strays


def test_every_token_that_is_used_is_given():
    sheets = "".join(sheet.read_text("utf-8") for sheet in SHEETS)

    given = set(re.findall(r"(--[\w-]+):", sheets))
    used = set(re.findall(r"var\((--[\w-]+)\)", sheets))

    assert used - given == set()


def test_the_stylesheets_of_a_page_and_every_module_stay_small():
    sheets = sum(sheet.stat().st_size for sheet in SHEETS)
    modules = {module.name: module.stat().st_size for module in Path("static/js").glob("*.js")}

    assert sheets < 60_000
    assert all(size < 3_000 for size in modules.values()), modules
