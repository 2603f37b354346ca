"""From the database to the proposals and back into it; one JSON line for each database.

    python -m benchmarks.matching.end_to_end                     # the demo district on SQLite
    python -m benchmarks match_city                              # a city, both databases
    python -m benchmarks.matching.end_to_end --scale city --databases sqlite --repeats 5

The city is that of `benchmarks.matching.city`, put in by `loading`: half a minute of work. With
several repeats the figures are medians, each repeat a process of its own that sets the proposals of
the one before aside. What has not ended after `LONGEST` seconds is given up.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.matching import loading
from tests.running import postgres

ROOT = Path(__file__).resolve().parents[2]
AREAS = {"community": "370112", "district": "370112", "city": loading.AREA}
LONGEST = 900
LIMIT_SECONDS = {"community": 10, "district": 10, "city": 6}
LIMIT_GAP = {"community": 0.005, "district": 0.005, "city": 1e-5}
MEASURED = ("seconds", "cpu_seconds", "peak_mib")


@contextmanager
def database(kind: str, folder: str) -> Iterator[str]:
    """The address of an empty database of a kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/bench.sqlite3"
    else:
        with postgres() as address:
            yield address


def measured(scale: str, kind: str, repeats: int) -> dict[str, object]:
    """Build the demo in a database of its own and match its coming month."""
    with tempfile.TemporaryDirectory() as folder, database(kind, folder) as address:
        environment = os.environ | {
            "VAR_DIR": folder,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "NUMBA_CACHE_DIR": str(ROOT / "var" / "compiled"),
        }

        def manage(*arguments: str) -> str:
            return python("manage.py", *arguments)

        def python(*arguments: str) -> str:
            done = subprocess.run(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment,
                check=True,
                capture_output=True,
                text=True,
                timeout=LONGEST,
            )
            return done.stdout

        month = (datetime.now(UTC).replace(day=1) + timedelta(days=32)).strftime("%Y-%m")
        if scale == "city":
            manage("migrate")
            python("-m", "benchmarks.matching.loading", "city", month)
        else:
            manage("prepare")
            manage("demo", "--scale", scale)
        match = ("match", "--area", AREAS[scale], "--month", month, "--json")
        runs = [json.loads(manage(*match)) for _ in range(repeats)]
    middle = {key: statistics.median(run[key] for run in runs) for key in MEASURED}
    stages = {
        stage: round(statistics.median(run["stages"][stage] for run in runs), 3)
        for stage in runs[0]["stages"]
    }
    return {"database": kind, "scale": scale, "repeats": repeats} | {
        **runs[0],
        **middle,
        "stages": stages,
        "load": round(os.getloadavg()[0], 1),
        "limit_seconds": LIMIT_SECONDS[scale],
        "ratio": round(middle["seconds"] / LIMIT_SECONDS[scale], 3),
        "limit_gap": LIMIT_GAP[scale],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=sorted(AREAS), default="district")
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgres"])
    parser.add_argument("--repeats", type=int, default=1)
    chosen = parser.parse_args()
    for one in chosen.databases or ["sqlite"]:
        found = measured(chosen.scale, one, chosen.repeats)
        print(json.dumps({"benchmark": "matching.end_to_end", **found}), flush=True)
