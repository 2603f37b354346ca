"""Districts solved apart lose little, and the exchange across the borders wins it back, proved."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteering.matching.instances import (
    best_by_trying_all,
    changed,
    crowded_problem,
    ints,
    plain_problem,
    random_problem,
)
from volunteering.matching import Weights, match, network
from volunteering.matching.apart import Part, bordered, exchanged, solved_part
from volunteering.matching.checking import value, violations

SEEDS = range(15)


@pytest.fixture
def compiled(monkeypatch):
    """Every network is solved by the compiled solver, from the districts' flow and prices."""
    monkeypatch.setattr(network, "WORTH_COMPILING", 0)


def solved_apart(problem, of_member, of_shift):
    """Each district by itself; the arrays say who belongs where."""
    return [
        solved_part(
            problem,
            Weights(),
            np.flatnonzero(of_member == district),
            np.flatnonzero(of_shift == district),
        )
        for district in np.unique(np.append(of_member, of_shift)).tolist()
    ]


def at_random(seed, problem):
    """Three districts drawn by lot: borders everywhere."""
    random = np.random.default_rng(seed)
    of_member = random.integers(0, 3, problem.members.count)
    return solved_apart(problem, of_member, random.integers(0, 3, problem.shifts.count))


def reached(problem, offers):
    found = value(problem, Weights(), offers)
    return found.filled, found.points


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_the_exchange_finds_the_best_of_all_plans_and_proves_it(seed):
    problem = random_problem(seed)

    found = exchanged(problem, Weights(), at_random(seed, problem))

    assert found.outcome.verdict.optimal
    assert reached(problem, found.outcome.offers) == best_by_trying_all(problem)


@pytest.mark.parametrize("good_enough", [0.0, 1e-9])
@pytest.mark.parametrize("seed", SEEDS)
def test_it_goes_on_from_the_districts_prices_to_what_the_whole_would_reach(
    seed, good_enough, compiled
):
    problem = random_problem(seed, members=20, shifts=14, days=4)
    parts = at_random(seed, problem)

    found = exchanged(problem, Weights(), parts, good_enough=good_enough)

    best = match(problem).verdict.value
    assert found.outcome.verdict.optimal
    assert reached(problem, found.apart) <= (best.filled, best.points)
    assert found.outcome.verdict.value == best


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_a_plan_that_is_left_as_it_is_around_the_borders_says_truly_what_it_may_miss(seed):
    problem = random_problem(seed, members=9, shifts=7)

    found = exchanged(problem, Weights(), at_random(seed, problem), good_enough=1e9)

    verdict, (filled, points) = found.outcome.verdict, best_by_trying_all(problem)
    assert verdict.sound
    assert found.outcome.rounds == 0
    assert verdict.value.filled <= filled <= verdict.filled_bound
    worth = found.outcome.certificate.points.worth
    together = verdict.value.together(worth)
    assert value(problem, Weights(), found.apart).together(worth) <= together
    assert filled * worth + points <= together + verdict.bound - verdict.value.points


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_borders_ask_for_is_most_of_what_apart_loses(seed, compiled):
    problem = random_problem(seed, members=20, shifts=14, days=4)
    parts = at_random(seed, problem)

    near = exchanged(problem, Weights(), parts, good_enough=1e9)
    again = exchanged(problem, Weights(), parts, good_enough=1e9)

    best = match(problem).verdict.value
    assert near.outcome.verdict.value.filled >= best.filled - 1
    assert near.outcome.offers.member.tolist() == again.outcome.offers.member.tolist()
    assert near.outcome.offers.shift.tolist() == again.outcome.offers.shift.tolist()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_the_exchange_breaks_no_rule_where_days_hold_several_shifts_and_rests_are_kept(seed):
    problem = crowded_problem(seed, members=8, shifts=9, days=3)

    found = exchanged(problem, Weights(), at_random(seed, problem))

    assert violations(problem, found.outcome.offers) == []


def test_shifts_on_both_sides_of_a_border_without_a_rest_between_them_are_parted():
    # One ends at midnight, the other, in another district, begins half an hour later.
    problem = plain_problem(
        1,
        2,
        shifts={"day": ints(4, 5), "start": ints(1380, 30), "end": ints(1440, 120)},
        rest_minutes=120,
    )

    found = exchanged(problem, Weights(), solved_apart(problem, ints(2), ints(0, 1)))

    assert violations(problem, found.outcome.offers) == []
    assert (found.apart.count, found.outcome.offers.count) == (0, 1)


def test_a_shift_beyond_the_border_is_filled_by_the_exchange():
    # Shift 2 needs what nobody can do: its district still has a place to give away.
    problem = plain_problem(2, 3, shifts={"required": np.array([0, 0, 1], dtype=np.uint64)})

    found = exchanged(problem, Weights(), solved_apart(problem, ints(0, 0), ints(0, 1, 0)))

    assert (found.apart.count, found.outcome.offers.count, found.across) == (1, 2, 1)


def test_what_a_district_hands_over_survives_being_stored():
    problem = random_problem(3, members=12, shifts=9)
    parts = at_random(3, problem)

    stored = [Part.unpacked(part.packed()) for part in parts]

    again = exchanged(problem, Weights(), stored)
    offers = exchanged(problem, Weights(), parts).outcome.offers
    assert again.outcome.offers.member.tolist() == offers.member.tolist()
    assert again.outcome.offers.shift.tolist() == offers.shift.tolist()


def test_what_changed_since_a_district_was_solved_is_not_taken_over():
    problem = plain_problem(3, 2, shifts={"places": ints(2, 1), "total": ints(2, 2)})
    first, second = solved_apart(problem, ints(0, 0, 1), ints(0, 1))
    gone = replace(second, members=ints(-1))
    now = changed(problem, shifts={"places": ints(1, 1)}, refused=ints([0, 0]))

    found = bordered(now, Weights(), [first, gone])

    chosen, plan = found.standing.known, found.apart
    assert pairs_of(first) == {(0, 0), (1, 0)}
    assert set(zip(plan.member.tolist(), plan.shift.tolist(), strict=True)) == {(1, 0)}
    assert (0, 0) not in zip(chosen.member.tolist(), chosen.shift.tolist(), strict=True)


def pairs_of(part):
    rows = part.members[part.member[part.used]], part.shifts[part.shift[part.used]]
    return set(zip(*(row.tolist() for row in rows), strict=True))
