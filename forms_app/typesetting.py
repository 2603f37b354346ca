"""Has a page typeset as a PDF by a process of its own, which ends when it takes too much."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

PROGRAM = Path(__file__).parent / "typesetter.py"
NOT_TYPESET = 3
MOST_SECONDS = 30
MOST_BYTES = 30 * 1024 * 1024
NO_NETWORK = "http://127.0.0.1:1"
"""A proxy that nobody is behind: what asks for a package is refused at once."""


class NotTypeset(Exception):
    """The page cannot be made: `message` is the typesetter's, `line` counts from 1, 0 for none."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


def typeset(source: str, content: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """Return the page as PDF; raises `NotTypeset` for what does not hold or takes too much.

    `content` is what the program finds as `content.json`, `pictures` files beside it by name.
    """
    files = {"content.json": json.dumps(content, ensure_ascii=False).encode(), **pictures}
    order = {
        "source": source,
        "fonts": [str(Path(settings.FORM_FONT).parent)] if settings.FORM_FONT else [],
        "files": {name: base64.b64encode(body).decode() for name, body in files.items()},
    }
    variables = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NO_NETWORK)
    try:
        done = subprocess.run(  # noqa: S603 (our own program; what authors wrote goes in as data)
            [sys.executable, "-I", str(PROGRAM)],
            input=json.dumps(order).encode(),
            env=variables | {name.lower(): NO_NETWORK for name in variables},
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as reason:
        raise NotTypeset("it takes too long") from reason
    if done.returncode == NOT_TYPESET:
        told = json.loads(done.stdout)
        raise NotTypeset(told["message"], told["line"])
    if done.returncode or not done.stdout.startswith(b"%PDF-") or len(done.stdout) > MOST_BYTES:
        raise NotTypeset("it takes too much memory or time")
    return done.stdout
