"""A map looked through tile by tile shows the same pairs as one looked through as a whole."""

import numpy as np
import pytest

from tests.volunteering.matching.instances import plain_problem, random_problem
from volunteering.matching import Weights
from volunteering.matching.candidates import no_pairs_yet
from volunteering.matching.checking import far_enough, promising
from volunteering.matching.result import Prices
from volunteering.matching.tiling import part_of, tiled


def some_prices(problem, seed):
    random = np.random.default_rng(seed)
    return Prices(
        worth=1,
        shift=random.integers(0, 500, problem.shifts.count),
        community=np.zeros(problem.communities, dtype=np.int64),
        unit=np.zeros(problem.units, dtype=np.int64),
        member=random.integers(0, 900, problem.members.count),
    )


def found(pairs, prices):
    pairs = promising(pairs, prices)
    return sorted(
        zip(pairs.member.tolist(), pairs.shift.tolist(), pairs.points.tolist(), strict=True)
    )


@pytest.mark.parametrize("seed", range(6))
def test_tiles_show_what_the_whole_shows_also_when_prices_move(seed):
    problem = random_problem(seed, members=30, shifts=24, days=4)
    whole, tiles = no_pairs_yet(problem, Weights()), tiled(problem, Weights(), most=5)
    assert len(tiles.tiles) > 3

    for step in range(3):
        prices = some_prices(problem, 10 * seed + step)
        whole, tiles = (far_enough(pairs, prices) for pairs in (whole, tiles))
        blind = [far_enough(pairs, prices, blind=True).worthless() for pairs in (whole, tiles)]

        assert found(tiles, prices) == found(whole, prices)
        assert found(blind[1], prices) == found(blind[0], prices)


def test_a_map_without_open_shifts_has_no_pairs():
    problem = plain_problem(2, 1, shifts={"places": np.array([0])})

    pairs = far_enough(tiled(problem, Weights()), some_prices(problem, 1))

    assert (pairs.count, promising(pairs, some_prices(problem, 1)).count) == (0, 0)


def test_a_part_keeps_what_is_known_of_its_own_members_and_shifts():
    refused = np.array([[0, 1], [2, 1], [2, 0]])
    problem = plain_problem(3, 2, refused=refused)

    own = part_of(problem, np.array([1, 2]), np.array([1]))

    assert (own.members.count, own.shifts.count) == (2, 1)
    assert own.refused.tolist() == [[1, 0]]
    assert own.members.x.tolist() == [250, 500]
