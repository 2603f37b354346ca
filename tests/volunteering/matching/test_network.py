"""The flow network guards its arithmetic and its prices."""

import pytest

from tests.volunteering.matching.instances import plain_problem, random_problem
from volunteering.matching import Weights, match
from volunteering.matching.candidates import feasible_pairs
from volunteering.matching.network import Overflow, Residual, build, cheapest_flow, may_be_solved
from volunteering.matching.scoring import ladders, place_worth


def test_costs_that_could_overflow_are_refused():
    with pytest.raises(Overflow):
        match(plain_problem(), Weights({"near": 2**58}))


@pytest.mark.parametrize("places", [90_000, 270_000, 1_000_000])
def test_a_region_of_ten_million_pairs_stays_within_64_bits(places):
    # Two nodes a pair is more than there ever are: its member, and its member's day.
    pairs, nodes = 10**7, 2 * 10**7
    worth = places * Weights().most + 1
    cost = worth + Weights().most

    assert may_be_solved(cost, places, nodes)
    assert cost * (nodes + 1) < 2**63  # what the solver multiplies
    assert cost * places + Weights().most * pairs < 2**63  # what the bound adds up
    assert not may_be_solved(2**40, places, nodes)


@pytest.mark.parametrize("seed", range(30))
def test_prices_leave_no_residual_arc_with_a_negative_cost(seed):
    problem, weights = random_problem(seed, members=9, shifts=7), Weights()
    pairs = feasible_pairs(problem, weights).chosen()
    network = build(problem, pairs, ladders(problem, weights), place_worth(problem, weights))

    flow = cheapest_flow(network)
    label = Residual(network, flow).potentials()

    reduced = network.cost + label[network.tail] - label[network.head]
    assert (reduced[flow < network.capacity] >= 0).all()
    assert (reduced[flow > 0] <= 0).all()
