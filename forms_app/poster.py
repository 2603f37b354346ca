"""A form as a poster to be hung up: its title, a code to scan, its address, on one A4 page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.enums import Align, WrapMode

from foundation.errors import Refused

KNOWN_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)
"""Where systems keep a Chinese face; the letters that are used are put into the file."""

WIDTH, MARGIN = 210, 22
INK, ACCENT, SOFT = (42, 31, 26), (168, 51, 31), (110, 98, 90)
CODE_SIZE = 108
TITLE_POINTS = 54
LONGEST_LINE = 14


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on it; `address` is whole, `short` is how people type it.

    `help` is for who cannot scan, empty for nothing.
    """

    title: str
    lead: str
    address: str
    short: str
    hint: str
    sender: str
    help: str = ""


def font_in(places: Sequence[str]) -> Path:
    """Return the first font that is there; raises Refused when none is."""
    for place in (*places, *KNOWN_FONTS):
        if place and Path(place).is_file():
            return Path(place)
    raise Refused("No Chinese font was found: name one with FORM_FONT.", code="font_missing")


def poster_of(poster: Poster, font: Path) -> bytes:
    """Return the poster as PDF, the letters that it needs embedded."""
    sheet = FPDF(format="A4")
    sheet.set_title(poster.title)
    sheet.set_lang("zh-CN")
    sheet.set_margin(MARGIN)
    sheet.set_auto_page_break(auto=False)
    sheet.add_page()
    sheet.add_font("cjk", fname=font)
    _rings(sheet)
    sheet.set_y(40)
    for line in lines_of(poster.title):
        _centred(sheet, line, _points(sheet, line), INK)
    sheet.ln(4)
    _centred(sheet, poster.lead, 17, SOFT)
    top = max(sheet.get_y() + 8, 112)
    _code(sheet, poster.address, top=top)
    sheet.set_y(top + CODE_SIZE + 8)
    _centred(sheet, poster.hint, 22, ACCENT)
    _centred(sheet, poster.short, 15, INK)
    if poster.help:
        sheet.ln(3)
        _centred(sheet, poster.help, 17, SOFT)
    sheet.set_y(-22)
    _centred(sheet, poster.sender, 12, SOFT)
    return bytes(sheet.output())


def _centred(sheet: FPDF, words: str, points: int, colour: tuple[int, int, int]) -> None:
    sheet.set_font("cjk", size=points)
    sheet.set_text_color(*colour)
    sheet.multi_cell(
        0, points * 0.5, words, align=Align.C, new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR
    )


def lines_of(title: str) -> list[str]:
    """Return a title in lines of about the same length, so that no sign stands alone."""
    count = -(-len(title) // LONGEST_LINE)
    length = -(-len(title) // count)
    return [title[at : at + length] for at in range(0, len(title), length)]


def _points(sheet: FPDF, line: str) -> int:
    """Return the largest size in which a line fits."""
    sheet.set_font("cjk", size=TITLE_POINTS)
    fits = TITLE_POINTS * (WIDTH - 2 * MARGIN - 2) / max(1, sheet.get_string_width(line))
    return int(min(TITLE_POINTS, fits))


def _rings(sheet: FPDF) -> None:
    """Draw the concentric circles of the house in a corner."""
    sheet.set_draw_color(*ACCENT)
    sheet.set_line_width(1.6)
    for radius in (34, 22, 10):
        sheet.circle(x=WIDTH - 8, y=8, radius=radius)


def _code(sheet: FPDF, address: str, *, top: float) -> None:
    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=0))
    step = CODE_SIZE / len(rows)
    left = (WIDTH - CODE_SIZE) / 2
    sheet.set_fill_color(*INK)
    for row, line in enumerate(rows):
        for column, dark in enumerate(line):
            if dark:
                # A hair wider than its place: printers leave no white lines between.
                sheet.rect(
                    left + column * step, top + row * step, step + 0.04, step + 0.04, style="F"
                )
