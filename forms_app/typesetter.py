"""The program that typesets one page, in a process of its own: bounded, without a network.

It reads an order as JSON from its input (`source`, and `files`: name → base64), writes the PDF to
its output and ends with 0; with 3 it writes `{"message", "line"}`. It imports nothing of ours.
"""

from __future__ import annotations

import base64
import json
import re
import resource
import sys
import tempfile
from pathlib import Path

import typst

MOST_MEMORY = 1 << 30
MOST_SECONDS = 15
NOT_TYPESET = 3
_LINE = re.compile(r"__typst_py_bytes__\.typ:(\d+):")


def main() -> int:
    """Typeset what is ordered; return with what to end."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(prefix="typeset-") as root:
        for name, body in order["files"].items():
            (Path(root) / Path(name).name).write_bytes(base64.b64decode(body))
        try:
            found = typst.compile(
                order["source"].encode(),
                root=root,
                font_paths=order["fonts"],
                # Where packages would be looked for before they are asked for elsewhere.
                package_path=root,
                package_cache_path=root,
            )
        except typst.TypstError as error:
            # Faces that are not here are warned of first, with lines of their own.
            told_last = ("\n" + error.diagnostic).rpartition("\nerror:")[2]
            line = _LINE.search(told_last)
            told = {"message": str(error)[:300], "line": int(line[1]) if line else 0}
            sys.stdout.write(json.dumps(told))
            return NOT_TYPESET
        sys.stdout.buffer.write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
