"""A font made on the spot: what needs letters is tried on every machine, whatever is installed."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

SIZE = 1000


def made_font(folder: Path, words: str) -> Path:
    """Return the file of a font in which every sign of `words` is a box."""
    signs = sorted({ord(sign) for sign in f"{words} " if sign.isprintable()})
    names = {sign: f"u{sign:05X}" for sign in signs}
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(SIZE, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    glyphs = dict.fromkeys([".notdef", *names.values()], box)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (SIZE, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Made", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    found = folder / "made.ttf"
    builder.save(found)
    return found
