"""Colours that stay readable: WCAG 2 contrast, and an accent fitted to light and dark paper.

Lightness is changed in OKLab (Björn Ottosson, 2020), so that a hue keeps its look as it darkens.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.errors import Invalid

READABLE = 4.5
MORE_READABLE = 7.0
LIGHT_PAPERS = ("#fbf7f0", "#fffdf9", "#f4ecdf")
DARK_PAPERS = ("#1b1815", "#25211d", "#141210")
WHITE = "#ffffff"

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 250
_LIGHT_TINT = 0.11
_DARK_TINT = 0.17

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Accent:
    """An accent on one kind of paper: the colour, ink on it, its tint, ink on the tint."""

    fill: str
    ink: str
    tint: str
    ink_on_tint: str


def _channels(colour: str) -> Triple:
    if not _HEX.fullmatch(colour):
        message = "A colour is written as # and six hexadecimal digits."
        raise Invalid(message, code="colour")
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hexed(channels: Triple) -> str:
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, c))):02x}" for c in channels)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def luminance(colour: str) -> float:
    """Return the relative luminance, 0–1; raises Invalid unless given #rrggbb."""
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two colours, 1–21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    """Return `share` (0–1) of a colour laid over a ground."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    red, green, blue = (share * one + (1 - share) * other for one, other in pairs)
    return _hexed((red, green, blue))


def _to_oklab(colour: str) -> Triple:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> Triple:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _with_lightness(colour: str, lightness: float) -> str:
    """Change the lightness alone; give up chroma only as far as a screen cannot show it."""
    _, a, b = _to_oklab(colour)
    for step in range(21):
        keep = 1 - step / 20
        linear = _from_oklab(lightness, a * keep, b * keep)
        if all(-1e-4 <= channel <= 1 + 1e-4 for channel in linear):
            break
    red, green, blue = (_encoded(min(1.0, max(0.0, channel))) for channel in linear)
    return _hexed((red, green, blue))


def readable_on(colour: str, grounds: Sequence[str], ratio: float = READABLE) -> str:
    """Return the colour nearest in lightness that has `ratio` on every one of the grounds.

    It moves away from the grounds: darker on light ones, lighter on dark ones.
    """
    if all(contrast(colour, ground) >= ratio for ground in grounds):
        return colour
    start = _to_oklab(colour)[0]
    end = 0.0 if luminance(grounds[0]) > luminance("#777777") else 1.0
    fitted = colour
    for step in range(1, _STEPS + 1):
        fitted = _with_lightness(colour, start + (end - start) * step / _STEPS)
        if all(contrast(fitted, ground) >= ratio for ground in grounds):
            break
    return fitted


def _fitted(colour: str, papers: Sequence[str], ink: str, share: float) -> Accent:
    fill = readable_on(colour, papers)
    tint = mixed(fill, papers[0], share)
    return Accent(fill, ink, tint, readable_on(fill, (tint,), MORE_READABLE))


def accent_on_light(colour: str) -> Accent:
    """Fit an accent to light paper: AA as text on every paper and under white ink."""
    return _fitted(colour, LIGHT_PAPERS, WHITE, _LIGHT_TINT)


def accent_on_dark(colour: str) -> Accent:
    """Fit an accent to dark paper: AA as text on every paper and under dark ink."""
    return _fitted(colour, DARK_PAPERS, DARK_PAPERS[0], _DARK_TINT)


def accent_stylesheet(colour: str) -> str:
    """Return the stylesheet that puts a colour in the place of the accent; raises Invalid."""
    day, night = accent_on_light(colour), accent_on_dark(colour)
    pairs = {
        "accent": (day.fill, night.fill),
        "on-accent": (day.ink, night.ink),
        "accent-tint": (day.tint, night.tint),
        "on-accent-tint": (day.ink_on_tint, night.ink_on_tint),
    }
    lines = "".join(f"--{name}:light-dark({a},{b});" for name, (a, b) in pairs.items())
    return f"@layer tokens{{:root{{{lines}}}}}\n"
