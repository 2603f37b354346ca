"""Read JSON that anybody may have written: what programs understand differently is refused."""

from __future__ import annotations

import json
import math
from typing import Any


class NotJson(ValueError):
    """No JSON, or such as two programs would read differently."""


def strictly_read(content: bytes | str) -> Any:
    """Return what `content`, UTF-8 with or without its mark, holds; raises `NotJson`.

    Refused are a name that stands twice in one object, numbers that no double holds (NaN, 1e400)
    or that nobody reads (5000 digits), halves of signs, and nesting beyond what Python follows.
    """
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        found = json.loads(
            text, parse_constant=_refused, parse_float=_finite, object_pairs_hook=_each_once
        )
        if "\\ud" in text.lower():
            # Halves of signs come in as escapes alone; nothing that holds one can be written.
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error
    return found


def _refused(text: str) -> Any:
    raise NotJson(text)


def _finite(text: str) -> float:
    found = float(text)
    return found if math.isfinite(found) else _refused(text)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _refused("a name stands twice")
