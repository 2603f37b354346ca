"""Write rows as CSV or JSON, one after another, so that memory does not grow with them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from forms_app.engine.field_type import Cell
from forms_app.exporting.inert import inert

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""
LINES_AT_ONCE = 500

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
