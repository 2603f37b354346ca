"""The page on design names every part, and the pattern page shows each one that stands alone."""

import re
from pathlib import Path

INCLUDES = {path.stem for path in Path("site/config/templates/includes").glob("*.html")}
TOLD = Path("docs/design.md").read_text("utf-8")


def test_every_include_is_told_and_nothing_else():
    table = re.findall(r"^\| (`[^|]+) \|", TOLD, flags=re.MULTILINE)
    frame = re.findall(r"The frame draws itself: (.+)\.", TOLD)
    named = set(re.findall(r"`([a-z_]+)`", " ".join(table + frame)))

    assert INCLUDES - named == set()
    assert named - INCLUDES == set()


def test_every_stylesheet_of_a_page_is_told():
    base = Path("site/config/templates/base.html").read_text("utf-8")

    sheets = re.findall(r"css/([\w-]+\.css)", base)

    assert [sheet for sheet in sheets if f"static/css/{sheet}" not in TOLD] == []


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', Path("static/img/icons.svg").read_text()))
    templates = [*Path("site").rglob("*.html"), *Path("volunteering").rglob("*.html")]
    templates += Path("forms_app").rglob("*.html")

    asked = {
        name
        for template in templates
        for name in re.findall(
            r'"includes/(?:icon|fact)\.html" with (?:name|icon)="([\w-]+)"',
            template.read_text("utf-8"),
        )
    }

    assert asked - drawn == set()
