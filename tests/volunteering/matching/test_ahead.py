"""Loading ahead what is compiled: only who needs it pays."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.volunteering.matching.instances import plain_problem
from volunteering.matching.problem import packed_week
from volunteering.matching.weekly import free_at, week_covers

ROOT = Path(__file__).resolve().parents[3]
ASKED = """
import sys
from volunteering.matching.ahead import load_ahead
load_ahead(9_999)
print("numba" in sys.modules)
"""


def test_few_shifts_load_nothing():
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("first", range(0, 48, 5))
def test_a_week_covers_a_shift_if_each_of_its_half_hours_is_free(first):
    week = np.random.default_rng(first).random((200, 336)) < 0.9
    minutes = np.array([first * 30, first * 30 + 10])
    problem = plain_problem(
        200,
        2,
        members={"free": packed_week(week)},
        shifts={"start": minutes, "end": np.minimum(minutes + [300, 25], 1440)},
    )
    member, shift = np.repeat(np.arange(200), 2), np.tile([0, 1], 200)
    begin, after = problem.slots

    covered = week_covers(problem, member, shift)
    at_once = free_at(problem, member, shift, begin)

    free = [week[m, begin[s] : after[s]].all() for m, s in zip(member, shift, strict=True)]
    assert covered.tolist() == free
    assert at_once.tolist() == week[member, begin[shift]].tolist()
