"""Solving: the cheapest flow over the best pairs, then over those that the prices ask for.

Each round solves exactly over the pairs let in, prices all feasible pairs, and lets in those that
could improve the plan. When none is left, the plan is the best over all feasible pairs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np

from volunteering.matching.candidates import Chosen, Pairs, best_pairs
from volunteering.matching.checking import bound_by, most_places, promising
from volunteering.matching.network import Network, Residual, build, cheapest_flow
from volunteering.matching.pricing import NEVER, Hurdles, best_of_shift, hurdles
from volunteering.matching.problem import IntArray, Problem
from volunteering.matching.result import Certificate, Offers, Prices
from volunteering.matching.scoring import Ladders, Weights, ladders, place_worth

FIRST_PAIRS, PAIRS_A_PLACE = 16, 5
"""Pairs that every shift brings into the first round, and those for each of its places."""
MORE_PAIRS, MORE_A_PLACE = 8, 4
"""The most that a later round adds. All four only steer the speed: later rounds mend the choice."""
CLEARLY_WORSE = 100
"""Points by which a pair must miss its hurdle to leave the network after an early round."""
ROUNDS_THAT_DROP = 2
FIRST_WORTH = 4
"""What a place counts at first, in times the most points of a place: small numbers solve faster."""
STEEPER = 64


@dataclass(frozen=True)
class Solution:
    """A plan with its proof, and how it was come by."""

    offers: Offers
    certificate: Certificate
    rounds: int
    network: Chosen
    """The pairs of the last round: the plan and what could take its place."""


@dataclass(frozen=True)
class _Round:
    """A cheapest flow over some pairs, with its prices."""

    chosen: Chosen
    used: IntArray
    reached: int
    points: Prices
    places: Prices
    bars: Hurdles

    @property
    def filled(self) -> int:
        return len(self.used)


def solve(
    problem: Problem,
    weights: Weights,
    pairs: Pairs,
    *,
    most_rounds: int | None = None,
    tolerance: float = 0.0,
    after_round: Callable[[int], None] = lambda _: None,
) -> Solution:
    """The best plan over ``pairs``.

    It stops when the proof says that nothing better exists, or nothing better by more than
    ``tolerance`` as a share of the points and of the places, or after ``most_rounds``.

    Raises:
        network.Overflow, network.Unsolved: see there.

    """
    rungs, full_worth = ladders(problem, weights), place_worth(problem, weights)
    worth = min(FIRST_WORTH * weights.most + 1, full_worth)
    chosen = best_pairs(
        pairs, rungs.member.points[:, 0], _keep(problem, FIRST_PAIRS, PAIRS_A_PLACE), problem.seed
    )
    for turn in count(1):
        now = _solved(problem, chosen, rungs, worth)
        after_round(turn)
        if turn == most_rounds:
            return _solution(now, turn)
        found = promising(pairs, now.points)
        slack = bound_by(rungs, now.points, problem, found) - now.reached
        wanted = _wanted(problem, now, found, drop=turn <= ROUNDS_THAT_DROP)
        if wanted is None or slack <= tolerance * (now.reached - worth * now.filled):
            most = most_places(rungs, now.places, pairs)
            if worth == full_worth or now.filled >= most * (1 - tolerance):
                return _solution(now, turn)
            worth = min(worth * STEEPER, full_worth)
        chosen = chosen if wanted is None else wanted
    raise AssertionError("unreachable: count() never ends")


def _keep(problem: Problem, base: int, a_place: int) -> IntArray:
    places = problem.shifts.places
    return np.where(places > 0, base + a_place * places, 0)


def _solved(problem: Problem, chosen: Chosen, rungs: Ladders, worth: int) -> _Round:
    network = build(problem, chosen, rungs, worth)
    flow = cheapest_flow(network)
    residual = Residual(network, flow)
    label, blind = residual.potentials(), np.where(residual.reached(), 0, 1)
    shift, unit = label[network.shifts], -label[network.units]
    bars = hurdles(problem, rungs.member, shift, unit, chosen)
    plain = hurdles(
        problem,
        rungs.blind().member,
        blind[network.shifts],
        -blind[network.units],
        chosen.worthless(),
    )
    return _Round(
        chosen=chosen,
        used=np.flatnonzero(flow[len(flow) - chosen.count :]),
        reached=-int(network.cost @ flow),
        points=_prices(network, label, bars, worth),
        places=_prices(network, blind, plain, 1),
        bars=bars,
    )


def _wanted(problem: Problem, now: _Round, found: Chosen, *, drop: bool) -> Chosen | None:
    """The pairs of the next round; None if no pair could improve the plan."""
    surplus = now.bars.surplus(problem, now.points.shift, found)
    better = np.flatnonzero(surplus > 0)
    if not len(better):
        return None
    most = _keep(problem, MORE_PAIRS, MORE_A_PLACE)
    added = best_of_shift(found.rows(better), surplus[better], most)
    kept = now.chosen
    if drop:
        close = now.bars.surplus(problem, now.points.shift, kept) >= -CLEARLY_WORSE
        close[now.used] = True
        kept = kept.rows(close)
    return Chosen.together([kept, added])


def _solution(now: _Round, turn: int) -> Solution:
    used = now.chosen.rows(now.used)
    order = np.lexsort((used.member, used.shift))
    return Solution(
        Offers(used.member[order], used.shift[order]),
        Certificate(now.points, now.places),
        turn,
        now.chosen,
    )


def _prices(network: Network, label: IntArray, bars: Hurdles, worth: int) -> Prices:
    return Prices(
        worth=worth,
        shift=label[network.shifts],
        community=label[network.communities],
        unit=-label[network.units],
        member=np.where(bars.enter < NEVER, bars.enter, 0),
    )
