"""One door for every file: what it is, whether it may come in, and what of it is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from forms_app.engine.inspecting import kinds, names, office, pictures, portable
from forms_app.engine.inspecting.refusals import Unsafe

MEGABYTE = 1024 * 1024
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may come in: its cleaned name, what it is by content, and what is kept of it."""

    name: str
    media_type: str
    body: bytes


def inspect(name: str, body: bytes, *, takes: Collection[str], most: int) -> Inspected:
    """Return what is kept of a file. `takes` are media types, `most` bytes.

    The content decides what it is; the ending must agree, and is added where there is none.
    Pictures are drawn anew, text is written as UTF-8, the rest stays byte for byte. Raises Unsafe.
    """
    name = names.cleaned(name) or "file"
    if not body:
        raise Unsafe("file_empty", name=name)
    if len(body) > most:
        raise Unsafe("file_too_large", name=name, most=most // MEGABYTE)
    names.refuse_hidden_ending(name)
    kind = _kind(name, body)
    wanted = kinds.JPEG if kind == kinds.HEIC else kind
    if wanted not in takes:
        raise Unsafe("file_kind_not_taken", name=name, takes=kinds.spoken(takes))
    ending = names.ending_of(name)
    if ending and ending not in kinds.ENDINGS[kind]:
        raise Unsafe("file_not_what_it_says", name=name)
    media_type, kept = _kept(name, body, kind)
    return Inspected(names.named_as(name, media_type), media_type, kept)


def _kind(name: str, body: bytes) -> str:
    """Return what it is; raises Unsafe for what has a sentence of its own."""
    kind = kinds.kind_of(body)
    if kind == kinds.MARKUP:
        raise Unsafe("file_markup", name=name)
    if kind == kinds.OLE:
        raise Unsafe("file_locked" if _LOCKED_OFFICE in body else "office_old", name=name)
    return office.refuse_active(name, body) if kind == kinds.ZIP else kind


def _kept(name: str, body: bytes, kind: str) -> tuple[str, bytes]:
    if kind in kinds.PICTURES:
        return pictures.redrawn(name, body, kind)
    if kind == kinds.PDF:
        portable.refuse_active(name, body)
    if kind == kinds.TEXT:
        return kind, (kinds.text_of(body) or "").encode()
    return kind, body
