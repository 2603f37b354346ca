"""What a file is by its first bytes, and by which endings it may be called."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
PDF, TEXT = "application/pdf", "text/plain"
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OPEN_XML}.wordprocessingml.document"
XLSX = f"{_OPEN_XML}.spreadsheetml.sheet"
ZIP, OLE, MARKUP = "application/zip", "application/x-ole-storage", "text/html"
OTHER = "application/octet-stream"
PICTURES = (JPEG, PNG, WEBP, HEIC)

ENDINGS: Mapping[str, tuple[str, ...]] = {
    JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    PNG: ("png",),
    WEBP: ("webp",),
    HEIC: ("heic", "heif", "hif"),
    PDF: ("pdf",),
    TEXT: ("txt", "text", "log", "md"),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
}
"""Media type → the endings that agree with it; the first is the one that is written."""

_WORDS = {JPEG: "JPG", PNG: "PNG", WEBP: "WebP", PDF: "PDF", DOCX: "Word", XLSX: "Excel"}
_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", OTHER),
    (b"%!PS", OTHER),
    (b"MZ", OTHER),
    (b"\x7fELF", OTHER),
    (b"#!", OTHER),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc"})
_MARKUP = (
    b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<iframe",
    b"<?php", b"<%", b"mime-version:", b"<img", b"<a ", b"<style", b"<!--",
)  # fmt: skip
_LOOKED_AT = 1024
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")


def kind_of(body: bytes) -> str:
    """Return the media type that the first bytes say; `OTHER` for what is known to nobody here."""
    for head, kind in _HEADS:
        if body.startswith(head):
            return kind
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return WEBP
    if body[4:8] == b"ftyp":
        return HEIC if body[8:12] in _HEIC_BRANDS else OTHER
    if has_markup(body):
        return MARKUP
    return TEXT if is_text(body) else OTHER


def has_markup(body: bytes) -> bool:
    """Say whether a browser could take the beginning of `body` for a page or a drawing."""
    head = body[:_LOOKED_AT].replace(b"\x00", b"").lower()
    return any(mark in head for mark in _MARKUP)


def is_text(body: bytes) -> bool:
    """Say whether `body` is text and nothing but text."""
    text = text_of(body)
    return text is not None and _CONTROL.search(text) is None


def text_of(body: bytes) -> str | None:
    """Return the text that `body` is, in UTF-8, GB 18030 or UTF-16 with its mark; None for none."""
    marked = body[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue  # The next encoding is tried; none of them is a fault of the sender's.
    return None


def spoken(takes: Collection[str]) -> str:
    """Say the media types in `takes` by the names that people know."""
    return "、".join([word for kind, word in _WORDS.items() if kind in takes] or ["TXT"])
