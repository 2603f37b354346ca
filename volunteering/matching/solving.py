"""Solving: the cheapest flow over the best pairs, then over those that the prices ask for.

Each round solves exactly over the pairs let in, prices all feasible pairs, and lets in those that
could improve the plan. When none is left, the plan is the best over all feasible pairs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from volunteering.matching.beginning import Beginning
from volunteering.matching.candidates import Chosen, Pairs, best_pairs
from volunteering.matching.checking import bound_by, far_enough, most_places, promising
from volunteering.matching.growing import Growing
from volunteering.matching.looking import EVERYWHERE
from volunteering.matching.network import (
    Network,
    Residual,
    build,
    compiled,
    flow_of,
    labels_from,
    nodes_by_place,
    solved,
)
from volunteering.matching.pricing import NEVER, Hurdles, best_of_shift, hurdles
from volunteering.matching.problem import BoolArray, IntArray, Problem
from volunteering.matching.result import Certificate, Offers, Prices
from volunteering.matching.scaling import Start
from volunteering.matching.scoring import Ladders, Weights, ladders, place_worth
from volunteering.matching.spreading import with_own_stretches

FIRST_PAIRS, PAIRS_A_PLACE = 8, 3
"""Pairs that every shift brings into the first round, and those for each of its places."""
MORE_PAIRS, MORE_A_PLACE = 8, 4
"""The most that a later round adds. All four only steer the speed: later rounds mend the choice."""
CLEARLY_WORSE = 100
"""Points by which a pair must miss its hurdle to leave the network after an early round."""
ROUNDS_THAT_DROP = 2
WORTH_LETTING_IN = 20_000
"""Pairs in the network for each that is added: fewer additions than that are repaired in place."""
WORTH_REPAIRING = 300
"""Changes up to which a large network that is parted in another way is repaired in place."""
EARLY = 0.01
"""Share of the points that the proof may miss before the pairs far away are looked at."""
ROUGH_BEYOND = 0.05
"""While the proof misses more than this share of the points, a rough flow is good enough. The last
round's never is: a kept plan goes on from it."""
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
    pairs: Pairs
    """All pairs that the proof had to look at."""
    moments: IntArray
    """`Problem.moments` of the last round."""


@dataclass(frozen=True)
class _Round:
    """A cheapest flow over some pairs, with the prices that go by points."""

    chosen: Chosen
    used: IntArray
    reached: int
    points: Prices
    bars: Hurdles
    network: Network
    flow: IntArray
    label: IntArray
    rough: bool = False
    """Whether the flow is only nearly the cheapest: better ones may exist over the same pairs."""
    live: Growing | None = None
    """The same flow, once pairs have been let into it one by one."""

    @property
    def filled(self) -> int:
        return len(self.used)

    def start(self, network: Network, rungs: Ladders) -> Start:
        """The flow of the round in a later network, whose first pairs are those of the round."""
        label = labels_from(network, self.network, self.label, rungs.member)
        return Start(flow_of(network, self.used), label)


