"""Whichever of the criteria are in force, the plan is the best of all plans and proved."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteering.matching.instances import aged_problem, best_by_trying_all, changed
from volunteering.matching import Weights, match
from volunteering.matching.checking import violations
from volunteering.matching.criteria import criteria
from volunteering.matching.problem import OLDEST, no_intervals, no_pairs, packed_week

POINTS = 130
"""What a criterion weighs here whose usual weight is nothing."""


def _alike(columns, value):
    return np.full_like(columns, value)


def _always_free(problem):
    week = packed_week(np.ones((problem.members.count, 336), dtype=bool))
    return changed(problem, members={"free": week}, absences=no_intervals())


SILENCED = {
    "near": lambda it: changed(it, members={"radius": _alike(it.members.radius, 10**6)}),
    "free": _always_free,
    "skilled": lambda it: changed(it, shifts={"required": _alike(it.shifts.required, 0)}),
    "rested": lambda it: changed(
        it, members={"cap": _alike(it.members.cap, 9)}, engagements=no_intervals(), offer_limit=None
    ),
    "balanced": lambda it: it,  # a preference alone: without weight it is gone
    "willing": lambda it: changed(it, refused=no_pairs()),
    "of_age": lambda it: changed(
        it,
        shifts={
            "age_from": _alike(it.shifts.age_from, 0),
            "age_until": _alike(it.shifts.age_until, OLDEST),
        },
    ),
}
"""How the hard rule of a criterion is left out: the question no longer gives it a reason."""

NAMES = tuple(criterion.name for criterion in criteria())
COMBINATIONS = list(product((False, True), repeat=len(NAMES)))


def _in_force(chosen):
    return [name for name, asked in zip(NAMES, chosen, strict=True) if asked]


def test_every_criterion_can_be_left_out():
    assert sorted(SILENCED) == sorted(NAMES)


@pytest.mark.parametrize(
    "chosen", COMBINATIONS, ids=lambda chosen: "+".join(_in_force(chosen)) or "none"
)
@settings(max_examples=4, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 10**9))
def test_the_plan_is_the_best_whichever_criteria_are_in_force(chosen, seed):
    problem = aged_problem(seed, members=3, shifts=4)
    points = {}
    for criterion, asked in zip(criteria(), chosen, strict=True):
        points[criterion.name] = (criterion.weight or POINTS) if asked else 0
        problem = problem if asked else SILENCED[criterion.name](problem)
    weights = Weights(points)

    outcome = match(problem, weights)

    reached = outcome.verdict.value
    assert (reached.filled, reached.points) == best_by_trying_all(problem, weights)
    assert outcome.verdict.sound
    assert outcome.verdict.optimal
    assert violations(problem, outcome.offers) == []
