"""Every unit has the community that suits the whole best, with a proof."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteering.matching.instances import ints
from volunteering.matching.partnering import (
    Sides,
    _rungs,
    _worth,
    partnered,
    reasons,
    scores,
    shares,
)


def _sides(seed, units=5, communities=3):
    random = np.random.default_rng(seed)
    return Sides(
        unit_x=random.integers(0, 9_000, units),
        unit_y=random.integers(0, 9_000, units),
        unit_skills=random.integers(0, 16, units),
        current=random.integers(-1, communities, units),
        x=random.integers(0, 9_000, communities),
        y=random.integers(0, 9_000, communities),
        needs=random.integers(0, 16, communities),
        homes=random.integers(1, 900, communities),
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_no_other_choice_is_worth_more_and_the_proof_says_so(seed):
    sides = _sides(seed)
    points, (sizes, steps) = scores(sides), _rungs(sides)

    found = partnered(sides)

    best = max(
        _worth(points, np.array(choice), sizes, steps)
        for choice in product(range(3), repeat=len(sides.unit_x))
    )
    assert found.points == found.bound == best
    assert found.proved


def test_many_communities_are_priced_although_few_enter_the_network():
    found = partnered(_sides(1, units=120, communities=60))

    assert found.proved
    assert found.pairs < 120 * 60
    assert np.bincount(found.community, minlength=60).max() <= 2 * shares(_sides(1, 120, 60)).max()


def test_the_reason_names_distance_skill_partnership_and_share():
    sides = Sides(
        unit_x=ints(0),
        unit_y=ints(0),
        unit_skills=ints(3),
        current=ints(0),
        x=ints(1_200),
        y=ints(0),
        needs=ints(1),
        homes=ints(100),
    )

    (said,) = reasons(sides, partnered(sides))

    assert said.zh == (
        "相距 1.2 公里；擅长的 1 项社区正需要；已经结对；社区共 1 个结对单位，应有约 1.0 个"
    )
