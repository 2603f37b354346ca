"""The compiled solver finds flows as cheap as the other solver's, from nothing and from a start."""

from dataclasses import replace

import numpy as np
import pytest

from tests.volunteering.matching.instances import random_problem
from volunteering.matching import Weights, match, network, solving
from volunteering.matching.candidates import Chosen, feasible_pairs, first_pairs
from volunteering.matching.network import (
    SINK,
    SOURCE,
    Residual,
    build,
    cheapest_flow,
    flow_of,
    labels_from,
    nodes_by_place,
    solved,
)
from volunteering.matching.scaling import (
    ROUGH,
    SCALE,
    Hints,
    Start,
    cheapest_by_scaling,
    may_be_scaled,
)
from volunteering.matching.scoring import ladders
from volunteering.matching.solving import solve, wanted_at_first

SEEDS = range(40)


@pytest.fixture
def compiled(monkeypatch):
    """Every network is solved by the compiled solver, however small."""

    def switch(*, on):
        monkeypatch.setattr(network, "WORTH_COMPILING", 0 if on else 1 << 60)

    return switch


def networks(seed):
    problem, weights = random_problem(seed, members=12, shifts=10), Weights()
    pairs = feasible_pairs(problem, weights).chosen()
    return problem, ladders(problem, weights), pairs, 4 * weights.most + 1


def balanced(found, flow):
    moved = np.bincount(found.head, weights=flow, minlength=found.nodes)
    moved -= np.bincount(found.tail, weights=flow, minlength=found.nodes)
    return moved[SINK] == found.supply == -moved[SOURCE] and not moved[2:].any()


