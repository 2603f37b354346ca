"""Matching from problem to proved plan."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.matching.district import district
from tests.volunteering.matching.instances import (
    best_by_trying_all,
    changed,
    ints,
    plain_problem,
    random_problem,
)
from volunteering.matching import STAGES, Weights, match
from volunteering.matching.candidates import no_pairs_yet
from volunteering.matching.checking import check
from volunteering.matching.solving import solve


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**9))
def test_the_plan_is_the_best_of_all_plans(seed):
    problem = random_problem(seed)

    outcome = match(problem)

    reached = outcome.verdict.value
    assert (reached.filled, reached.points) == best_by_trying_all(problem)
    assert outcome.verdict.optimal
    assert outcome.verdict.filled_bound == reached.filled


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**9),
    st.fixed_dictionaries(
        {name: st.integers(0, 500) for name in ("near", "free", "skilled", "rested", "balanced")}
    ),
)
def test_the_plan_is_the_best_under_any_weights(seed, points):
    problem, weights = random_problem(seed, members=3), Weights(points)

    reached = match(problem, weights).verdict.value

    assert (reached.filled, reached.points) == best_by_trying_all(problem, weights)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**9))
def test_the_plan_is_the_best_however_little_was_known_at_first(seed):
    problem, weights = random_problem(seed), Weights()
    metres = np.random.default_rng(seed).integers(0, 1_500, problem.shifts.count)

    solution = solve(problem, weights, no_pairs_yet(problem, weights).out_to(metres))

    verdict = check(problem, weights, solution.offers, solution.certificate, solution.pairs)
    assert (verdict.value.filled, verdict.value.points) == best_by_trying_all(problem)
    assert verdict.optimal


def test_a_place_filled_beats_any_preference():
    # Member 0 lives next door and alone has the skill for shift 0; member 1 lives far away, and no
    # weight on being near may leave shift 1 empty.
    problem = plain_problem(
        2,
        2,
        members={"x": ints(0, 4_900), "cap": ints(1, 1), "skills": _bits(1, 0)},
        shifts={"required": _bits(1, 0)},
    )

    outcome = match(problem, Weights({"near": 100_000}))

    assert list(zip(outcome.offers.member, outcome.offers.shift, strict=True)) == [(0, 0), (1, 1)]


def test_an_empty_month_is_answered_with_an_empty_plan():
    outcome = match(plain_problem(0, 0))

    assert outcome.offers.count == 0
    assert outcome.verdict.optimal


def test_the_same_question_has_the_same_answer():
    first, second = (
        match(district(members=600, units=20, communities=20, shifts=80)) for _ in "ab"
    )

    assert np.array_equal(first.offers.member, second.offers.member)
    assert np.array_equal(first.offers.shift, second.offers.shift)


def test_a_town_is_solved_to_proved_optimality():
    problem = district(members=2_000, units=40, communities=60, shifts=250)

    outcome = match(problem)

    assert outcome.verdict.optimal
    assert outcome.verdict.gap == 0.0
    assert outcome.offers.count > 0.8 * problem.open_places


def test_a_plan_cut_off_after_one_round_says_how_far_it_may_be_from_best():
    problem = district(members=2_000, units=40, communities=60, shifts=250)
    best = match(problem).verdict.value

    verdict = match(problem, most_rounds=1).verdict

    assert verdict.sound
    assert verdict.filled_bound >= best.filled
    assert verdict.value.points + verdict.gap * verdict.value.points >= best.points


def test_progress_names_every_stage_in_order():
    seen = []

    outcome = match(plain_problem(), progress=seen.append)

    assert tuple(seen) == STAGES
    assert set(outcome.seconds) == set(STAGES)


def test_points_of_the_offers_add_up_to_those_of_the_plan():
    outcome = match(district(members=600, units=20, communities=20, shifts=80))

    assert sum(int(points.sum()) for points in outcome.points.values()) == (
        outcome.verdict.value.points
    )


def test_a_higher_cap_never_makes_the_plan_worse():
    problem = random_problem(7)

    narrow = match(problem).verdict.value
    wide = match(changed(problem, members={"cap": problem.members.cap + 1})).verdict.value

    assert wide.filled >= narrow.filled


def _bits(*values):
    return np.array(values, dtype=np.uint64)
