"""Tell what kind of form a file holds, and bring it in."""

from __future__ import annotations

from forms_app.exchange.formio_reading import looks_like_formio, read_formio
from forms_app.exchange.own_reading import loaded, read_document
from forms_app.exchange.report import Brought, Unreadable
from forms_app.exchange.xlsform_reading import read_xlsform

_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")


def read_file(content: bytes, name: str = "", language: str = "") -> Brought:
    """Return the form that a file holds, whatever it is called; raises Unreadable."""
    if content.startswith(_WORKBOOKS):
        return read_xlsform(content, name, language)
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[")):
        raise Unreadable("file_unknown")
    found = loaded(content)
    if looks_like_formio(found):
        return read_formio(found)
    return read_document(found)
