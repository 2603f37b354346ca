"""Pairs let into a cheapest flow one by one leave it a cheapest flow."""

import numpy as np
import pytest

from tests.volunteering.matching.instances import random_problem
from volunteering.matching import Weights
from volunteering.matching.candidates import Chosen, feasible_pairs
from volunteering.matching.growing import Growing
from volunteering.matching.network import Residual, build, cheapest_flow
from volunteering.matching.scoring import ladders, place_worth


@pytest.mark.parametrize("seed", range(60))
def test_letting_pairs_in_costs_the_same_as_solving_anew(seed):
    problem, weights = random_problem(seed, members=8, shifts=8), Weights()
    rungs, worth = ladders(problem, weights), place_worth(problem, weights)
    every = feasible_pairs(problem, weights).chosen()
    early = np.random.default_rng(seed).random(every.count) < 0.5
    network = build(problem, every.rows(early), rungs, worth)
    flow = cheapest_flow(network)
    live = Growing(problem, rungs, network, flow, Residual(network, flow).potentials())

    live.let_in(every.rows(~early))

    whole = build(problem, every, rungs, worth)
    assert live.cost == int(whole.cost @ cheapest_flow(whole))
    tail, head, capacity, cost = live.arcs()
    label, flow = live.labels(), live.flow()
    reduced = cost + label[tail] - label[head]
    assert (reduced[flow < capacity] >= 0).all()
    assert (reduced[flow > 0] <= 0).all()
    both = Chosen.together([every.rows(early), every.rows(~early)]).rows(live.used())
    assert (np.bincount(both.shift, minlength=8) <= problem.shifts.places).all()
