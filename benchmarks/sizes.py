"""What a first view of the home page weighs in styles and scripts of our own; one JSON line."""

import gzip
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 100_000


def main() -> None:
    """Add up what the frame of every page links to."""
    frame = (ROOT / "site/config/templates/base.html").read_text(encoding="utf-8")
    names = dict.fromkeys(re.findall(r"static '([^']+\.(?:css|js|svg))'", frame))
    files = [ROOT / "static" / name for name in names]
    plain = sum(file.stat().st_size for file in files)
    packed = sum(len(gzip.compress(file.read_bytes())) for file in files)
    print(
        json.dumps(
            {
                "benchmark": "sizes.first_view",
                "files": len(files),
                "bytes": plain,
                "bytes_gzipped": packed,
                "limit_bytes": LIMIT,
                "ratio": round(packed / LIMIT, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
