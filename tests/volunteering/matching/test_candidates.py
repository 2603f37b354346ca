"""Candidates are exactly the pairs that break no rule."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.matching.city import Size, city
from tests.volunteering.matching.instances import (
    changed,
    feasible_by_plain_rules,
    ints,
    plain_problem,
    random_problem,
)
from volunteering.matching import candidates, looking
from volunteering.matching.candidates import (
    Chosen,
    best_pairs,
    feasible_pairs,
    first_pairs,
    no_pairs_yet,
)
from volunteering.matching.looking import EVERYWHERE, Bar
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import DAY_MINUTES, Intervals, packed_week
from volunteering.matching.scoring import Weights


def columns(blocks):
    """Member, shift and points of the pairs of some blocks, in their order."""
    pairs = Chosen.together(Chosen.of(block, np.arange(len(block.member))) for block in blocks)
    return pairs.member.tolist(), pairs.shift.tolist(), pairs.points.tolist()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_feasible_pairs_are_those_that_break_no_plain_rule(seed):
    problem = random_problem(seed, members=7, shifts=6, days=9)

    pairs = feasible_pairs(problem, Weights()).chosen()

    found = set(zip(pairs.member.tolist(), pairs.shift.tolist(), strict=True))
    assert found == set(feasible_by_plain_rules(problem))


def test_an_exception_opens_a_day_that_the_week_keeps_closed():
    closed = packed_week(np.zeros((3, 336), dtype=bool))
    saturday = Intervals(ints(1), ints(4 * DAY_MINUTES), ints(5 * DAY_MINUTES))
    problem = plain_problem(members={"free": closed}, openings=saturday)

    pairs = feasible_pairs(problem, Weights()).chosen()

    assert (pairs.member.tolist(), pairs.shift.tolist()) == ([1], [0])


def test_the_best_of_a_shift_are_kept():
    problem = plain_problem(5, 1)
    pairs = feasible_pairs(problem, Weights())

    best = best_pairs(pairs, np.zeros(5, dtype=np.int64), keep=ints(2), seed=3)

    assert sorted(best.member.tolist()) == [0, 1]


def test_a_shift_with_few_candidates_keeps_them_all_and_a_full_one_has_none():
    problem = changed(plain_problem(3, 2), shifts={"places": ints(1, 0)})
    pairs = feasible_pairs(problem, Weights())

    best = best_pairs(pairs, np.zeros(3, dtype=np.int64), keep=ints(9, 9), seed=3)

    assert (best.member.tolist(), best.shift.tolist()) == ([0, 1, 2], [0, 0, 0])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.lists(st.integers(0, 4_000), min_size=1, max_size=3))
@example(517, [424])  # a shift to the east of everybody
def test_looking_farther_step_by_step_finds_each_pair_once(seed, steps):
    problem = random_problem(seed, members=7, shifts=6, days=9)
    random = np.random.default_rng(seed)

    pairs = no_pairs_yet(problem, Weights())
    for step in steps:
        pairs = pairs.out_to(random.integers(0, step + 1, problem.shifts.count))
    near = pairs.chosen()
    every = pairs.out_to(np.full(problem.shifts.count, EVERYWHERE)).chosen()

    found = list(zip(every.member.tolist(), every.shift.tolist(), strict=True))
    assert sorted(found) == sorted(feasible_by_plain_rules(problem))
    known = set(zip(near.member.tolist(), near.shift.tolist(), strict=True))
    apart = Pairing(problem, every.shift, every.member).squared_metres
    assert known == {
        pair
        for pair, squared in zip(found, apart, strict=True)
        if squared < pairs.seen[pair[1]] ** 2
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(-500, 900), st.booleans())
def test_what_prices_leave_out_unseen_could_not_matter(seed, least, blind):
    problem = random_problem(seed, members=7, shifts=6, days=9)
    random = np.random.default_rng(seed)
    paid = random.integers(-300, 300, problem.shifts.count)
    asked = least + random.integers(0, 300, problem.members.count)
    every = feasible_pairs(problem, Weights()).chosen()

    bar = Bar(paid, asked, blind)

    pairs = no_pairs_yet(problem, Weights()).enough_for(bar)

    matters = every.rows(bar.passed(every.shift, every.member, every.points))
    pairs = (pairs.worthless() if blind else pairs).chosen()
    found = set(zip(pairs.member.tolist(), pairs.shift.tolist(), strict=True))
    assert set(zip(matters.member.tolist(), matters.shift.tolist(), strict=True)) <= found


def test_the_first_look_of_a_large_problem_holds_enough_for_each_shift():
    problem = city(Size(scale=0.04), seed=2)
    keep = np.full(problem.shifts.count, 5)

    near, every = first_pairs(problem, Weights(), keep), feasible_pairs(problem, Weights())

    assert near.count < every.count / 2
    enough = near.of_shift >= np.minimum(keep, every.of_shift)
    assert enough.mean() > 0.95


@pytest.mark.parametrize("blind", [False, True])
@pytest.mark.parametrize("seed", range(25))
def test_prices_that_move_bring_in_what_matters_by_them_and_nothing_twice(monkeypatch, seed, blind):
    for name in ("MANY_SHIFTS", "MANY_MEMBERS"):
        monkeypatch.setattr(candidates, name, 0.9)
    problem = random_problem(seed, members=7, shifts=6, days=9)
    random = np.random.default_rng(seed)
    every = feasible_pairs(problem, Weights()).chosen()
    pairs = no_pairs_yet(problem, Weights()).out_to(np.full(problem.shifts.count, 500))

    for _ in range(3):
        bar = Bar(
            random.integers(-300, 300, problem.shifts.count),
            random.integers(-300, 900, problem.members.count),
            blind,
        )
        pairs = pairs.enough_for(bar)
        for _ in range(2):
            paid, asked = bar.paid.copy(), bar.asked.copy()
            paid[0] += random.integers(-200, 400)
            asked[0] += random.integers(-400, 200)
            bar = Bar(paid + random.integers(-20, 20), asked, blind)
            pairs = pairs.enough_for(bar)

            known = (pairs.worthless() if blind else pairs).chosen()
            found = list(zip(known.member.tolist(), known.shift.tolist(), strict=True))
            matters = every.rows(bar.passed(every.shift, every.member, every.points))
            wanted = set(zip(matters.member.tolist(), matters.shift.tolist(), strict=True))
            assert len(found) == len(set(found))
            assert wanted <= set(found)


@pytest.mark.parametrize("blind", [None, False, True])
def test_the_compiled_look_finds_what_the_plain_one_finds(monkeypatch, blind):
    problem = city(Size(scale=0.03), seed=5)
    random = np.random.default_rng(5)
    paid = random.integers(-900, 0, problem.shifts.count)
    asked = random.integers(-300, 600, problem.members.count)
    inner = random.integers(0, 900, problem.shifts.count)
    outer = np.where(random.random(problem.shifts.count) < 0.5, EVERYWHERE, inner + 700)
    bar = None if blind is None else Bar(paid, asked, blind)
    look = no_pairs_yet(problem, Weights()).sight.look(inner, outer, bar)
    wanted = np.flatnonzero(problem.shifts.places)

    plain = look.around(wanted)
    monkeypatch.setattr(looking, "WORTH_COMPILING", 0)
    compiled = look.around(wanted)

    assert len(columns(plain)[0]) > 1_000
    assert columns(plain) == columns(compiled)