def solve(
    problem: Problem,
    weights: Weights,
    pairs: Pairs,
    *,
    most_rounds: int | None = None,
    tolerance: float = 0.0,
    after_round: Callable[[int], None] = lambda _: None,
    begin: Beginning | None = None,
) -> Solution:
    """The best plan over all feasible pairs, of which ``pairs`` are those known from the start.

    With ``begin`` the first round goes on from a plan and its prices, over its pairs.

    It stops when the proof says that nothing better exists, or nothing better by more than
    ``tolerance`` as a share of the points and of the places, or after ``most_rounds``.

    Raises:
        network.Overflow, network.Unsolved: see there.

    """
    rungs, full_worth = ladders(problem, weights), place_worth(problem, weights)
    worth = min(FIRST_WORTH * weights.most + 1, full_worth)
    if begin is None:
        appeal, keep = rungs.member.points[:, 0], wanted_at_first(problem)
        chosen = best_pairs(pairs, appeal, keep, problem.seed)
    else:
        worth, chosen = begin.prices.worth, begin.chosen
    now = _solved(problem, chosen, rungs, worth, begin)
    for turn in count(1):
        after_round(turn)
        if turn == most_rounds:
            return _solution(problem, now, _places(problem, rungs, now), turn, pairs)
        pairs = _looked_farther(pairs, rungs, now)
        found = promising(pairs, now.points)
        slack = bound_by(rungs, now.points, problem, found) - now.reached
        added, whole = _wanted(problem, now, found), now.reached - worth * now.filled
        apart = with_own_stretches(problem, now.chosen, now.used, now.bars, now.points.shift)
        if apart is problem and not now.rough and (added is None or slack <= tolerance * whole):
            places = _places(problem, rungs, now)
            pairs = far_enough(pairs, places, blind=True)
            most = _most_here(problem, rungs, places, pairs)
            if worth == full_worth or now.filled >= most * (1 - tolerance):
                return _solution(problem, now, places, turn, pairs)
            worth = min(worth * STEEPER, full_worth)
            chosen = Chosen.together([now.chosen, *([added] if added else [])])
            del now  # it takes as much memory as the next round
            now = _solved(problem, chosen, rungs, worth)
        elif (turn > ROUNDS_THAT_DROP or apart is problem) and _few(problem, now, added, apart):
            problem, now = _spread(problem, rungs, now, apart)
            now = _let_in(problem, rungs, now, added) if added else now
        else:
            if turn <= ROUNDS_THAT_DROP:
                now = _without_worse(problem, now)
            rough = added is not None and slack > ROUGH_BEYOND * whole and turn + 1 != most_rounds
            chosen = Chosen.together([now.chosen, *([added] if added else [])])
            del found, added
            problem, now = apart, _once_a_time(apart, now)
            now = _solved(problem, chosen, rungs, worth, now, rough=rough)
    raise AssertionError("unreachable: count() never ends")


def _few(problem: Problem, now: _Round, added: Chosen | None, apart: Problem) -> bool:
    """Whether so little changes that the flow is better repaired than solved anew.

    What a large network needs for its repair is worth it for clashes; pairs are let in besides.
    """
    changes = len(apart.moments) - len(problem.moments) + (0 if added is None else added.count)
    if now.rough or not compiled(now.network):
        return not now.rough and changes * WORTH_LETTING_IN <= now.chosen.count
    return changes <= WORTH_REPAIRING and not (apart is problem and now.live is None)


