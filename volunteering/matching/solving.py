"""Solving: the cheapest flow over the best pairs, then over those that the prices ask for.

Each round solves exactly over the pairs let in, prices all feasible pairs, and lets in those that
could improve the plan. When none is left, the plan is the best over all feasible pairs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np

from volunteering.matching.candidates import Pairs, best_pairs
from volunteering.matching.checking import best_of_day, bound
from volunteering.matching.network import Network, build, cheapest_flow, potentials
from volunteering.matching.problem import BoolArray, IntArray, Problem
from volunteering.matching.result import Certificate, Offers
from volunteering.matching.scoring import Weights, ladders, place_worth

FIRST_PAIRS = 20
"""Pairs that every shift brings into the first round …"""
PAIRS_A_PLACE = 8
"""… and those for each of its places. Both only steer the speed: later rounds mend the choice."""


@dataclass(frozen=True)
class Solution:
    """A plan with its proof, and how it was come by."""

    offers: Offers
    certificate: Certificate
    rounds: int
    pairs_used: int


def solve(
    problem: Problem,
    weights: Weights,
    pairs: Pairs,
    *,
    most_rounds: int | None = None,
    after_round: Callable[[int], None] = lambda _: None,
) -> Solution:
    """The best plan over ``pairs``; cut off by ``most_rounds``, the proof says how far from best.

    Raises:
        network.Overflow, network.Unsolved: see there.

    """
    rungs, worth = ladders(problem, weights), place_worth(problem, weights)
    keep = np.where(
        problem.shifts.places > 0, FIRST_PAIRS + PAIRS_A_PLACE * problem.shifts.places, 0
    )
    mask = best_pairs(pairs, rungs.member.points[:, 0], keep, problem.seed)
    for turn in count(1):
        network = build(problem, pairs, mask, rungs, worth)
        flow = cheapest_flow(network)
        label = potentials(network, flow)
        solution = Solution(
            _offers(network, flow, pairs), _prices(network, label), turn, len(network.pair)
        )
        after_round(turn)
        reached = -int(network.cost @ flow)
        if turn == most_rounds or bound(problem, weights, solution.certificate, pairs) == reached:
            return solution
        wanted = improving(problem, weights, pairs, mask, solution.certificate)
        if not wanted.any():
            return solution
        mask = mask | wanted
    raise AssertionError("unreachable: count() never ends")


def improving(
    problem: Problem, weights: Weights, pairs: Pairs, mask: BoolArray, prices: Certificate
) -> BoolArray:
    """(pairs,) those left out whose gain beats what the member's day or next rung gives by now."""
    rungs = ladders(problem, weights).member
    inside = _masked(pairs, mask)
    best = best_of_day(problem, prices, inside)
    unit = prices.unit[problem.members.unit]
    threshold = _thresholds(best, -(rungs.points + unit[:, None]), rungs.sizes)
    day = np.repeat(problem.shifts.day, np.diff(pairs.start))
    pay = np.repeat(prices.shift, np.diff(pairs.start))
    return (pairs.points + pay > threshold[pairs.member, day]) & ~mask


def _thresholds(best: IntArray, price: IntArray, sizes: IntArray) -> IntArray:
    """(members, days) what a new pair must gain to change the member's best choice.

    ``best`` (members, days) is the gain of each day now, ``price`` (members, rungs) what a rung
    costs. A day that is chosen must be beaten; any other day must beat the next rung's price or
    the weakest chosen day.
    """
    beyond = np.iinfo(np.int64).max // 4
    price = np.where(sizes > 0, price, beyond)
    price = np.hstack([price, np.full((len(price), 1), beyond)])
    ranked = -np.sort(-best, axis=1)
    missing = max(0, price.shape[1] - 1 - ranked.shape[1])
    ranked = np.hstack([ranked, np.full((len(ranked), missing), -beyond)])[:, : price.shape[1] - 1]
    chosen = (ranked > price[:, :-1]).sum(axis=1)
    rows = np.arange(len(best))
    weakest = np.where(chosen > 0, ranked[rows, np.maximum(chosen - 1, 0)], beyond)
    enter = np.minimum(price[rows, chosen], weakest)
    return np.where((best >= weakest[:, None]) & (chosen > 0)[:, None], best, enter[:, None])


def _masked(pairs: Pairs, mask: BoolArray) -> Pairs:
    kept = np.concatenate([[0], np.cumsum(mask)])[pairs.start]
    return Pairs(kept, pairs.member[mask], pairs.points[mask])


def _offers(network: Network, flow: IntArray, pairs: Pairs) -> Offers:
    chosen = network.pair[flow[len(flow) - len(network.pair) :] > 0]
    shift = np.searchsorted(pairs.start, chosen, side="right") - 1
    return Offers(pairs.member[chosen].astype(np.int64), shift.astype(np.int64))


def _prices(network: Network, label: IntArray) -> Certificate:
    return Certificate(
        shift=label[network.shifts],
        community=label[network.communities],
        unit=-label[network.units],
    )
