"""Bordering: a plan of several districts improved around their borders, what is far left as it is.

Around the shifts that pairs are wanted for, those who could come are gathered with all that they
are given. Everything else stands: it has taken its places, times and rungs. What is left is a
network like any other, as large as the borders are long.
"""

from dataclasses import dataclass, replace

import numpy as np

from volunteering.matching.beginning import Beginning
from volunteering.matching.candidates import Chosen, Pairs
from volunteering.matching.network import Network, build, solved
from volunteering.matching.pricing import NEVER, Hurdles, hurdles
from volunteering.matching.problem import BoolArray, IntArray, Problem, rising
from volunteering.matching.result import Prices
from volunteering.matching.scoring import Ladders, Steps


@dataclass(frozen=True)
class Standing:
    """A plan of the whole over some pairs, and the prices by which it stands.

    used (k,) which of the known pairs are the plan
    """

    known: Chosen
    used: BoolArray
    prices: Prices

    @property
    def plan(self) -> Chosen:
        """The pairs of the plan."""
        return self.known.rows(self.used)

    def with_pairs(self, more: Chosen) -> "Standing":
        """The same plan, and more pairs known."""
        used = np.append(self.used, np.zeros(more.count, dtype=np.bool_))
        return replace(self, known=Chosen.together([self.known, more]), used=used)

    def bars(self, problem: Problem, rungs: Ladders, inside: Chosen | None = None) -> Hurdles:
        """What a pair must beat to change what its member is given, or the pairs ``inside``."""
        inside = self.plan if inside is None else inside
        return hurdles(problem, rungs.member, self.prices.shift, self.prices.unit, inside)

    def priced(self, problem: Problem, rungs: Ladders) -> Prices:
        """The prices, with what the days of members must bring in by the others."""
        enter = self.bars(problem, rungs, self.known).enter
        return replace(self.prices, member=np.where(enter < NEVER, enter, 0))


def improved_around(
    problem: Problem, rungs: Ladders, standing: Standing, wanted: BoolArray, pairs: Pairs
) -> Standing:
    """The best plan that changes nothing far from the ``wanted`` ones, (k,), of the known pairs.

    ``pairs`` tell of whom it is about.

    Raises:
        network.Overflow, network.Unsolved: see there.

    """
    known = standing.known
    inside = _around(problem, standing, wanted)
    fixed = known.rows(standing.used & ~inside)
    inside &= standing.used | ~_taken(problem, known, fixed)
    rows = np.flatnonzero(inside)
    own, ladders = _left(problem, rungs, fixed, known.shift[rows])
    bars = standing.bars(problem, rungs)
    prices = replace(standing.prices, member=np.where(bars.enter < NEVER, bars.enter, 0))
    begin = Beginning(known.rows(rows), np.flatnonzero(standing.used[rows]), prices, pairs)
    network = build(own, begin.chosen, ladders, prices.worth)
    flow, label = solved(network, begin.start(network, ladders))
    used = standing.used.copy()
    used[rows] = flow[len(flow) - len(rows) :] > 0
    # More than that, and somebody who takes no part in the round would come.
    least = -bars.surplus(problem, prices.shift, known)
    others = np.flatnonzero(~inside & ~standing.used)
    most = np.full(problem.shifts.count, NEVER, dtype=np.int64)
    np.minimum.at(most, known.shift[others], np.maximum(least[others], 0))
    now = replace(standing, used=used)
    return replace(now, prices=_moved(problem, now, network, label, prices.shift + most))


def ways_to_fill(problem: Problem, standing: Standing) -> BoolArray:
    """(k,) known pairs on the ways from places left open to members who could take one more.

    None are on one if no place could be filled by them, however many would have to move.
    """
    known, used = standing.known, standing.used
    given = np.bincount(standing.plan.member, minlength=problem.members.count)
    spare = (given < problem.room)[known.member] & ~used & ~_taken(problem, known, standing.plan)
    served = np.zeros(problem.shifts.count, dtype=np.bool_)
    served[known.shift[spare]] = True
    lacking = _lacking(problem, standing, served)
    ways = lacking[known.shift] & ~used
    return ways if (lacking & served).any() else np.zeros_like(ways)


def places_prices(problem: Problem, rungs: Ladders, standing: Standing) -> Prices:
    """Prices blind to points: 1 for what could go on to a place that is left open, 0 elsewhere.

    They bound the places that any plan fills, and meet a plan that fills as many as it can.
    """
    nowhere = np.zeros(problem.shifts.count, dtype=np.bool_)
    lacking = _lacking(problem, standing, nowhere)
    community = np.zeros(problem.communities, dtype=np.int64)
    community[problem.shifts.community[lacking]] = 1
    unit = np.zeros(problem.units, dtype=np.int64)
    prices = Prices(1, lacking.astype(np.int64), community, unit, unit)
    blind = Standing(standing.known.worthless(), standing.used, prices)
    return blind.priced(problem, rungs.blind())