def _looked_farther(pairs: Pairs, rungs: Ladders, now: _Round) -> Pairs:
    """All pairs that the proof needs; while the prices are far from it, a step towards them."""
    found = promising(pairs, now.points)
    slack = bound_by(rungs, now.points, pairs.problem, found) - now.reached
    early = slack > EARLY * (now.reached - now.points.worth * now.filled)
    return far_enough(pairs, now.points, at_most=pairs.looked * 3 // 2 if early else EVERYWHERE)


def wanted_at_first(problem: Problem) -> IntArray:
    """(shifts,) pairs that each shift brings into the first round."""
    return _keep(problem, FIRST_PAIRS, PAIRS_A_PLACE)


def _keep(problem: Problem, base: int, a_place: int) -> IntArray:
    places = problem.shifts.places
    return np.where(places > 0, base + a_place * places, 0)


def _solved(
    problem: Problem,
    chosen: Chosen,
    rungs: Ladders,
    worth: int,
    before: _Round | Beginning | None = None,
    *,
    rough: bool = False,
) -> _Round:
    """A round over ``chosen``, of which those of ``before`` are the first."""
    network = build(problem, chosen, rungs, worth)
    start = None
    if before is not None and compiled(network):
        start = before.start(network, rungs)
    rough &= compiled(network)
    order = nodes_by_place(problem, network) if compiled(network) else None
    flow, label = solved(network, start, rough=rough, order=order)
    bars = _bars(problem, rungs, network, label, chosen)
    return _Round(
        chosen=chosen,
        used=np.flatnonzero(flow[len(flow) - chosen.count :]),
        reached=-int(network.cost @ flow),
        points=_prices(network, label, bars, worth),
        bars=bars,
        network=network,
        flow=flow,
        label=label,
        rough=rough,
    )


def _let_in(problem: Problem, rungs: Ladders, now: _Round, added: Chosen) -> _Round:
    """The round with a few pairs more, repaired instead of solved anew."""
    live = now.live or Growing(problem, rungs, now.network, now.flow, now.label)
    live.let_in(added)
    return _repaired(
        problem, rungs, replace(now, chosen=Chosen.together([now.chosen, added])), live
    )


def _spread(
    problem: Problem, rungs: Ladders, now: _Round, apart: Problem
) -> tuple[Problem, _Round]:
    """The round without clashes that can be parted, and the problem with the stretches for it."""
    if apart is problem:
        return problem, now
    live = now.live or Growing(problem, rungs, now.network, now.flow, now.label)
    while apart is not problem:
        live.part_anew(apart, now.chosen)
        problem = apart
        apart = with_own_stretches(problem, now.chosen, live.used())
    return problem, _repaired(problem, rungs, now, live)


def _repaired(problem: Problem, rungs: Ladders, now: _Round, live: Growing) -> _Round:
    label = live.labels()
    bars = _bars(problem, rungs, now.network, label, now.chosen)
    return replace(
        now,
        used=live.used(),
        reached=-live.cost,
        points=_prices(now.network, label, bars, now.points.worth),
        bars=bars,
        label=label,
        live=live,
    )


def _once_a_time(problem: Problem, now: _Round) -> _Round:
    """The round without those used whose time another has, since it was parted in another way."""
    if not len(problem.moments):
        return now
    used = now.chosen.rows(now.used)
    first = np.unique(problem.time_of(used.member, used.shift), return_index=True)[1]
    return replace(now, used=now.used[np.sort(first)])


def _bars(
    problem: Problem, rungs: Ladders, network: Network, label: IntArray, chosen: Chosen
) -> Hurdles:
    return hurdles(problem, rungs.member, label[network.shifts], -label[network.units], chosen)


def _places(problem: Problem, rungs: Ladders, now: _Round) -> Prices:
    """Prices blind to points: 0 where one more place could be filled from, 1 elsewhere."""
    residual = now.live.residual() if now.live else Residual(now.network, now.flow)
    label = np.where(residual.reached(), 0, 1)
    bars = _bars(problem, rungs.blind(), now.network, label, now.chosen.worthless())
    return _prices(now.network, label, bars, 1)


def _most_here(problem: Problem, rungs: Ladders, places: Prices, pairs: Pairs) -> int:
    """No plan that keeps to the stretches fills more places: a higher worth would fill no more."""
    found = promising(pairs.worthless(), places)
    within = bound_by(rungs.blind(), places, problem, found)
    return min(within, most_places(rungs, places, pairs)) if len(problem.moments) else within


def _wanted(problem: Problem, now: _Round, found: Chosen) -> Chosen | None:
    """Pairs of those found that could improve the plan; None if none could."""
    surplus = now.bars.surplus(problem, now.points.shift, found)
    better = np.flatnonzero(surplus > 0)
    if now.rough:
        inside = np.sort(_keys(problem, now.chosen))
        better = better[~_among(inside, _keys(problem, found.rows(better)))]
    if not len(better):
        return None
    most = _keep(problem, MORE_PAIRS, MORE_A_PLACE)
    return best_of_shift(found.rows(better), surplus[better], most)


def _keys(problem: Problem, pairs: Chosen) -> IntArray:
    return pairs.member * problem.shifts.count + pairs.shift


def _among(rising: IntArray, keys: IntArray) -> BoolArray:
    """(k,) which keys are among the rising ones."""
    row = np.minimum(np.searchsorted(rising, keys), len(rising) - 1)
    return np.asarray(rising[row] == keys)


def _without_worse(problem: Problem, now: _Round) -> _Round:
    """The round without the pairs that its prices put far from the plan."""
    close = now.bars.surplus(problem, now.points.shift, now.chosen) >= -CLEARLY_WORSE
    close[now.used] = True
    return replace(now, chosen=now.chosen.rows(close), used=(np.cumsum(close) - 1)[now.used])


def _solution(problem: Problem, now: _Round, places: Prices, turn: int, pairs: Pairs) -> Solution:
    used = now.chosen.rows(now.used)
    order = np.lexsort((used.member, used.shift))
    return Solution(
        Offers(used.member[order], used.shift[order]),
        Certificate(now.points, places),
        turn,
        now.chosen,
        pairs,
        problem.moments,
    )


def _prices(network: Network, label: IntArray, bars: Hurdles, worth: int) -> Prices:
    return Prices(
        worth=worth,
        shift=label[network.shifts],
        community=label[network.communities],
        unit=-label[network.units],
        member=np.where(bars.enter < NEVER, bars.enter, 0),
    )
