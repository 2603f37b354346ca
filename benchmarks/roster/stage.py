"""One stage of `register.py`, in a process of its own: `stage.py NAME FOLDER ROWS`."""

import json
import os
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.roster.engine import SKILLS, invented_areas  # noqa: E402
from benchmarks.roster.generate import Place, dirty_rows, write_csv, write_xlsx  # noqa: E402
from foundation import clock  # noqa: E402
from people.models import Unit, User  # noqa: E402
from territory.models import Area  # noqa: E402
from volunteering.actions.carry_out_roster import carry_out_roster  # noqa: E402
from volunteering.actions.confirm_roster import confirm_roster  # noqa: E402
from volunteering.actions.preview_roster import preview_roster  # noqa: E402
from volunteering.models import RosterImport, Skill  # noqa: E402

LIMITS = {"preview": 10.0, "import": 30.0, "preview_again": 10.0, "import_changes": 30.0}
LIMIT_MIB = 400.0
UNIT = "BENCH"


def prepare(rows: int, folder: Path) -> None:
    """Fill an empty database with areas, skills and a unit, and write the two rosters."""
    call_command("migrate", verbosity=0)
    made: dict[str, Area] = {}
    areas = invented_areas()
    for area in areas:
        fields = {"code": area.code, "level": area.level, "name": area.name}
        parent = made.get(area.parent)
        above = Area.objects.get(pk=parent.pk) if parent else None
        made[area.code] = above.add_child(**fields) if above else Area.add_root(**fields)
    for bit, name in enumerate(SKILLS):
        Skill.objects.create(key=f"s{bit}", name=name, bit=bit)
    Unit.objects.create(code=UNIT, name="样例单位", level="city", area=made[areas[3].code])
    User.objects.create_superuser("bench", name="样例")
    streets = {area.code: area.name for area in areas if area.level == "street"}
    places = [Place(streets[one.parent], one.name) for one in areas if one.level == "community"]
    listed = list(dirty_rows(rows, places, SKILLS, seed=7))
    write_xlsx(folder / "roster.xlsx", listed, "样例单位名单")
    for row in listed:
        row[7] = places[(int(str(row[0])) * 31) % len(places)].name
        row[8] = None
    write_csv(folder / "moved.csv", listed)


def stage(name: str, folder: Path) -> dict[str, object]:
    """Run one stage and measure it."""
    by = User.objects.get(username="bench")
    path = folder / ("roster.xlsx" if name in ("preview", "import") else "moved.csv")
    started, used = time.perf_counter(), time.process_time()
    if name.startswith("preview"):
        with path.open("rb") as file:
            found = preview_roster(
                by=by,
                unit=Unit.objects.get(code=UNIT),
                file=file,
                file_name=path.name,
                now=clock.now(),
            )
    else:
        waiting = RosterImport.objects.light().get(state="previewed")
        confirm_roster(by=by, roster_import_id=waiting.pk, now=clock.now())
        found = carry_out_roster(roster_import_id=waiting.pk, now=clock.now())
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "benchmark": f"roster_{name}",
        **found.counts,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(time.process_time() - used, 2),
        "limit_seconds": LIMITS[name],
        "ratio": round(seconds / LIMITS[name], 3),
        "peak_mib": round(peak, 1),
        "limit_mib": LIMIT_MIB,
        "ratio_mib": round(peak / LIMIT_MIB, 3),
    }


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[3]), Path(sys.argv[2]))
    else:
        print(json.dumps({**stage(sys.argv[1], Path(sys.argv[2])), "rows": int(sys.argv[3])}))
