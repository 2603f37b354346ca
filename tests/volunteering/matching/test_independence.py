"""The engine stands alone."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "wagtail", "ninja"}:
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
sys.path[:0] = [ROOT, ROOT + "/site"]
from benchmarks.matching.district import district
from volunteering.matching import match

print(match(district(members=300, units=5, communities=9, shifts=20)).verdict.optimal)
"""


def test_the_engine_works_where_there_is_no_django():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("ROOT", repr(str(ROOT)))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
