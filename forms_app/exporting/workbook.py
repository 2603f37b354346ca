"""Write rows as an Excel workbook that leaves while it is written, without a file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from xml.sax.saxutils import escape

from forms_app.engine.field_type import Cell
from forms_app.exporting.inert import inert

MOST_LINES_A_SHEET = 1_000_000
"""A sheet holds 1,048,576 lines; what is more goes on in another one."""
LINES_AT_ONCE = 500
LONGEST_CELL = 32_767
"""What a cell of Excel holds."""
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Line = Sequence[Cell]


class _Passing(io.RawIOBase):
    """What a zip file is written into: it keeps only what was not handed on yet."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        kept = bytes(piece)  # type: ignore[call-overload]
        self.waiting.append(kept)
        return len(kept)

    def taken(self) -> bytes:
        """Return what was written since it was asked last."""
        found = b"".join(self.waiting)
        self.waiting.clear()
        return found


def xlsx_pieces(headers: Sequence[Line], lines: Iterable[Line]) -> Iterator[bytes]:
    """Yield a workbook with the headers kept in sight; more than a million lines go on.

    Texts are kept in their cells, and cells that Excel would calculate are made inert.
    """
    out = _Passing()
    rest, sheets = iter(lines), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        first = next(rest, None)
        while first is not None or not sheets:
            sheets += 1
            begun = () if first is None else (first,)
            some = chain(begun, islice(rest, MOST_LINES_A_SHEET - len(begun)))
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w", force_zip64=True) as sheet:
                sheet.write(_opening(len(headers)).encode())
                for piece in _written(chain(headers, some)):
                    sheet.write(piece.encode())
                    yield out.taken()
                sheet.write(b"</sheetData></worksheet>")
            first = next(rest, None)
        for name, text in _parts(sheets).items():
            book.writestr(name, HEAD + text)
    yield out.taken()


def _opening(frozen: int) -> str:
    pane = f'<pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" activePane="bottomLeft"'
    view = f'<sheetView workbookViewId="0">{pane} state="frozen"/></sheetView>'
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews>{view}</sheetViews><sheetData>'


def _written(lines: Iterable[Line]) -> Iterator[str]:
    piece: list[str] = []
    for line in lines:
        piece.append(f"<row>{''.join(map(_cell, line))}</row>")
        if len(piece) >= LINES_AT_ONCE:
            yield "".join(piece)
            piece = []
    yield "".join(piece)


def _cell(given: Cell) -> str:
    cell = inert(given)
    if cell is None:
        return "<c/>"
    if isinstance(cell, bool):
        return f'<c t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f"<c><v>{cell!r}</v></c>"
    text = escape(NO_XML.sub("", cell)[:LONGEST_CELL])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _parts(sheets: int) -> dict[str, str]:
    numbers = range(1, sheets + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in numbers
    )
    named = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    book = f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    plain = "application/vnd.openxmlformats-package.relationships+xml"
    return {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f"<sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{related}</Relationships>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{book}</Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{plain}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f"{overrides}</Types>",
    }
