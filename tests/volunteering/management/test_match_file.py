"""The command that solves instances from outside."""

import json
from itertools import permutations

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from volunteering.matching.outside import read_instance, solved

FLOW = """c two ways from 1 to 4, the cheap one holds 4
p min 4 5
n 1 6
n 4 -6
a 1 2 0 4 1
a 1 3 0 5 2
a 2 3 0 3 1
a 2 4 0 9 5
a 3 4 0 6 1
"""


def test_a_flow_is_solved_and_proved(tmp_path, capsys):
    file = tmp_path / "small.min"
    file.write_text(FLOW)

    call_command("match_file", "dimacs", str(file), "--json")

    found = json.loads(capsys.readouterr().out)
    # 5 by 3 at 3 each, and 1 by 2 and 3 at 3.
    assert (found["objective"], found["bound"], found["proved"]) == (18, 18, True)


def test_people_read_a_line_a_figure(tmp_path, capsys):
    file = tmp_path / "small.txt"
    file.write_text("2\n1 9\n9 1\n")

    call_command("match_file", "assign", str(file))

    assert " objective  2\n" in capsys.readouterr().out


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10**9))
def test_an_assignment_is_the_best_of_all(size, seed):
    costs = np.random.default_rng(seed).integers(0, 100, (size, size))
    text = f" {size}\n" + "\n".join(" ".join(map(str, row)) for row in costs.tolist())

    answer = solved(read_instance(text, "assign"))

    best = min(int(costs[range(size), list(row)].sum()) for row in permutations(range(size)))
    assert answer.objective == answer.bound == best


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("assign", "2\n1 2 3"),
        ("assign", "two"),
        ("dimacs", "p min 2 1\na 1 2 0"),
        ("dimacs", "p min 2 1\na 1 2 1 3 4"),
        ("dimacs", "p min 2 1\nn 1 5\nn 2 -5\na 1 2 0 3 4"),
    ],
)
def test_what_is_no_instance_is_refused(tmp_path, form, text):
    file = tmp_path / "odd"
    file.write_text(text)

    with pytest.raises(CommandError):
        call_command("match_file", form, str(file))
