"""Reads .xlsx and .csv files as offices have them: sheets of numbered rows, merged cells filled."""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from people.roster.complaints import RosterRefused
from people.roster.workbooks import (
    Cells,
    Range,
    SheetPart,
    TooManyElements,
    Value,
    Workbook,
)

__all__ = ["Row", "Sheet", "Value", "read_sheets"]

MAX_FILE_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 120 * 2**20
MAX_ROWS = 50_000
MAX_COLUMNS = 100

Row = tuple[int, tuple[Value, ...]]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_FORMATS = (
    (b"%pdf", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"<html", "HTML"),
    (b"<!doctype html", "HTML"),
    (b"<table", "HTML"),
    (b"<?xml", "XML"),
    (b"\x89png", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
)
_DELIMITERS = (",", "\t", ";", "，", "|")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its rows with anything in them, numbered as the program shows them."""

    name: str
    rows: list[Row]


def read_sheets(file: BinaryIO) -> list[Sheet]:
    """Return the visible sheets of a roster file that hold anything.

    What a file is, its content says, not its name. Raises RosterRefused when it is neither .xlsx
    nor .csv, is encrypted or damaged, or is larger than an office's list can be.
    """
    content = file.read(MAX_FILE_BYTES + 1)
    if not content.strip():
        raise RosterRefused("file_empty")
    if len(content) > MAX_FILE_BYTES:
        size = file.seek(0, io.SEEK_END)
        raise RosterRefused(
            "file_too_large", megabytes=-(-size // 2**20), limit=MAX_FILE_BYTES // 2**20
        )
    if content.startswith(_OLE):
        raise RosterRefused("file_encrypted" if _ENCRYPTED in content else "file_old_excel")
    if content.startswith(b"PK"):
        return _read_xlsx(content)
    start = content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for magic, name in _OTHER_FORMATS:
        if start.startswith(magic):
            raise RosterRefused("file_other_format", format=name)
    return [_read_csv(content)]


def _check_package(content: bytes) -> None:
    """Refuse what is no .xlsx or would unpack too large, before anything is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = package.infolist()
        names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        known = {"xl/workbook.bin": "XLSB", "word/document.xml": "Word", "content.xml": "ODS"}
        format_name = next((known[name] for name in known if name in names), "ZIP")
        raise RosterRefused("file_other_format", format=format_name)
    size = sum(entry.file_size for entry in entries)
    if size > MAX_UNPACKED_BYTES:
        raise RosterRefused(
            "file_unpacks_too_large",
            megabytes=-(-size // 2**20),
            limit=MAX_UNPACKED_BYTES // 2**20,
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise RosterRefused("file_encrypted")


# What zipfile, zlib and the XML parser raise on a file that is not what it says it is; the last
# one is zipfile's word for an unknown kind of compression, nothing is left undone here.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    ValueError,
    KeyError,
    IndexError,
    EOFError,
    NotImplementedError,
)


def _read_xlsx(content: bytes) -> list[Sheet]:
    try:
        _check_package(content)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheets = list(_sheets(Workbook(package, widest=MAX_COLUMNS)))
    except RosterRefused:
        raise
    except TooManyElements as error:
        raise RosterRefused("too_many_cells") from error
    except _DAMAGE as error:
        raise RosterRefused("file_damaged") from error
    if not sheets:
        raise RosterRefused("file_empty")
    return sheets


def _sheets(workbook: Workbook) -> Iterator[Sheet]:
    for part in workbook.sheets:
        if part.visible:
            rows = _sheet_rows(workbook, part)
            if rows:
                yield Sheet(part.name, rows)


def _sheet_rows(workbook: Workbook, part: SheetPart) -> list[Row]:
    rows: dict[int, list[Value]] = {}
    for number, cells in workbook.rows(part):
        values = _row_values(number, cells)
        if values:
            rows[number] = values
            if len(rows) > MAX_ROWS:
                raise RosterRefused("too_many_rows", limit=MAX_ROWS)
    # Merged ranges never overlap in a true workbook, so together they cover the sheet at most once.
    budget = len(rows) * MAX_COLUMNS
    for area in workbook.merged:
        budget -= _fill(rows, area)
        if budget < 0:
            raise RosterRefused("file_damaged")
    return [(number, tuple(rows[number])) for number in sorted(rows)]


def _row_values(number: int, cells: Cells) -> list[Value]:
    values: list[Value] = []
    for column, value in cells:
        if isinstance(value, str) and not value.strip():
            continue
        if column > MAX_COLUMNS:
            raise RosterRefused("too_many_columns", row=number, limit=MAX_COLUMNS)
        values.extend([None] * (column - len(values)))
        values[column - 1] = value
    return values


def _fill(rows: dict[int, list[Value]], bounds: Range) -> int:
    """Give every cell of a merged range the value of its first one; absent rows stay absent.

    Return how many cells were looked at.
    """
    left, top, right, bottom = bounds
    first = rows.get(top, [])
    value = first[left - 1] if left <= len(first) else None
    if value is None:
        return 1
    right = min(right, MAX_COLUMNS)
    numbers = range(top, bottom + 1) if bottom - top < len(rows) else [*rows]
    for number in numbers:
        if top <= number <= bottom and number in rows:
            row = rows[number]
            row.extend([None] * (right - len(row)))
            row[left - 1 : right] = [value] * (right - left + 1)
    return len(numbers) * (right - left + 1)


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        # GB18030 reads nearly any bytes, so UTF-8, which does not, goes first.
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise RosterRefused("file_unknown_encoding")


def _delimiter(text: str) -> str:
    """Return the sign that parts the columns: the one most used where the header may be."""
    head = text.splitlines()[:30]
    counts = {sign: max((line.count(sign) for line in head), default=0) for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: counts[sign])


def _read_csv(content: bytes) -> Sheet:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, start=1):
            values: list[Value] = [cell if cell.strip() else None for cell in cells]
            while values and values[-1] is None:
                values.pop()
            if len(values) > MAX_COLUMNS:
                raise RosterRefused("too_many_columns", row=number, limit=MAX_COLUMNS)
            if values:
                rows.append((number, tuple(values)))
            if len(rows) > MAX_ROWS:
                raise RosterRefused("too_many_rows", limit=MAX_ROWS)
    except csv.Error as error:
        raise RosterRefused("file_open_quote") from error
    return Sheet("CSV", rows)
