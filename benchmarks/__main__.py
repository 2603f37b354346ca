"""Print one line of JSON for each promised figure: `python -m benchmarks [name …]`.

Names: `enumeration`, `roster`, `matching`, `match`, `forms_logic`, `forms_fuzz`,
`forms_builder`, `forms_export`, `forms_submit`, `demo`, `sizes`, `start`; and only when asked for
`match_city` and `declined`, because they take minutes, and `forms_scanner`, because it needs clamd.
CITY=1 adds the city's demo.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = {
    "sizes": "benchmarks.sizes",
    "enumeration": "benchmarks.enumeration",
    "forms_export": "benchmarks.forms_export",
    "forms_submit": "benchmarks.forms_submit",
    "roster": "benchmarks.roster.register",
    "matching": "benchmarks.matching.district",
    "match": "benchmarks.matching.end_to_end",
    "forms_logic": "benchmarks.forms_logic",
    "forms_builder": "benchmarks.forms_builder",
    "forms_fuzz": "benchmarks.forms_fuzz",
    "demo": "benchmarks.demo.building",
    "start": "benchmarks.start",
}
ASKED_FOR = {
    "match_city": (
        "benchmarks.matching.end_to_end",
        *("--scale", "city", "--databases", "sqlite", "postgres"),
    ),
    "declined": ("benchmarks.matching.declined",),
    "forms_scanner": ("benchmarks.forms_scanner",),
}


def main(wanted: list[str]) -> int:
    """Run the benchmarks one after another, each in a process of its own; return the exit code."""
    unknown = set(wanted) - set(MODULES) - set(ASKED_FOR)
    if unknown:
        sys.stderr.write(
            f"{', '.join(sorted(unknown))}: known are {', '.join([*MODULES, *ASKED_FOR])}\n"
        )
        return 2
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}"}
    failed = 0
    for name in wanted or MODULES:
        module, *options = ASKED_FOR.get(name) or (MODULES[name],)
        command = [sys.executable, "-m", module, *options]
        failed |= subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
