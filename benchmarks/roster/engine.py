"""Reads and plans a dirty roster of 19,600 rows without a database; prints one JSON line.

Run as `python benchmarks/roster/engine.py [ROWS]`.
"""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

from datetime import date  # noqa: E402

from benchmarks.roster.generate import Place, dirty_rows, write_xlsx  # noqa: E402
from foundation.sealing import BlindIndex, new_key  # noqa: E402
from people.roster.areas import Area, AreaIndex  # noqa: E402
from people.roster.drafting import Setting, draft  # noqa: E402
from people.roster.headers import choose_sheet  # noqa: E402
from people.roster.planning import Known, plan  # noqa: E402
from people.roster.reading import read_sheets  # noqa: E402

SKILLS = ("水电维修", "理发", "书法", "急救", "法律咨询", "摄影")
LIMIT_SECONDS, LIMIT_MIB = 10.0, 250.0


def invented_areas() -> list[Area]:
    """Return seventeen streets with thirty-seven communities each, some of one name."""
    areas = [Area("3799", "city", "样例市", ""), Area("379901", "district", "样例区", "3799")]
    for street in range(1, 18):
        code = f"379901{street:03d}"
        areas.append(Area(code, "street", f"第{street}街道", "379901"))
        areas += [
            Area(f"{code}{number:03d}", "community", f"{name}社区居民委员会", code)
            for number, name in enumerate(
                [f"和风{street}里{n}号" for n in range(34)] + ["东关", "西关", "南关"], start=1
            )
        ]
    return areas


def main(rows: int) -> dict[str, object]:
    """Write a roster, read it, plan its import; return the figures."""
    areas = invented_areas()
    streets = {area.code: area.name for area in areas if area.level == "street"}
    places = [Place(streets[area.parent], area.name) for area in areas if area.level == "community"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write_xlsx(path, list(dirty_rows(rows, places, SKILLS, seed=7)), "样例单位名单")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        started = time.perf_counter()
        index = AreaIndex(areas)
        setting = Setting(
            unit_code="U1",
            unit_name="样例单位",
            units={},
            areas=index,
            skills=lambda word: word if word in SKILLS else None,
            today=date(2026, 11, 21),
        )
        with path.open("rb") as file:
            sheet, header = choose_sheet(read_sheets(file))
        read = time.perf_counter()
        blind = BlindIndex(new_key())
        known = Known([], "U1", lambda kind, text: blind.digest(text, kind))
        planned = plan(draft(sheet, header, setting), known, index.name)
        ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "benchmark": "roster_engine",
        "rows": rows,
        **planned.counts,
        "seconds_reading": round(read - started, 2),
        "seconds_planning": round(ended - read, 2),
        "seconds": round(ended - started, 2),
        "limit_seconds": LIMIT_SECONDS,
        "ratio": round((ended - started) / LIMIT_SECONDS, 3),
        "peak_mib": round(peak, 1),
        "peak_mib_before": round(before, 1),
        "limit_mib": LIMIT_MIB,
        "ratio_mib": round(peak / LIMIT_MIB, 3),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 19_600)))