def _lacking(problem: Problem, standing: Standing, served: BoolArray) -> BoolArray:
    """(shifts,) those with places left open, and those whose members could move there in turn.

    Whose members could move to ``served`` ones is left aside.
    """
    known, plan, unused = standing.known, standing.plan, ~standing.used
    lacking = np.bincount(plan.shift, minlength=problem.shifts.count) < problem.shifts.places
    at_given = _taken(problem, known, plan)
    time, time_of_plan = (problem.time_of(some.member, some.shift) for some in (known, plan))
    while True:
        could = (lacking & ~served)[known.shift] & unused
        times, members = rising(time[could & at_given]), rising(known.member[could & ~at_given])
        moves = np.isin(time_of_plan, times) | np.isin(plan.member, members)
        more = lacking.copy()
        more[plan.shift[moves]] = True
        if (more == lacking).all():
            return lacking
        lacking = more


def _around(problem: Problem, standing: Standing, wanted: BoolArray) -> BoolArray:
    """(k,) the pairs of who could take wanted shifts, with these and with all they are given."""
    known = standing.known
    shifts = np.zeros(problem.shifts.count, dtype=np.bool_)
    shifts[known.shift[wanted]] = True
    members = np.zeros(problem.members.count, dtype=np.bool_)
    members[known.member[shifts[known.shift]]] = True
    shifts[known.shift[standing.used & members[known.member]]] = True
    return np.asarray(members[known.member] & shifts[known.shift])


def _taken(problem: Problem, known: Chosen, fixed: Chosen) -> BoolArray:
    """(k,) whether the time of a pair is given away to one that stands."""
    given = np.sort(problem.time_of(fixed.member, fixed.shift))
    time = problem.time_of(known.member, known.shift)
    if not len(given):
        return np.zeros(len(time), dtype=np.bool_)
    return np.asarray(given[np.minimum(np.searchsorted(given, time), len(given) - 1)] == time)


def _left(
    problem: Problem, rungs: Ladders, fixed: Chosen, shifts: IntArray
) -> tuple[Problem, Ladders]:
    """What is left of the places of some shifts, and of all rungs, beside what stands."""
    open_to = np.zeros(problem.shifts.count, dtype=np.bool_)
    open_to[shifts] = True
    places = problem.shifts.places - np.bincount(fixed.shift, minlength=len(open_to))
    left = replace(problem.shifts, places=np.where(open_to, places, 0))
    groups = (
        (rungs.member, fixed.member),
        (rungs.unit, problem.members.unit[fixed.member]),
        (rungs.community, problem.shifts.community[fixed.shift]),
    )
    member, unit, community = (_beyond(steps, of_group) for steps, of_group in groups)
    return replace(problem, shifts=left), Ladders(member, unit, community, rungs.named)


def _beyond(steps: Steps, of_group: IntArray) -> Steps:
    """What is left of each group's rungs; ``of_group`` tells whose each place taken is."""
    taken = np.bincount(of_group, minlength=len(steps.sizes))[:, None]
    below = np.cumsum(steps.sizes, axis=1) - steps.sizes
    return Steps(steps.sizes - np.clip(taken - below, 0, steps.sizes), steps.points)


def _moved(
    problem: Problem, standing: Standing, network: Network, label: IntArray, most: IntArray
) -> Prices:
    """The prices after a round: what took part has those of the round, the others fit to them.

    ``most`` (shifts,) is what each may pay.
    """
    shift, community, unit = (
        column.copy()
        for column in (standing.prices.shift, standing.prices.community, standing.prices.unit)
    )
    first_pair = len(network.cost) - network.pairs
    part = rising(network.head[first_pair:] - network.shifts.start)
    asking = rising(problem.shifts.community[part])
    community[asking] = label[network.communities][asking]
    whose = rising(problem.members.unit[network.active])
    unit[whose] = -label[network.units][whose]
    # A shift with places left pays what its community does, a full one no more than that.
    pays = community[problem.shifts.community]
    given = np.bincount(standing.plan.shift, minlength=problem.shifts.count)
    full = given >= problem.shifts.places
    shift = np.where(full, np.minimum(shift, pays), pays)
    shift[part] = np.minimum(label[network.shifts], most)[part]
    return replace(standing.prices, shift=shift, community=community, unit=unit)
