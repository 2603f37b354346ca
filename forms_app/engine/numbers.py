"""Exact decimals: every number is a whole count of 10⁻¹⁰, so Python and browsers agree on it.

`+` and `-` are exact; `*` and `/` round half away from zero to ten places. What divides by zero or
reaches 10¹⁵ is unknown, None. Numbers are kept in JSON with at most fifteen significant digits,
which both sides read back as they were written.
"""

from __future__ import annotations

import re
from decimal import Decimal

from foundation.text import half_width

PLACES = 10
ONE = 10**PLACES
LIMIT = 10**15 * ONE
MOST_DIGITS = 15
MOST_PLACES = 6

_WRITTEN = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,20})?|[+-]?\.\d{1,20}")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "。": ".", "，": ",", "、": ","})


def exact(value: int | float) -> int | None:
    """Return a JSON number as a count of 10⁻¹⁰; None when it is none, or too large."""
    if not abs(value) < 10**MOST_DIGITS:
        return None
    if value == int(value):
        return int(value) * ONE
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    whole = int("".join(map(str, digits)))
    power = int(exponent) + PLACES
    scaled = whole * 10**power if power >= 0 else halved(whole, 10**-power)
    return -scaled if sign else scaled


def within(value: int) -> int | None:
    """Return `value` when it is small enough to be known."""
    return value if -LIMIT < value < LIMIT else None


def halved(value: int, by: int) -> int:
    """Return `value / by`, rounded half away from zero; `by` is not zero."""
    sign = -1 if (value < 0) != (by < 0) else 1
    value, by = abs(value), abs(by)
    return sign * ((2 * value + by) // (2 * by))


def times(left: int, right: int) -> int | None:
    """Return the product."""
    return within(halved(left * right, ONE))


def divided(left: int, right: int) -> int | None:
    """Return the quotient, None for a division by zero."""
    return within(halved(left * ONE, right)) if right else None


def rounded(value: int, places: int, way: str = "round") -> int:
    """Return `value` with `places` decimals (0–10); `way` is round, floor or ceil."""
    unit = 10 ** (PLACES - places)
    if way == "floor":
        return value // unit * unit
    if way == "ceil":
        return -(-value // unit) * unit
    return halved(value, unit) * unit


def json_number(value: int, places: int = MOST_PLACES) -> int | float | None:
    """Return a count of 10⁻¹⁰ as it is kept: rounded; None with more than fifteen digits."""
    value = rounded(value, places)
    if value % ONE == 0:
        whole = value // ONE
        return whole if abs(whole) < 10**MOST_DIGITS else None
    # Six places at most, so fewer than nine digits may stand before the point.
    return float(Decimal(value).scaleb(-PLACES)) if abs(value) < 10**9 * ONE else None


def read_decimal(text: str) -> Decimal | None:
    """Read what people type: full-width digits, separators of thousands; None when unreadable."""
    plain = half_width(text.translate(_MINUS)).replace(" ", "")
    if not _WRITTEN.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", ""))


def plainly(value: int | float | Decimal) -> str:
    """Write a number without an exponent: 0.5, 1200000."""
    found = value if isinstance(value, Decimal) else Decimal(repr(value))
    written = format(found, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
