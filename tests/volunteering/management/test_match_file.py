"""The command that solves instances from outside."""

import json
import re
from itertools import permutations

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from volunteering.matching import outside
from volunteering.matching.outside import Instance, NoFlow, read_instance, solved

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


def _layered(seed):
    """A network that has a flow: three layers of nodes, each joined to all of the next."""
    random = np.random.default_rng(seed)
    layers = np.arange(12).reshape(3, 4)
    tail, head = np.repeat(layers[:2], 4, axis=1).ravel(), np.tile(layers[1:], 4).ravel()
    supply = np.zeros(12, dtype=np.int64)
    np.add.at(supply, random.choice(layers[0], 9), 1)
    np.add.at(supply, random.choice(layers[2], 9), -1)
    capacity, cost = random.integers(2, 6, len(tail)), random.integers(-5, 60, len(tail))
    return Instance(tail, head, capacity, cost, supply)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_both_solvers_agree(seed):
    instance = _layered(seed)

    with pytest.MonkeyPatch.context() as settled:
        answers = []
        for least in (1 << 60, 0):
            settled.setattr(outside, "WORTH_COMPILING", least)
            try:
                answers.append(solved(instance))
            except NoFlow:
                answers.append(None)

    usual, compiled = answers
    assert (usual is None) == (compiled is None)
    if usual and compiled:
        assert usual.objective == usual.bound == compiled.objective == compiled.bound


def test_the_compiled_solver_leaves_what_it_has_no_room_for_to_the_other(monkeypatch):
    monkeypatch.setattr(outside, "WORTH_COMPILING", 0)
    large = FLOW.replace("a 3 4 0 6 1", f"a 3 4 0 6 {10**9}")

    answer = solved(read_instance(large, "dimacs"))

    # By 2 and 4 no more than four can go; the other two go by 3, whatever it costs.
    assert answer.proved
    assert answer.objective == 4 * 6 + 2 * (2 + 10**9)


@pytest.mark.parametrize(
    ("form", "text", "why"),
    [
        ("dimacs", "", "empty"),
        ("assign", " \n", "empty"),
        ("dimacs", "c nothing but words", "0 lines “p min NODES ARCS”"),
        ("dimacs", "n 1 5\na 1 2 0 3 4", "0 lines “p min NODES ARCS”"),
        ("dimacs", "p min 2 1\np min 2 1\na 1 2 0 3 4", "2 lines “p min NODES ARCS”"),
        ("dimacs", "p max 2 1\na 1 2 0 3 4", "“p max 2 1”"),
        ("dimacs", "p min 0 0", "no nodes"),
        ("dimacs", "p min 2 2\na 1 2 0 3 4", "1 arcs instead of 2"),
        ("dimacs", "p min 2 1\na 0 2 0 3 4", "1 to 2"),
        ("dimacs", "p min 2 1\nn 3 1\na 1 2 0 3 4", "1 to 2"),
        ("dimacs", "p min 2 1\na 1 2 0 -3 4", "negative"),
        ("dimacs", "p min 2 1\na 1 2 0", "format dimacs"),
        ("dimacs", "p min 2 1\na 1 2 1 3 4", "lower bounds"),
        ("dimacs", "p min 2 1\nn 1 5\nn 2 -5\na 1 2 0 3 4", "cannot be met"),
        ("assign", "0", "nothing to assign"),
        ("assign", "2\n1 2 3", "3 costs instead of 2 × 2"),
        ("assign", "two", "format assign"),
    ],
)
def test_what_is_no_instance_is_refused_with_a_sentence(tmp_path, capsys, form, text, why):
    file = tmp_path / "odd"
    file.write_text(text)

    with pytest.raises(CommandError, match=re.escape(why)) as refusal:
        call_command("match_file", form, str(file))

    assert refusal.value.returncode == 1
    assert capsys.readouterr().out == ""
