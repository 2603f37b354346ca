"""Candidates are exactly the pairs that break no rule."""

import numpy as np
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
from volunteering.matching.candidates import (
    EVERYWHERE,
    best_pairs,
    feasible_pairs,
    first_pairs,
    no_pairs_yet,
)
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import DAY_MINUTES, Intervals, packed_week
from volunteering.matching.scoring import Weights


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
    paid = np.random.default_rng(seed).integers(-300, 300, problem.shifts.count)
    every = feasible_pairs(problem, Weights()).chosen()

    pairs = no_pairs_yet(problem, Weights()).enough_for(paid, least, blind=blind).chosen()

    points = 0 if blind else every.points
    matters = every.rows(points + paid[every.shift] > least)
    found = set(zip(pairs.member.tolist(), pairs.shift.tolist(), strict=True))
    assert set(zip(matters.member.tolist(), matters.shift.tolist(), strict=True)) <= found


def test_the_first_look_of_a_large_problem_holds_enough_for_each_shift():
    problem = city(Size(scale=0.04), seed=2)
    keep = np.full(problem.shifts.count, 5)

    near, every = first_pairs(problem, Weights(), keep), feasible_pairs(problem, Weights())

    assert near.count < every.count / 2
    enough = near.of_shift >= np.minimum(keep, every.of_shift)
    assert enough.mean() > 0.95
