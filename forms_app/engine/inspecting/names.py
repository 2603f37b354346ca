"""Names of files: a single one, readable, with the ending that its content has."""

from __future__ import annotations

import re
import unicodedata

from forms_app.engine.inspecting.kinds import ENDINGS
from forms_app.engine.inspecting.refusals import Unsafe

LONGEST = 80
_RUNNING = """
ade adp app appx bas bat bin cab chm class cmd com cpl dll dmg docm dotm elf exe fla gadget hta htm
html inf ins iso isp jar js jse lnk mde mht mhtml msc msi msp mst pcd php phar pif pl potm ppam pptm
ppsm ps1 py rb reg scr sct sh shb shs svg swf sys url vb vbe vbs vhd wasm ws wsc wsf wsh xhtml xlam
xlsb xlsm xltm xml xsl
"""
RUNS = frozenset(_RUNNING.split())
"""Endings of what runs, or opens in something that does."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*;%\\/]')
_LONGEST_ENDING = 5


def cleaned(name: str) -> str:
    """Return the last part of `name` without what hides, breaks or leads elsewhere."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if sign.isprintable())
    return " ".join(_FORBIDDEN.sub("_", seen).split()).strip(". ")


def ending_of(name: str) -> str:
    """Return the ending of a cleaned name in small letters, empty when it has none."""
    stem, dot, ending = name.rpartition(".")
    is_one = bool(dot and stem) and ending.isascii() and ending.isalnum()
    return ending.lower() if is_one and len(ending) <= _LONGEST_ENDING else ""


def refuse_hidden_ending(name: str) -> None:
    """Raise Unsafe for a name such as `bill.exe.pdf`; dates and versions have dots too."""
    inner = name.lower().split(".")[1:-1]
    if any(part.strip() in RUNS for part in inner):
        raise Unsafe("file_double_extension", name=name)


def named_as(name: str, media_type: str) -> str:
    """Return a cleaned `name` with the ending of `media_type`, short enough to be kept."""
    ending = ENDINGS[media_type][0]
    stem = name
    if ending_of(name) in {end for endings in ENDINGS.values() for end in endings}:
        stem = name.rpartition(".")[0]
    stem = stem[: LONGEST - len(ending) - 1].strip(". ") or "file"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem}.{ending}"
