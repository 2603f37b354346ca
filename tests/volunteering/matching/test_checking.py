"""The checker finds what is wrong, one rule at a time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteering.matching.instances import (
    best_by_trying_all,
    changed,
    ints,
    offers_of,
    plain_problem,
    random_problem,
)
from volunteering.matching import Weights, match
from volunteering.matching.candidates import feasible_pairs
from volunteering.matching.checking import bound, check, most_places, value, violations
from volunteering.matching.problem import DAY_MINUTES, Intervals, packed_week
from volunteering.matching.result import Certificate, Prices
from volunteering.matching.scoring import ladders, place_worth

SATURDAY = 4 * DAY_MINUTES


def _interval(start, end):
    return Intervals(ints(0), ints(SATURDAY + start), ints(SATURDAY + end))


def _never_free():
    return packed_week(np.zeros((3, 336), dtype=bool))


def _bits(*values):
    return np.array(values, dtype=np.uint64)


@pytest.mark.parametrize(
    ("rule", "changes", "booked"),
    [
        ("near", {"members": {"radius": ints(0, 0, 0)}, "shifts": {"x": ints(9, 9)}}, [(0, 0)]),
        ("free", {"members": {"free": _never_free()}}, [(0, 0)]),
        ("absent", {"absences": _interval(600, 605)}, [(0, 0)]),
        ("engaged", {"engagements": _interval(600, 700)}, [(0, 0)]),
        ("engaged", {"engagements": _interval(700, 800), "rest_minutes": 41}, [(0, 0)]),
        ("day", {"engagements": _interval(1200, 1300)}, [(0, 0)]),
        ("skilled", {"shifts": {"required": _bits(2, 0)}}, [(0, 0)]),
        (
            "of_age",
            {"members": {"age": ints(17, 0, 0)}, "shifts": {"age_from": ints(18, 0)}},
            [(0, 0)],
        ),
        (
            "of_age",
            {"members": {"age": ints(71, 0, 0)}, "shifts": {"age_until": ints(70, 200)}},
            [(0, 0)],
        ),
        ("of_age", {"shifts": {"age_from": ints(18, 0)}}, [(0, 0)]),
        (
            "overlap",
            {"members": {"day_cap": ints(2, 2, 2)}, "shifts": {"day": ints(4, 4)}},
            [(0, 0), (0, 1)],
        ),
        (
            "rest",
            {"shifts": {"start": ints(1320, 360), "end": ints(1380, 420)}, "rest_minutes": 421},
            [(0, 0), (0, 1)],
        ),
        ("willing", {"refused": np.array([[0, 0]])}, [(0, 0)]),
        ("twice", {"shifts": {"places": ints(2, 2), "total": ints(2, 2)}}, [(0, 0), (0, 0)]),
        ("places", {}, [(0, 0), (1, 0)]),
        ("day", {"shifts": {"day": ints(4, 4), "end": ints(600, 660)}}, [(0, 0), (0, 1)]),
        ("cap", {"members": {"taken": ints(1, 0, 0)}}, [(0, 0), (0, 1)]),
        ("offers", {"offer_limit": 1}, [(0, 0), (0, 1)]),
    ],
)
def test_each_broken_rule_is_named(rule, changes, booked):
    problem = changed(plain_problem(), **changes)

    found = violations(problem, offers_of(booked))

    assert rule in {violation.rule for violation in found}


def test_what_lies_just_within_the_rules_breaks_none():
    problem = changed(
        plain_problem(),
        members={"age": ints(18, 70, 40), "day_cap": ints(3, 1, 1)},
        shifts={"day": ints(4, 4), "start": ints(540, 720), "end": ints(660, 780),
                "age_from": ints(18, 0), "age_until": ints(70, 70)},
        engagements=_interval(840, 900),
        rest_minutes=60,
    )  # fmt: skip

    assert violations(problem, offers_of([(0, 0), (0, 1)])) == []
    assert violations(changed(problem, rest_minutes=61), offers_of([(0, 0), (0, 1)])) != []


def test_a_plan_that_keeps_all_rules_is_sound():
    assert violations(plain_problem(), offers_of([(0, 0), (1, 1)])) == []


def test_worth_is_the_sum_of_pairs_and_rungs():
    problem = plain_problem(1, 1)

    reached = value(problem, Weights(), offers_of([(0, 0)]))

    # Next door 400, time to spare 50, nothing asked for 200, fresh 200, first rungs 75 + 75.
    assert (reached.filled, reached.points) == (1, 1000)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_any_prices_bound_every_plan(seed, prices):
    problem, weights = random_problem(seed, members=3), Weights()
    random = np.random.default_rng(prices)
    worth = place_worth(problem, weights)
    certificate = Prices(
        worth=worth,
        shift=random.integers(-worth, 2 * worth, problem.shifts.count),
        community=random.integers(-worth, 2 * worth, problem.communities),
        unit=random.integers(-500, 500, problem.units),
        member=random.integers(-worth, worth, problem.members.count),
    )
    rungs, pairs = ladders(problem, weights), feasible_pairs(problem, weights)

    limit = bound(rungs, certificate, pairs)
    places = most_places(rungs, replace(certificate, worth=1), pairs)

    filled, points = best_by_trying_all(problem, weights)
    assert limit >= filled * worth + points
    assert places >= filled


def test_a_certificate_kept_as_a_file_proves_the_same():
    problem = random_problem(3)
    outcome = match(problem)

    kept = Certificate.unpacked(outcome.certificate.packed())

    assert check(problem, Weights(), outcome.offers, kept) == outcome.verdict


def test_a_worse_plan_is_not_taken_for_the_best():
    problem = plain_problem()
    outcome = match(problem)

    verdict = check(problem, Weights(), offers_of([(2, 0), (2, 1)]), outcome.certificate)

    assert verdict.sound
    assert not verdict.optimal
    assert verdict.gap > 0


def test_a_plan_with_a_place_less_is_seen_to_fill_less():
    problem = plain_problem()
    outcome = match(problem)

    verdict = check(problem, Weights(), offers_of([(0, 0)]), outcome.certificate)

    assert verdict.filled_bound == 2
    assert verdict.value.filled == 1
    assert not verdict.optimal
