"""Write rows as CSV, JSON or XLSX, one after another, so that memory does not grow with them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from openpyxl import Workbook

from forms_app.engine.field_type import Cell
from forms_app.exporting.inert import inert

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""
LINES_AT_ONCE = 500
MOST_LINES_A_SHEET = 1_000_000
"""A sheet holds 1,048,576 lines; what is more goes on in another one."""

Line = Sequence[Cell]


class _Echo:
    """A file for `csv.writer` that hands each line back."""

    def write(self, text: str) -> str:
        return text


def csv_pieces(headers: Sequence[Line], lines: Iterable[Line]) -> Iterator[str]:
    """Yield a CSV file for Excel and everybody else: UTF-8 with BOM, inert cells, CRLF."""
    writer = csv.writer(_Echo())
    piece = [BOM, *(writer.writerow([inert(cell) for cell in line]) for line in headers)]
    for line in lines:
        piece.append(writer.writerow([inert(cell) for cell in line]))
        if len(piece) >= LINES_AT_ONCE:
            yield "".join(piece)
            piece = []
    yield "".join(piece)


def json_pieces(about: Mapping[str, Any], entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield one JSON object: `about`, and the entries as `submissions`, each on a line."""
    yield f'{json.dumps(about, ensure_ascii=False)[:-1]}, "submissions": ['
    piece, gap = [], "\n"
    for entry in entries:
        piece.append(gap + json.dumps(entry, ensure_ascii=False))
        gap = ",\n"
        if len(piece) >= LINES_AT_ONCE:
            yield "".join(piece)
            piece = []
    yield "".join(piece) + "\n]}\n"


def write_xlsx(into: IO[bytes], headers: Sequence[Line], lines: Iterable[Line]) -> None:
    """Write a workbook with the headers kept in sight; more than a million lines go on."""
    book = Workbook(write_only=True)
    sheet: Any = None
    for place, line in enumerate(lines):
        if place % MOST_LINES_A_SHEET == 0:
            sheet = _sheet(book, headers)
        sheet.append([inert(cell) for cell in line])
    if sheet is None:
        _sheet(book, headers)
    book.save(into)


def _sheet(book: Workbook, headers: Sequence[Line]) -> Any:
    sheet: Any = book.create_sheet()
    sheet.freeze_panes = f"A{len(headers) + 1}"
    for line in headers:
        sheet.append([inert(cell) for cell in line])
    return sheet
