"""Offers declined in a matched city, through HTTP and database; JSON lines for each database.

    python -m benchmarks declined                                  # both databases, a city
    python -m benchmarks.matching.declined --databases sqlite --events 50 --instance district

A database of its own is filled with the made-up instance (`loading`), matched, its offers are sent,
and then `kept` declines them: in one process, and through gunicorn on the loopback. It ends by
itself, with 1 where a step takes longer than `LONGEST` or the server answers anything but a
redirect. Figures tell something on a quiet machine only: `load` stands beside each.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.matching import loading
from benchmarks.matching.end_to_end import LONGEST, database

ROOT = Path(__file__).resolve().parents[2]


def measured(kind: str, instance: str, events: int) -> int:
    """Fill a database of a kind, match it, and let `kept` print what it measures; its exit code."""
    with tempfile.TemporaryDirectory() as folder, database(kind, folder) as address:
        environment = os.environ | {
            "VAR_DIR": folder,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "NUMBA_CACHE_DIR": str(ROOT / "var" / "compiled"),
        }

        def python(*arguments: str, told: bool = False) -> int:
            return subprocess.run(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment,
                check=not told,
                stdout=None if told else subprocess.DEVNULL,
                timeout=LONGEST,
            ).returncode

        month = (datetime.now(UTC).replace(day=1) + timedelta(days=32)).strftime("%Y-%m")
        python("manage.py", "migrate")
        python("-m", "benchmarks.matching.loading", instance, month)
        python("manage.py", "match", "--area", loading.AREA, "--month", month, "--json")
        return python("-m", "benchmarks.matching.kept", "--events", str(events), told=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgres"])
    parser.add_argument("--instance", default="city")
    parser.add_argument("--events", type=int, default=200)
    chosen = parser.parse_args()
    codes = [
        measured(kind, chosen.instance, chosen.events)
        for kind in chosen.databases or ["sqlite", "postgres"]
    ]
    sys.exit(max(codes))
