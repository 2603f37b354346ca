"""Word and Excel files are parcels of XML: each part is opened, counted and read."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO

from forms_app.engine.inspecting.kinds import DOCX, XLSX, ZIP
from forms_app.engine.inspecting.refusals import Unsafe

MOST_PARTS = 3000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TIMES = 250
"""How many times larger than packed a part may be, once it is larger than a megabyte."""

_MEGABYTE = 1 << 20
_LOCKED = 0x1
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error)
_END_RECORD = 22
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TYPES = "[Content_Types].xml"
_MAIN = {
    DOCX: ("word/document.xml", b"wordprocessingml.document.main+xml"),
    XLSX: ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
_MACRO_PARTS = ("vbaproject", "vbadata", "macrosheets/", "dialogsheets/", "activex", "ctrlprops/")
_PARCELS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"MZ", b"%PDF-")
_SAFE_LINKS = (b"/hyperlink", b"/externalLinkPath", b"/linkedPicture")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>", re.IGNORECASE)
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_FIELD = re.compile(rb"<w:instrText[^<>]*>([^<]*)|w:instr=[\"']([^\"'<>]*)", re.IGNORECASE)
_DDE = re.compile(rb"\bDDE(AUTO)?\b", re.IGNORECASE)


def refuse_active(name: str, body: bytes) -> str:
    """Return whether it is Word or Excel, `ZIP` for any other parcel. Raises Unsafe."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as parcel:
            return _inspected(name, body, parcel)
    except Unsafe:
        raise
    # zipfile raises NotImplementedError for a kind of compression it does not know; that is a
    # finding about the file, nothing is left undone here.
    except (*_BROKEN, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise Unsafe("file_broken", name=name) from error


def _inspected(name: str, body: bytes, parcel: zipfile.ZipFile) -> str:
    parts = parcel.infolist()
    _refuse_bad_frame(name, body, parcel, parts)
    names = {part.filename.lower() for part in parts}
    if any(mark in part for part in names for mark in _MACRO_PARTS):
        raise Unsafe("office_macros", name=name)
    kind = next((kind for kind, (main, _) in _MAIN.items() if main in names), ZIP)
    if kind == ZIP or _TYPES.lower() not in names:
        return ZIP
    left = MOST_UNPACKED
    for part in parts:
        content = _unpacked(name, parcel, part, left)
        left -= len(content)
        _refuse_part(name, part.filename, content, _MAIN[kind][1])
    return kind


def _refuse_bad_frame(
    name: str, body: bytes, parcel: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]
) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unsafe("file_unpacks_too_large", name=name)
    if any(part.flag_bits & _LOCKED for part in parts):
        raise Unsafe("file_locked", name=name)
    names = [part.filename.lower() for part in parts]
    leads_out = any(
        part.startswith("/") or "\\" in part or ".." in part.split("/") or ":" in part
        for part in names
    )
    twice = len(set(names)) < len(names)
    if leads_out or twice or any(part.compress_type not in _METHODS for part in parts):
        raise Unsafe("file_broken", name=name)
    # Every byte belongs to one part: nothing before, nothing after, nothing shared.
    order = sorted(parts, key=lambda part: part.header_offset)
    starts = [part.header_offset for part in order]
    ends = [part.header_offset + part.compress_size for part in order]
    overlap = any(end > start for end, start in zip(ends, starts[1:], strict=False))
    if overlap:
        raise Unsafe("file_unpacks_too_large", name=name)
    if not starts or starts[0] != 0 or parcel.comment or not _ends_at_the_end(body):
        raise Unsafe("file_two_in_one", name=name)


def _ends_at_the_end(body: bytes) -> bool:
    end = body.rfind(b"PK\x05\x06")
    return end >= 0 and len(body) - end == _END_RECORD


def _unpacked(name: str, parcel: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    """Return a part in full; raises Unsafe when it is larger than it says, or than is `left`."""
    if part.file_size > _MEGABYTE and part.file_size > MOST_TIMES * max(1, part.compress_size):
        raise Unsafe("file_unpacks_too_large", name=name)
    if part.file_size > left:
        raise Unsafe("file_unpacks_too_large", name=name)
    with parcel.open(part) as opened:
        return opened.read(part.file_size + 1)


def _refuse_part(name: str, part: str, content: bytes, main: bytes) -> None:
    lowered = part.lower()
    if content.startswith(_PARCELS):
        raise Unsafe("office_embeds", name=name)
    if lowered == _TYPES.lower():
        if b"macroenabled" in content.lower() or b"vbaproject" in content.lower():
            raise Unsafe("office_macros", name=name)
        if main not in content:
            raise Unsafe("file_not_what_it_says", name=name)
    if lowered.endswith((".xml", ".rels")):
        _refuse_markup(name, lowered, content)
    elif lowered.endswith((".htm", ".html", ".mht", ".mhtml", ".rtf", ".js", ".vbs")):
        raise Unsafe("office_embeds", name=name)


def _refuse_markup(name: str, part: str, content: bytes) -> None:
    if b"\x00" in content[:200]:
        raise Unsafe("file_broken", name=name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unsafe("file_unpacks_too_large", name=name)
    fields = b"".join(b"".join(found) for found in _FIELD.findall(content))
    if _DDE.search(fields) or b"<ddeLink" in content:
        raise Unsafe("office_calls_out", name=name)
    if part.endswith(".rels"):
        for relation in _RELATION.findall(content):
            is_out = _EXTERNAL.search(relation)
            if is_out and not any(safe in relation for safe in _SAFE_LINKS):
                raise Unsafe("office_calls_out", name=name)
