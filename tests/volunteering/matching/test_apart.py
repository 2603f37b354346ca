"""Districts solved apart lose little, and the exchange across the borders wins it back."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteering.matching.instances import (
    crowded_problem,
    ints,
    plain_problem,
    random_problem,
)
from volunteering.matching import Weights, match
from volunteering.matching.apart import exchanged, part_of, solved_apart
from volunteering.matching.checking import violations


def _both(problem, members, shifts):
    parts = solved_apart(problem, Weights(), members, shifts)
    return exchanged(problem, Weights(), parts, members, shifts)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_the_exchange_breaks_no_rule_and_is_never_worse_than_apart(seed):
    problem = random_problem(seed, members=12, shifts=9, days=4)
    random = np.random.default_rng(seed)

    found = _both(problem, random.integers(0, 3, 12), random.integers(0, 3, 9))

    best = match(problem).verdict.value
    apart, together = ((plan.filled, plan.points) for plan in (found.before, found.after))
    assert violations(problem, found.apart) == violations(problem, found.together) == []
    assert apart <= together <= (best.filled, best.points)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_the_exchange_breaks_no_rule_where_days_hold_several_shifts_and_rests_are_kept(seed):
    problem = crowded_problem(seed, members=8, shifts=9, days=3)
    random = np.random.default_rng(seed)

    found = _both(problem, random.integers(0, 3, 8), random.integers(0, 3, 9))

    assert violations(problem, found.apart) == violations(problem, found.together) == []


def test_shifts_on_both_sides_of_a_border_without_a_rest_between_them_are_parted():
    # One ends at midnight, the other, in another district, begins half an hour later.
    problem = plain_problem(
        1,
        2,
        shifts={"day": ints(4, 5), "start": ints(1380, 30), "end": ints(1440, 120)},
        rest_minutes=120,
    )

    found = _both(problem, ints(2), ints(0, 1))

    assert violations(problem, found.together) == []
    assert (found.before.filled, found.after.filled) == (0, 1)


def test_a_shift_beyond_the_border_is_filled_by_the_exchange():
    # Shift 2 needs what nobody can do: its district still has a place to give away.
    problem = plain_problem(2, 3, shifts={"required": np.array([0, 0, 1], dtype=np.uint64)})

    found = _both(problem, ints(0, 0), ints(0, 1, 0))

    assert (found.before.filled, found.after.filled, found.across) == (1, 2, 1)


def test_a_part_keeps_what_is_known_of_its_own_members_and_shifts():
    problem = plain_problem(3, 2, refused=ints([0, 1], [2, 1], [2, 0]))

    own = part_of(problem, ints(1, 2), ints(1))

    assert (own.members.count, own.shifts.count) == (2, 1)
    assert own.refused.tolist() == [[1, 0]]
    assert own.members.x.tolist() == [250, 500]
