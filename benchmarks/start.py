"""How long the first and the second start take, from an empty clone; prints a JSON line for each.

The first start is what `make run` does before it serves: install, migrate, demo data. Downloads are
told apart by fetching the packages into a cache before the clock starts.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMITS = {"first": 90, "second": 10}
PORT = 8917
PATIENCE = 300  # seconds for one start, after which something is broken and not slow


def served(folder: Path, environment: dict[str, str]) -> float:
    """Run `make run` until it answers; return the seconds, having ended it."""
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=sys.stderr,
        start_new_session=True,
    )
    try:
        while not answers():
            if process.poll() is not None:
                raise SystemExit(f"make run ended with code {process.returncode}")
            if time.perf_counter() - started > PATIENCE:
                raise SystemExit(f"make run did not answer within {PATIENCE} s")
            time.sleep(0.1)
        return time.perf_counter() - started
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def answers() -> bool:
    """Whether the site says that it is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=1):
            return True
    except OSError:
        return False


def main() -> None:
    """Clone, download, start twice; being terminated ends what was started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        wheels = Path(folder) / "wheels"
        python = str(ROOT / ".venv/bin/python")
        subprocess.run(
            [python, "-m", "pip", "download", "-q", "-d", str(wheels), "--require-hashes",
             "-r", str(clone / "requirements.lock")],
            check=True,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        environment = os.environ | {
            "PORT": str(PORT),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "PYTHON": python,
        }
        for name in ("first", "second"):
            seconds = served(clone, environment)
            print(
                json.dumps(
                    {
                        "benchmark": f"start.{name}",
                        "seconds": round(seconds, 1),
                        "limit_seconds": LIMITS[name],
                        "ratio": round(seconds / LIMITS[name], 2),
                    }
                ),
                flush=True,
            )


if __name__ == "__main__":
    main()
