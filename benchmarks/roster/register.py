"""Previews and imports a dirty roster of 19,600 rows in a real database; prints JSON lines.

The first line is the engine's alone (`engine.py`), without a database. Run as
`python benchmarks/roster/register.py [ROWS]`. The database is a fresh SQLite file unless
DATABASE_URL names another (empty) one; each stage runs in a process of its own, so that its peak
memory is its own.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

STAGES = ("prepare", "preview", "import", "preview_again", "import_changes")


def main(rows: str) -> None:
    """Prepare a database and two rosters, then preview and import each."""
    stage = Path(__file__).with_name("stage.py")
    subprocess.run([sys.executable, str(stage.with_name("engine.py")), rows], check=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            **os.environ,
        }
        for name in STAGES:
            command = [sys.executable, str(stage), name, folder, rows]
            subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "19600")
