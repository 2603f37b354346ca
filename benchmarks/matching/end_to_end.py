"""Matches the demo district for the coming month, reading and writing included; one JSON line."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS, LIMIT_GAP = 10, 0.005
DISTRICT = "370112"


def main() -> None:
    """Build the demo in a database of its own, then put one question to the engine."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }

        def manage(*arguments: str) -> str:
            command = [sys.executable, "manage.py", *arguments]
            done = subprocess.run(
                command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
            )
            return done.stdout

        manage("prepare")
        manage("demo", "--scale", "district")
        today = datetime.now(UTC)
        month = (today.replace(day=1) + timedelta(days=32)).strftime("%Y-%m")
        found = json.loads(manage("match", "--area", DISTRICT, "--month", month, "--json"))
    print(
        json.dumps(
            {
                "benchmark": "matching.end_to_end",
                **found,
                "limit_seconds": LIMIT_SECONDS,
                "ratio": round(found["seconds"] / LIMIT_SECONDS, 3),
                "limit_gap": LIMIT_GAP,
            }
        )
    )


if __name__ == "__main__":
    main()
