"""Several shifts of a member on one day: never a broken rule, and the loss is bounded."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.matching.city import Size, city
from tests.volunteering.matching.instances import (
    best_by_trying_all,
    changed,
    crowded_problem,
    ints,
    plain_problem,
)
from volunteering.matching import Weights, match, solving
from volunteering.matching.candidates import first_pairs, no_pairs_yet
from volunteering.matching.checking import check, violations
from volunteering.matching.overlaps import clashing_members, parted
from volunteering.matching.problem import DAY_MINUTES
from volunteering.matching.solving import solve, wanted_at_first


def _pairs(outcome):
    return list(zip(outcome.offers.member.tolist(), outcome.offers.shift.tolist(), strict=True))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_the_bound_is_above_the_best_plan_and_the_plan_keeps_every_rule(seed):
    problem = crowded_problem(seed)
    weights = Weights()

    outcome = match(problem)

    verdict, worth = outcome.verdict, outcome.certificate.points.worth
    filled, points = best_by_trying_all(problem)
    assert violations(problem, outcome.offers) == []
    assert (verdict.value.filled, verdict.value.points) <= (filled, points)
    assert verdict.filled_bound >= filled
    slack = verdict.bound - verdict.value.points
    assert verdict.value.together(worth) + slack >= filled * worth + points
    network = solve(problem, weights, first_pairs(problem, weights, wanted_at_first(problem)))
    seen = not len(clashing_members(problem, network.offers))
    if seen and not len(network.moments):
        assert (outcome.overlaps, outcome.overlap_loss) == (0, 0.0)
    if seen and _as_many_stretches_as_moments(network.moments):
        assert (verdict.value.filled, verdict.value.points) == (filled, points)
        assert verdict.optimal


def _as_many_stretches_as_moments(moments):
    """Whether no day was parted so that shifts exclude each other that need not."""
    stretches = {(day, stretch) for day, _, stretch in moments.tolist()}
    return len(stretches) == len(moments)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_the_same_holds_however_little_was_known_at_first(seed):
    problem, weights = crowded_problem(seed), Weights()
    metres = np.random.default_rng(seed).integers(0, 1_500, problem.shifts.count)

    solution = solve(problem, weights, no_pairs_yet(problem, weights).out_to(metres))
    apart = parted(problem, weights, solution).solution

    inside = set(
        zip(solution.network.member.tolist(), solution.network.shift.tolist(), strict=True)
    )
    assert len(inside) == solution.network.count
    assert violations(problem, apart.offers) == []
    verdict = check(problem, weights, apart.offers, apart.certificate, apart.pairs)
    best, worth = best_by_trying_all(problem), apart.certificate.points.worth
    assert (verdict.value.filled, verdict.value.points) <= best
    slack = verdict.bound - verdict.value.points
    assert verdict.value.together(worth) + slack >= best[0] * worth + best[1]


def test_an_overloaded_town_with_two_shifts_a_day_stays_within_a_fiftieth_of_a_percent():
    problem = city(Size(0.01, 3))
    members = replace(problem.members, day_cap=np.full(problem.members.count, 2))

    outcome = match(replace(problem, members=members, rest_minutes=60))

    assert outcome.overlaps > 0
    assert outcome.overlap_loss == outcome.verdict.gap <= 2e-4


def _one_day(*times, cap=3, rest=0, days=None):
    """One member before shifts of one day, given by their minutes."""
    start, end = np.array(times).T
    return changed(
        plain_problem(1, len(times)),
        members={"day_cap": ints(cap), "cap": ints(5)},
        shifts={
            "day": np.full(len(times), 4) if days is None else days,
            "start": start,
            "end": end,
        },
        rest_minutes=rest,
    )


@pytest.mark.parametrize(
    ("cap", "rest", "taken"),
    [(1, 0, 1), (2, 0, 2), (3, 0, 3), (3, 60, 3), (3, 61, 2), (3, 241, 1)],
)
def test_a_day_holds_as_many_shifts_as_the_cap_and_the_rest_allow(cap, rest, taken):
    problem = _one_day((480, 540), (600, 660), (720, 780), cap=cap, rest=rest)

    outcome = match(problem)

    assert len(_pairs(outcome)) == taken
    assert outcome.verdict.optimal


def test_two_shifts_at_the_same_time_are_never_given_to_one_member():
    problem = _one_day((480, 600), (540, 660))

    outcome = match(problem)

    assert len(_pairs(outcome)) == 1
    assert outcome.verdict.filled_bound == 1  # the proof sees that both cannot be
    assert outcome.verdict.optimal


def test_what_goes_beyond_the_cap_of_a_day_is_given_up_and_proved_to_cost_nothing():
    problem = _one_day((480, 540), (600, 660), (720, 780), cap=2)

    outcome = match(problem)

    assert len(_pairs(outcome)) == 2
    assert (outcome.overlaps, outcome.overlap_loss) == (1, 0.0)
    assert outcome.verdict.optimal


def test_who_gives_a_clashing_shift_up_is_replaced_by_somebody_else():
    problem = changed(
        plain_problem(2, 2),
        members={"day_cap": ints(2, 2), "cap": ints(2, 2), "x": ints(0, 3_000)},
        shifts={"day": ints(4, 4), "start": ints(540, 600), "end": ints(660, 720)},
    )

    outcome = match(problem)

    assert sorted(_pairs(outcome)) in ([(0, 0), (1, 1)], [(0, 1), (1, 0)])
    assert outcome.verdict.optimal


@pytest.mark.parametrize(("rest", "taken"), [(0, 2), (480, 2), (481, 1)])
def test_the_rest_reaches_across_midnight(rest, taken):
    problem = _one_day((1320, 1380), (420, 480), cap=1, rest=rest, days=ints(4, 5))

    outcome = match(problem)

    assert len(_pairs(outcome)) == taken


def test_what_was_accepted_counts_for_the_day_and_for_the_rest():
    problem = _one_day((480, 540), (600, 660), (720, 780), cap=2, rest=60)
    busy = changed(
        problem,
        engagements=type(problem.engagements)(
            ints(0), ints(4 * DAY_MINUTES + 600), ints(4 * DAY_MINUTES + 690)
        ),
    )

    assert len(_pairs(match(problem))) == 2
    assert _pairs(match(busy)) == [(0, 0)]


def test_the_same_question_has_the_same_answer_after_parting():
    answers = [_pairs(match(crowded_problem(11, members=30, shifts=40))) for _ in "ab"]

    assert answers[0] == answers[1]


def test_a_busy_quarter_with_two_shifts_a_day_is_matched_without_loss():
    problem = city(Size(0.02, 2))
    members = replace(problem.members, day_cap=np.full(problem.members.count, 2))

    outcome = match(replace(problem, members=members, rest_minutes=60), tolerance=1e-5)

    assert outcome.overlaps > 0
    assert outcome.verdict.value.filled == outcome.verdict.filled_bound
    assert outcome.overlap_loss <= 2e-5


def test_clashes_are_parted_in_the_kept_flow_as_they_are_by_solving_anew(monkeypatch):
    problem = city(Size(0.005, 2))
    members = replace(problem.members, day_cap=np.full(problem.members.count, 2))
    problem = replace(problem, members=members, rest_minutes=60)
    found = []
    for rounds, changes in ((0, 1), (99, 1 << 40)):
        monkeypatch.setattr(solving, "ROUNDS_THAT_DROP", rounds)
        monkeypatch.setattr(solving, "WORTH_LETTING_IN", changes)
        found.append(match(problem))

    assert found[0].overlaps > 0
    for outcome in found:
        assert outcome.verdict.value.filled == found[0].verdict.filled_bound
        assert outcome.overlap_loss <= 1e-4
