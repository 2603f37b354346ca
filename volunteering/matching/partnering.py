"""Partnering: which unit stands by which community for years, by the same flow and the same proof.

Every unit gets one community. Near and fitting counts, the partner that a unit has by now counts
more, and each further unit of a community counts less than the one before, so that none is left
without while others have many. Falling steps keep it a cheapest flow: source → unit → community →
sink, with parallel arcs into the sink.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from volunteering.matching.problem import BoolArray, FloatArray, IntArray
from volunteering.matching.sentence import Sentence, Wording, joined

NEAR_POINTS, FITTING_POINTS, STAYING_POINTS = 400, 200, 150
EVEN_POINTS = 1_000
"""What the first unit of a community counts more than one above its share: evenness first."""
STEPS = (0.5, 1.0, 1.5)
"""Rungs of a community in parts of its share; below the first it is worst off."""
TYPICAL_METRES = 3_000.0
FIRST_COMMUNITIES = 24
"""Of each unit the best communities that enter the first round; the prices ask for the others."""
MOST_ROUNDS = 40

CLOSE = Wording("partner.near", "相距 {distance} 公里", "{distance} km apart")
FITS = Wording("partner.fits", "擅长的 {count} 项社区正需要", "{count} of its skills are needed")
STAYS = Sentence("partner.stays", "已经结对", "partners already")
SHARE = Wording(
    "partner.share",
    "社区共 {units} 个结对单位，应有约 {share} 个",
    "the community has {units} units, its share is about {share}",
)

UNITS = Wording("partner.units", "社区共 {units} 个结对单位", "the community has {units} units")


@dataclass(frozen=True)
class Sides:
    """Units and communities side by side: metres on a plane, one bit per skill.

    unit_x, unit_y, unit_skills    (units,) where a unit stands, and what its members can do
    current                        (units,) row of the partner by now, -1 for none
    x, y, needs, homes             (communities,) where, what is needed, and how many people live
    """

    unit_x: IntArray
    unit_y: IntArray
    unit_skills: IntArray
    current: IntArray
    x: IntArray
    y: IntArray
    needs: IntArray
    homes: IntArray


@dataclass(frozen=True)
class Partners:
    """A community for each unit, what it is worth, and the proof that nothing is worth more."""

    community: IntArray
    points: int
    bound: int
    rounds: int
    pairs: int
    """Pairs that the network held in the end; all others were priced."""

    @property
    def proved(self) -> bool:
        """Whether no other choice is worth more."""
        return self.points == self.bound


def scores(sides: Sides) -> IntArray:
    """(units, communities) points of every pair, evenness left aside."""
    across = sides.unit_x[:, None] - sides.x
    along = sides.unit_y[:, None] - sides.y
    near = np.exp(np.hypot(across, along) / -TYPICAL_METRES)
    asked = np.bitwise_count(sides.needs.astype(np.uint64))
    held = np.bitwise_count((sides.unit_skills[:, None] & sides.needs).astype(np.uint64))
    fitting = held / np.maximum(asked, 1)
    points = np.rint(NEAR_POINTS * near + FITTING_POINTS * fitting).astype(np.int64)
    some = np.flatnonzero(sides.current >= 0)
    points[some, sides.current[some]] += STAYING_POINTS
    return points


def shares(sides: Sides) -> FloatArray:
    """(communities,) how many units each should have, by the people who live there."""
    whole = max(1, int(sides.homes.sum()))
    return np.asarray(len(sides.unit_x) * sides.homes / whole, dtype=np.float64)


def partnered(sides: Sides) -> Partners:
    """The best partner for every unit, proved over all pairs; needs at least one community."""
    points, (sizes, steps) = scores(sides), _rungs(sides)
    inside = np.zeros(points.shape, dtype=np.bool_)
    first = min(FIRST_COMMUNITIES, points.shape[1])
    best = np.argpartition(-points, first - 1, axis=1)[:, :first]
    np.put_along_axis(inside, best, values=True, axis=1)
    turn = 0
    while turn < MOST_ROUNDS:
        turn += 1
        chosen, price = _solved(points, inside, sizes, steps)
        reached = _worth(points, chosen, sizes, steps)
        net = points - price
        bound = int(net.max(axis=1).sum()) + _step_part(sizes, steps, price)
        current = net[np.arange(len(chosen)), chosen]
        better = net > current[:, None]
        if bound == reached or not (better & ~inside).any():
            break
        inside |= better
    return Partners(chosen, reached, bound, turn, int(inside.sum()))


def reasons(sides: Sides, partners: Partners) -> list[Sentence]:
    """Why each unit has its partner, in both languages."""
    metres = np.hypot(
        sides.unit_x - sides.x[partners.community], sides.unit_y - sides.y[partners.community]
    )
    fitting = np.bitwise_count(
        (sides.unit_skills & sides.needs[partners.community]).astype(np.uint64)
    )
    units = np.bincount(partners.community, minlength=len(sides.x))
    share = shares(sides)
    found = []
    for unit, community in enumerate(partners.community.tolist()):
        said = [CLOSE.fill(distance=f"{metres[unit] / 1000:.1f}")]
        if fitting[unit]:
            said.append(FITS.fill(count=int(fitting[unit])))
        if sides.current[unit] == community:
            said.append(STAYS)
        have = int(units[community])
        if share[community] < 1:
            said.append(UNITS.fill(units=have))
        else:
            said.append(SHARE.fill(units=have, share=f"{share[community]:.1f}"))
        found.append(joined(said))
    return found


def _rungs(sides: Sides) -> tuple[IntArray, IntArray]:
    """(communities, rungs) units on each rung, and what each of them counts; falling."""
    upper = np.ceil(shares(sides)[:, None] * np.array(STEPS)).astype(np.int64)
    everything = np.full((len(sides.x), 1), len(sides.unit_x), dtype=np.int64)
    upper = np.minimum(np.hstack([upper, everything]), len(sides.unit_x))
    sizes = np.diff(np.maximum.accumulate(upper, axis=1), axis=1, prepend=0)
    steps = np.rint(np.linspace(EVEN_POINTS, 0, sizes.shape[1])).astype(np.int64)
    return sizes, np.broadcast_to(steps, sizes.shape)


def _solved(
    points: IntArray, inside: BoolArray, sizes: IntArray, steps: IntArray
) -> tuple[IntArray, IntArray]:
    """The best choice among the pairs inside, and the price of a place at each community."""
    units, communities = points.shape
    unit, community = np.nonzero(inside)
    group, rung = np.nonzero(sizes)
    source, sink = units + communities, units + communities + 1
    solver = min_cost_flow.SimpleMinCostFlow()
    one = np.ones(units, dtype=np.int64)
    solver.add_arcs_with_capacity_and_unit_cost(
        np.full(units, source), np.arange(units), one, 0 * one
    )
    pairs = solver.add_arcs_with_capacity_and_unit_cost(
        unit, units + community, np.ones(len(unit), dtype=np.int64), -points[unit, community]
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        units + group, np.full(len(group), sink), sizes[group, rung], -steps[group, rung]
    )
    solver.set_node_supply(source, units)
    solver.set_node_supply(sink, -units)
    solver.solve()
    used = np.flatnonzero(solver.flows(pairs))
    chosen = np.zeros(units, dtype=np.int64)
    chosen[unit[used]] = community[used]
    return chosen, _prices(points, inside, chosen, sizes, steps)


def _prices(
    points: IntArray, inside: BoolArray, chosen: IntArray, sizes: IntArray, steps: IntArray
) -> IntArray:
    """(communities,) what a place costs, so that nobody would rather have another one.

    A place costs at least what the rung in use brings in, less a sign, and moving a unit must not
    pay: shortest ways between the communities, over the pairs inside. Where nobody is, it costs
    what the first rung brings in.
    """
    count = np.bincount(chosen, minlength=len(sizes))
    upper = np.cumsum(sizes, axis=1)
    price = -_rung_of(upper, steps, np.maximum(count - 1, 0))
    unit, community = np.nonzero(inside)
    gain = points[unit, community] - points[unit, chosen[unit]]
    for _ in range(len(sizes) + 1):
        raised = price.copy()
        np.maximum.at(raised, community, price[chosen[unit]] + gain)
        if np.array_equal(raised, price):
            break
        price = raised
    return price


def _rung_of(upper: IntArray, steps: IntArray, position: IntArray) -> IntArray:
    rung = (position[:, None] >= upper).sum(axis=1)
    return steps[np.arange(len(upper)), np.minimum(rung, steps.shape[1] - 1)]


def _worth(points: IntArray, chosen: IntArray, sizes: IntArray, steps: IntArray) -> int:
    count = np.bincount(chosen, minlength=len(sizes))
    below = np.cumsum(sizes, axis=1) - sizes
    on_rung = np.clip(count[:, None] - below, 0, sizes)
    return int(points[np.arange(len(chosen)), chosen].sum() + (on_rung * steps).sum())


def _step_part(sizes: IntArray, steps: IntArray, price: IntArray) -> int:
    return int((sizes * np.maximum(steps + price[:, None], 0)).sum())
