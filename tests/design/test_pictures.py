"""The drawings are all there, small, self-contained and described in words."""

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "static" / "pictures"
RENDERED = ROOT / "site" / "config" / "demo" / "pictures"

KEYS = (
    "home-hero",
    "community-1",
    "community-2",
    "community-3",
    "community-4",
    "elder-visit",
    "event-repair",
    "lecture-hall",
    "service-window",
    "children-class",
    "community-5",
    "community-6",
    "community-7",
    "community-8",
    "event-clinic",
    "event-garden",
    "event-reading",
    "event-spring-festival",
    "event-market",
    "night-school",
    "haircut",
    "meal-delivery",
    "patrol",
    "tree-planting",
    "tutoring",
    "legal-desk",
    "health-check",
    "first-aid",
    "choir",
    "calligraphy",
    "chess",
    "computer-help",
    "key-steward",
    "phone-call",
    "documents",
    "brand-lantern",
    "brand-kitchen",
    "brand-garden",
    "brand-night-light",
    "brand-bookroom",
    "brand-toolshop",
    "qr-checkin",
    "certificate",
)
AIDS = ("aid-bed", "aid-cane", "aid-commode", "aid-walker", "aid-wheelchair")
"""Pictures of choices: smaller, and higher for their width."""
CANVAS = dict.fromkeys(KEYS, (1600, 1000)) | dict.fromkeys(AIDS, (800, 600))
SPOTS = (
    "empty-calendar",
    "empty-list",
    "empty-search",
    "not-found",
    "error",
    "done",
    "waiting",
)
MAX_SOURCE_BYTES = 25_000
MAX_SPOT_BYTES = 6_000
MAX_RENDERED_BYTES = 60_000
FORBIDDEN_TAGS = {"script", "foreignObject", "image", "animate", "set"}
ELSEWHERE = re.compile(r"@import|url\((?!#)[^)]*\)")


def outside_references(svg: Path) -> list[str]:
    """Everything in the drawing that runs, or points anywhere but into itself."""
    found = []
    for element in ElementTree.parse(svg).iter():
        tag = element.tag.rpartition("}")[2]
        if tag in FORBIDDEN_TAGS:
            found.append(f"<{tag}>")
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2]
            if plain.startswith("on") or plain == "style":
                found.append(f"{plain}={value}")
            if plain in {"href", "src"} and not value.startswith("#"):
                found.append(f"{plain}={value}")
            found.extend(ELSEWHERE.findall(value))
        found.extend(ELSEWHERE.findall(element.text or ""))
    return found


@pytest.mark.parametrize("key", CANVAS)
def test_a_picture_has_a_small_source_on_the_shared_canvas(key: str) -> None:
    source = SOURCES / f"{key}.svg"

    root = ElementTree.parse(source).getroot()

    width, height = CANVAS[key]
    assert root.get("viewBox") == f"0 0 {width} {height}"
    assert source.stat().st_size <= MAX_SOURCE_BYTES


@pytest.mark.parametrize("key", CANVAS)
def test_a_picture_is_rendered_for_the_image_library(key: str) -> None:
    rendered = RENDERED / f"{key}.webp"

    with Image.open(rendered) as image:
        size, kind = image.size, image.format

    assert (size, kind) == (CANVAS[key], "WEBP")
    assert rendered.stat().st_size <= MAX_RENDERED_BYTES


def test_every_drawing_belongs_to_a_key_and_has_words_for_those_who_cannot_see_it() -> None:
    words = json.loads((RENDERED / "alt.json").read_text(encoding="utf-8"))

    assert {path.stem for path in SOURCES.glob("*.svg")} == set(CANVAS)
    assert {path.stem for path in RENDERED.glob("*.webp")} == set(CANVAS)
    assert set(words) == set(CANVAS)
    assert all(8 <= len(text) <= 60 for text in words.values())


def test_no_drawing_runs_a_script_or_reaches_outside_itself() -> None:
    drawings = sorted((ROOT / "static").rglob("*.svg"))

    found = {
        str(path.relative_to(ROOT)): bad for path in drawings if (bad := outside_references(path))
    }

    assert found == {}


def test_a_drawing_that_runs_or_reaches_outside_is_noticed(tmp_path: Path) -> None:
    svg = tmp_path / "bad.svg"
    svg.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script/>'
        '<use href="https://example.org/a.svg#b"/><path fill="url(//example.org/c)"/></svg>',
        encoding="utf-8",
    )

    found = outside_references(svg)

    assert found == [
        "onload=x()",
        "<script>",
        "href=https://example.org/a.svg#b",
        "url(//example.org/c)",
    ]


@pytest.mark.parametrize("name", SPOTS)
def test_a_spot_takes_the_page_s_colours_and_stays_tiny(name: str) -> None:
    spot = ROOT / "static" / "img" / "spots" / f"{name}.svg"

    drawing = ElementTree.parse(spot).getroot().find(".//*[@id='spot']")

    assert drawing is not None
    assert "var(--accent" in spot.read_text(encoding="utf-8")
    assert spot.stat().st_size <= MAX_SPOT_BYTES


@pytest.mark.parametrize(
    ("name", "size"),
    [("og", (1200, 630)), ("apple-touch-icon", (180, 180)), ("favicon-32", (32, 32))],
)
def test_the_sign_is_there_for_tabs_home_screens_and_shared_links(
    name: str, size: tuple[int, int]
) -> None:
    picture = ROOT / "static" / "img" / f"{name}.png"

    with Image.open(picture) as image:
        found = image.size

    assert found == size
    assert picture.stat().st_size <= 90_000


def test_all_pictures_together_stay_light() -> None:
    files = [*SOURCES.rglob("*"), *RENDERED.rglob("*")]

    total = sum(path.stat().st_size for path in files if path.is_file())

    assert total < 5_000_000
