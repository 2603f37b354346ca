"""PDFs are read like a suspicious letter: nothing that runs, opens, sends or hides inside."""

from __future__ import annotations

import re
import zlib

from forms_app.engine.inspecting.kinds import has_markup
from forms_app.engine.inspecting.refusals import Unsafe

ACTIVE = (
    b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/Rendition", b"/SubmitForm",
    b"/ImportData", b"/GoToE", b"/XFA",
)  # fmt: skip
"""Names of what acts. Each is long enough never to come about by chance in compressed bytes."""

MOST_UNPACKED = 200 * 1024 * 1024
MOST_STREAMS = 20_000
_FED, _PIECE = 1 << 14, 1 << 20
_OVERLAP = 64
_AFTER_THE_END = re.compile(rb"[\s\x00]{0,64}\Z")
_STREAM = re.compile(rb"stream\r?\n")
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_COUNT = re.compile(rb"/N(?![A-Za-z])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 66_000


def refuse_active(name: str, body: bytes) -> None:
    """Raise Unsafe for a PDF that runs or hides something, is locked, or is two files in one."""
    end = body.rfind(b"%%EOF")
    if end < 0:
        raise Unsafe("file_broken", name=name)
    if not _AFTER_THE_END.match(body, end + 5) or _ZIP_END in body[-_ZIP_TAIL:] or has_markup(body):
        raise Unsafe("file_two_in_one", name=name)
    plain = _unescaped(body)
    if b"/Encrypt" in plain:
        raise Unsafe("file_locked", name=name)
    if _is_active(plain):
        raise Unsafe("pdf_runs", name=name)
    _look_into_streams(name, body)


def _look_into_streams(name: str, body: bytes) -> None:
    """Unpack every stream that may hold objects, wherever the keyword stands, and look again.

    Whatever stands since the last keyword counts as what a stream says of itself, so that an odd
    way of writing hides nothing.
    """
    left, since = MOST_UNPACKED, 0
    for number, found in enumerate(_STREAM.finditer(body)):
        if number >= MOST_STREAMS:
            raise Unsafe("file_unpacks_too_large", name=name)
        said = _unescaped(body[since : found.start()])
        since = found.end()
        must_open = _holds_objects(said)
        if must_open and b"/Predictor" in _own_words(said):
            raise Unsafe("file_broken", name=name)
        if must_open or b"/First" in said or b"/Image" not in said:
            left -= _looked_through(name, body, since, left, must_open=must_open)


def _holds_objects(said: bytes) -> bool:
    own = _own_words(said)
    return b"/ObjStm" in said or (b"/First" in own and bool(_COUNT.search(own)))


def _own_words(said: bytes) -> bytes:
    """Return what stands after the last beginning of an object."""
    begins = [found.end() for found in _OBJECT.finditer(said)]
    return said[begins[-1] :] if begins else said


def _looked_through(name: str, body: bytes, start: int, left: int, *, must_open: bool) -> int:
    """Return how many bytes the stream at `start` came to."""
    unpacking, taken, tail, fed = zlib.decompressobj(), 0, b"", start
    try:
        while not unpacking.eof:
            pending = unpacking.unconsumed_tail
            if not pending:
                pending = body[fed : fed + _FED]
                fed += len(pending)
            if not pending:
                break
            piece = unpacking.decompress(pending, _PIECE)
            taken += len(piece)
            if taken > left:
                raise Unsafe("file_unpacks_too_large", name=name)
            if _is_active(_unescaped(tail + piece)):
                raise Unsafe("pdf_runs", name=name)
            tail = piece[-_OVERLAP:]
    except zlib.error as error:
        # Pictures and fonts may be packed otherwise; objects that cannot be read are not taken.
        if must_open:
            raise Unsafe("file_broken", name=name) from error
    return taken


def _is_active(text: bytes) -> bool:
    return any(mark in text for mark in ACTIVE)


def _unescaped(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text
