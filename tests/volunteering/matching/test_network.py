"""The flow network guards its arithmetic and its prices."""

import pytest

from tests.volunteering.matching.instances import plain_problem, random_problem
from volunteering.matching import Weights, match
from volunteering.matching.candidates import feasible_pairs
from volunteering.matching.network import Overflow, Residual, build, cheapest_flow
from volunteering.matching.scoring import ladders, place_worth


def test_costs_that_could_overflow_are_refused():
    with pytest.raises(Overflow):
        match(plain_problem(), Weights({"near": 2**58}))


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
