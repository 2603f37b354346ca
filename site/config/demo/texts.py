"""Reads the demo's texts from its JSON files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"


@cache
def texts(kind: str) -> Any:
    """Everything written of one kind: `kind.json`, or `kind_1.json`, `kind_2.json`… joined.

    The value is shared between callers: read it, do not change it.
    Raises FileNotFoundError when nothing of that kind was written.
    """
    whole = FOLDER / f"{kind}.json"
    if whole.exists():
        return json.loads(whole.read_text(encoding="utf-8"))
    parts = sorted(FOLDER.glob(f"{kind}_[0-9].json"))
    if not parts:
        raise FileNotFoundError(whole)
    return [row for part in parts for row in json.loads(part.read_text(encoding="utf-8"))]
