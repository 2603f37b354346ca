"""Candidates are exactly the pairs that break no rule."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteering.matching.instances import (
    changed,
    feasible_by_plain_rules,
    ints,
    plain_problem,
    random_problem,
)
from volunteering.matching.candidates import best_pairs, feasible_pairs
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