def proved(found, flow, label):
    reduced = found.cost + label[found.tail] - label[found.head]
    return (reduced[flow < found.capacity] >= 0).all() and (reduced[flow > 0] <= 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_flow_is_as_cheap_as_the_other_solver_s(compiled, seed):
    problem, rungs, pairs, worth = networks(seed)
    found = build(problem, pairs, rungs, worth)
    compiled(on=False)
    known = cheapest_flow(found)

    compiled(on=True)
    flow, label = solved(found)

    assert (flow >= 0).all()
    assert (flow <= found.capacity).all()
    assert balanced(found, flow)
    assert int(found.cost @ flow) == int(found.cost @ known)
    assert proved(found, flow, label)
    assert (label == Residual(found, flow).potentials())[found.shifts].all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_flow_over_half_of_the_pairs_leads_to_the_cheapest_over_all(compiled, seed):
    problem, rungs, pairs, worth = networks(seed)
    early = np.random.default_rng(seed).random(pairs.count) < 0.5
    compiled(on=True)
    before = build(problem, pairs.rows(early), rungs, worth)
    flow, label = solved(before)
    used = np.flatnonzero(flow[len(flow) - before.pairs :])

    both = Chosen.together([pairs.rows(early), pairs.rows(~early)])
    whole = build(problem, both, rungs, worth)
    start = Start(flow_of(whole, used), labels_from(whole, before, label, rungs.member))
    warm, label = solved(whole, start)

    compiled(on=False)
    assert balanced(whole, start.flow)
    assert balanced(whole, warm)
    assert proved(whole, warm, label)
    assert int(whole.cost @ warm) == int(whole.cost @ cheapest_flow(whole))


@pytest.mark.parametrize("seed", range(10))
def test_rounds_reach_the_same_optimum_by_either_solver(compiled, monkeypatch, seed):
    monkeypatch.setattr(solving, "FIRST_PAIRS", 1)
    monkeypatch.setattr(solving, "PAIRS_A_PLACE", 0)
    problem, weights = random_problem(seed, members=30, shifts=25), Weights()

    def worth():
        pairs = first_pairs(problem, weights, wanted_at_first(problem))
        found = solve(problem, weights, pairs)
        return found.offers.count, found.rounds > 1

    compiled(on=False)
    known = worth()
    compiled(on=True)
    assert worth() == known


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_rough_rounds_on_the_way_lead_to_the_same_plan(compiled, monkeypatch, seed):
    monkeypatch.setattr(solving, "FIRST_PAIRS", 1)
    monkeypatch.setattr(solving, "PAIRS_A_PLACE", 0)
    problem, weights = random_problem(seed, members=30, shifts=25), Weights()
    compiled(on=True)

    def worth(share):
        monkeypatch.setattr(solving, "ROUGH_BEYOND", share)
        return match(problem, weights).verdict

    exactly, roughly = worth(1e9), worth(0)

    assert roughly.optimal
    assert roughly.value == exactly.value


@pytest.mark.parametrize("seed", SEEDS[:10])
def test_a_rough_flow_is_a_flow(compiled, seed):
    problem, rungs, pairs, worth = networks(seed)
    found = build(problem, pairs, rungs, worth)
    compiled(on=True)

    flow, label = solved(found, rough=True)

    assert (flow >= 0).all()
    assert (flow <= found.capacity).all()
    assert balanced(found, flow)
    reduced = found.cost + label[found.tail] - label[found.head]
    assert reduced[flow < found.capacity].min() >= -1 - ROUGH / SCALE


def test_costs_that_32_bits_do_not_hold_are_left_to_the_other_solver():
    small = np.array([1, -4_001])

    assert may_be_scaled(small, np.array([1, 20]))
    assert not may_be_scaled(small * 10**5, np.array([1, 20]))
    assert not may_be_scaled(small, np.array([1 << 30, 1 << 30]))


@pytest.mark.parametrize("seed", SEEDS[:10])
@pytest.mark.parametrize("tight", [True, False])
def test_hints_change_no_cost(compiled, seed, tight):
    problem, rungs, pairs, worth = networks(seed)
    found = build(problem, pairs, rungs, worth)
    compiled(on=False)
    known = int(found.cost @ cheapest_flow(found))
    shuffled = 2 + np.random.default_rng(seed).permutation(found.nodes - 2)

    for order in (nodes_by_place(problem, found), np.append([SOURCE, SINK], shuffled)):
        flow, label = scaled(found, Hints(order, tight))

        assert balanced(found, flow)
        assert int(found.cost @ flow) == known
        assert proved(found, flow, label)


def test_nodes_by_place_are_all_nodes_with_the_hubs_in_front():
    problem, rungs, pairs, worth = networks(1)
    found = build(problem, pairs, rungs, worth)

    order = nodes_by_place(problem, found)

    assert order[:2].tolist() == [SOURCE, SINK]
    assert np.sort(order).tolist() == list(range(found.nodes))


def test_a_network_of_several_blocks_is_solved_as_each_of_its_parts(compiled):
    problem, rungs, pairs, worth = networks(3)
    part = build(problem, pairs, rungs, worth)
    compiled(on=False)
    known = int(part.cost @ cheapest_flow(part))
    times = 3 * (1 << 14) // part.nodes

    whole = repeated(part, times)
    flow, label = scaled(whole, Hints())

    assert whole.nodes > 2 * (1 << 14)
    assert balanced(whole, flow)
    assert int(whole.cost @ flow) == times * known
    assert proved(whole, flow, label)


def scaled(found, hints):
    columns = found.tail, found.head, found.capacity, found.cost
    flow, label = cheapest_by_scaling(found.nodes, *columns, hints=hints)
    flow[0] = found.supply - int(flow[1:][found.head[1:] == SINK].sum())
    return flow, label


def repeated(part, times):
    """The same network so many times side by side between one source and one sink."""
    number = np.repeat(np.arange(times), len(part.cost) - 1)

    def ends(nodes):
        nodes = np.tile(nodes[1:], times)
        return np.where(nodes > SINK, nodes + number * (part.nodes - 2), nodes)

    return replace(
        part,
        nodes=2 + times * (part.nodes - 2),
        supply=times * part.supply,
        tail=np.append(SOURCE, ends(part.tail)),
        head=np.append(SINK, ends(part.head)),
        capacity=np.append(times * part.supply, np.tile(part.capacity[1:], times)),
        cost=np.append(0, np.tile(part.cost[1:], times)),
    )
