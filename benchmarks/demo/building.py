"""Builds the demo in a database of its own and says how long it took; one line of JSON each.

Run as `python -m benchmarks.demo.building`. The city takes minutes: only with CITY=1.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {"community": 10.0, "district": 45.0, "city": 600.0}
COUNT = """
from people.models import Unit
from volunteering.models import Member, ServiceRecord, Shift
import json
print(json.dumps({
    "members": Member.objects.count(),
    "units": Unit.objects.count(),
    "shifts": Shift.objects.count(),
    "records": ServiceRecord.objects.count(),
}))
"""


def cpu_seconds() -> float:
    """Return the seconds of processor time that ended child processes have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(scale: str, folder: str) -> dict[str, object]:
    """Build `scale` in an empty database below `folder`; return seconds, amounts and memory."""
    environment = os.environ | {
        "VAR_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    environment.pop("DATABASE_URL", None)

    def manage(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    manage("migrate", "-v", "0")
    manage("createcachetable")
    before = cpu_seconds()
    started = time.perf_counter()
    manage("demo", "--scale", scale)
    seconds = time.perf_counter() - started
    cpu = cpu_seconds() - before
    return {
        "benchmark": f"demo.{scale}",
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "limit_seconds": LIMITS[scale],
        "ratio": round(seconds / LIMITS[scale], 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        **json.loads(manage("shell", "-v", "0", "-c", COUNT)),
    }


def main() -> None:
    """Measure the community and the district, and with CITY=1 the city."""
    scales = ["community", "district"] + ["city"] * (os.environ.get("CITY") == "1")
    for scale in scales:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measured(scale, folder)), flush=True)


if __name__ == "__main__":
    main()
