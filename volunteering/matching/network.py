"""The plan as a flow: source → unit → member → member's day → shift → community → sink.

One unit of flow is one place filled. Parallel arcs are the rungs of a ladder; points are negative
costs, and the arcs into the sink also carry what filling a place counts. A bypass from source to
sink takes what stays open and always carries one unit more, which pins the sink's price to 0.
Every limit is a capacity of a tree of groups (day ⊂ member ⊂ unit; shift ⊂ community), so the
matrix is a network matrix and the cheapest flow is whole-numbered.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from volunteering.matching.candidates import Chosen
from volunteering.matching.problem import BoolArray, IntArray, Problem, rising
from volunteering.matching.scaling import Hints, Start, cheapest_by_scaling, may_be_scaled
from volunteering.matching.scoring import Ladders, Steps

SOURCE, SINK = 0, 1
WORTH_COMPILING = 250_000
"""Arcs from which on the compiled solver is used: loading it takes longer than solving less."""

ROW_METRES, STRIP_METRES = 250, 2_000
"""Rows of strips in which nodes are put in order."""
TIGHT = 0.5
"""Share of what the members in a network have room for that is asked of them in a tight month."""


class Overflow(ArithmeticError):
    """Costs are so large that 64-bit arithmetic could not be trusted."""


class Unsolved(RuntimeError):
    """The flow solver did not report an optimum."""


@dataclass(frozen=True)
class Network:
    """Arcs (arcs,) with capacity and cost; the last of them are the pairs, in their order."""

    nodes: int
    supply: int
    tail: IntArray
    head: IntArray
    capacity: IntArray
    cost: IntArray
    pairs: int
    worth: int
    active: IntArray
    """Rows of the members that have a node, in the order of their nodes after the units."""
    days: IntArray
    """`Problem.time_of` of each member's time that has a node, in the order of their nodes."""
    units: slice
    shifts: slice
    communities: slice
    """Where the nodes of these are."""


class _Arcs:
    """Arcs put together group by group."""

    def __init__(self) -> None:
        self._parts: list[tuple[IntArray, ...]] = []

    def add(
        self,
        tail: IntArray | int,
        head: IntArray | int,
        capacity: IntArray | int,
        cost: IntArray | int,
    ) -> None:
        """One arc for each row of the arguments, numbers standing for all rows."""
        columns = np.broadcast_arrays(*map(np.atleast_1d, (tail, head, capacity, cost)))
        self._parts.append(tuple(np.asarray(column, dtype=np.int64) for column in columns))

    def add_rungs(self, tail: IntArray | int, head: IntArray | int, steps: Steps) -> None:
        """For each group one arc a rung, leaving out rungs without places."""
        group, rung = np.nonzero(steps.sizes)
        self.add(
            tail[group] if isinstance(tail, np.ndarray) else tail,
            head[group] if isinstance(head, np.ndarray) else head,
            steps.sizes[group, rung],
            -steps.points[group, rung],
        )

    def columns(self) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Tail, head, capacity and cost of all arcs."""
        tail, head, capacity, cost = map(np.concatenate, zip(*self._parts, strict=True))
        return tail, head, capacity, cost


def build(
    problem: Problem, chosen: Chosen, rungs: Ladders, worth: int, *, every_day: bool = False
) -> Network:
    """The network of the chosen pairs, a filled place counting ``worth``.

    The arcs of a member are never trimmed to the days that have a pair here: the prices must stay
    true for the pairs that are left out. ``every_day`` gives each day with a pair a node of its
    own, even where one pair alone would not need it.

    Raises:
        Overflow: if the costs could exceed 64 bits.

    """
    active, member_row = np.unique(chosen.member, return_inverse=True)
    width = problem.times
    days = member_row * width + problem.time_of(chosen.member, chosen.shift) % width
    busy_days, day_row, times = np.unique(days, return_inverse=True, return_counts=True)
    shared = np.flatnonzero((times > 1) | every_day)

    first_member = 2 + problem.units
    first_day = first_member + len(active)
    first_shift = first_day + len(shared)
    first_community = first_shift + problem.shifts.count
    nodes = first_community + problem.communities
    units = slice(2, first_member)
    shifts = slice(first_shift, first_community)
    communities = slice(first_community, nodes)

    arcs = _Arcs()
    supply = problem.open_places + 1
    arcs.add(SOURCE, SINK, supply, 0)
    arcs.add_rungs(SOURCE, np.arange(units.start, units.stop), rungs.unit)
    member_node = first_member + np.arange(len(active))
    arcs.add_rungs(
        2 + problem.members.unit[active],
        member_node,
        Steps(rungs.member.sizes[active], rungs.member.points[active]),
    )
    arcs.add(
        first_member + busy_days[shared] // width,
        first_day + np.arange(len(shared)),
        1,
        0,
    )
    community_node = first_community + np.arange(problem.communities)
    arcs.add_rungs(
        community_node, SINK, Steps(rungs.community.sizes, rungs.community.points + worth)
    )
    arcs.add(
        np.arange(shifts.start, shifts.stop),
        community_node[problem.shifts.community],
        problem.shifts.places,
        0,
    )
    day_node = np.full(len(busy_days), -1, dtype=np.int64)
    day_node[shared] = first_day + np.arange(len(shared))
    from_day = day_node[day_row]
    tail = np.where(from_day >= 0, from_day, member_node[member_row])
    arcs.add(tail, first_shift + chosen.shift, 1, -chosen.points)

    columns = arcs.columns()
    day_keys = active[busy_days[shared] // width] * width
    day_keys += busy_days[shared] % width
    network = Network(
        nodes, supply, *columns, chosen.count, worth, active, day_keys, units, shifts, communities
    )
    _refuse_overflow(network)
    return network


def nodes_by_place(problem: Problem, network: Network) -> IntArray:
    """(nodes,) the nodes in an order in which those of one quarter lie side by side.

    Hubs, units and communities, which are everywhere, come first.
    """
    who = np.concatenate([network.active, network.days // problem.times])
    x = np.concatenate([problem.members.x[who], problem.shifts.x])
    y = np.concatenate([problem.members.y[who], problem.shifts.y])
    everywhere = np.concatenate(
        [np.arange(network.units.stop), np.arange(network.communities.start, network.nodes)]
    )
    placed = np.arange(network.units.stop, network.communities.start)
    return np.concatenate([everywhere, placed[np.lexsort((y // ROW_METRES, x // STRIP_METRES))]])


def solved(
    network: Network,
    start: Start | None = None,
    *,
    rough: bool = False,
    order: IntArray | None = None,
) -> tuple[IntArray, IntArray]:
    """(arcs,) the flow of least cost and (nodes,) the cheapest ways from the source.

    A large network is solved sooner from a ``start`` that is close to its flow, sooner with its
    nodes in an ``order`` that puts neighbours side by side, and sooner still if a ``rough`` flow
    will do: one of nearly the least cost.

    Raises:
        Unsolved: see `cheapest_flow`.

    """
    if compiled(network):
        columns = network.tail, network.head, network.capacity, network.cost
        hints = Hints(order, _tight(network))
        found = cheapest_by_scaling(network.nodes, *columns, start, rough=rough, hints=hints)
        if found is not None:
            flow, label = found
            flow[0] = network.supply - int(flow[1:][network.head[1:] == SINK].sum())
            return flow, label
    flow = cheapest_flow(network)
    return flow, Residual(network, flow).potentials()


def cheapest_flow(network: Network) -> IntArray:
    """(arcs,) the flow of least cost, by OR-Tools.

    Raises:
        Unsolved: if the solver says anything but optimal.

    """
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.capacity, network.cost
    )
    solver.set_node_supply(SOURCE, network.supply)
    solver.set_node_supply(SINK, -network.supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise Unsolved(str(status))
    return np.asarray(solver.flows(arcs), dtype=np.int64)


def compiled(network: Network) -> bool:
    """Whether the compiled solver is worth its loading, and its 32 bits are wide enough."""
    return len(network.cost) >= WORTH_COMPILING and may_be_scaled(network.cost, network.capacity)


def _tight(network: Network) -> bool:
    """Whether so much is asked that whole quarters give all they can."""
    first, after = network.units.stop, network.units.stop + len(network.active)
    room = network.capacity[(network.head >= first) & (network.head < after)].sum()
    return bool(network.supply > TIGHT * room)


def labels_from(network: Network, before: Network, label: IntArray, steps: Steps) -> IntArray:
    """(nodes,) labels of an earlier network for the nodes of this one; new nodes get fitting ones.

    ``steps`` are the ladders of the members.
    """
    found = np.zeros(network.nodes, dtype=np.int64)
    for here, there in (
        (network.units, before.units),
        (network.shifts, before.shifts),
        (network.communities, before.communities),
    ):
        found[here] = label[there]
    first_member, first_day = network.units.stop, network.units.stop + len(network.active)
    entry = np.unique(network.head, return_index=True)
    unit = np.zeros(network.nodes, dtype=np.int64)
    unit[entry[0]] = network.tail[entry[1]]
    members = np.arange(first_member, first_day)
    found[members] = found[unit[members]] - steps.points[network.active, 0]
    known, row = _rows(before.active, network.active)
    found[members[known]] = label[before.units.stop + row]
    days = np.arange(first_day, network.shifts.start)
    found[days] = found[unit[days]]
    known, row = _rows(before.days, network.days)
    found[days[known]] = label[before.units.stop + len(before.active) + row]
    return found


def _rows(rising: IntArray, values: IntArray) -> tuple[IntArray, IntArray]:
    """Which of the values are among the rising ones, and the rows of these there."""
    if not len(rising):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    row = np.minimum(np.searchsorted(rising, values), len(rising) - 1)
    known = np.flatnonzero(rising[row] == values)
    return known, row[known]


def flow_of(network: Network, used: IntArray) -> IntArray:
    """(arcs,) the cheapest flow that goes over exactly the ``used`` rows of the pairs."""
    flow = np.zeros(len(network.cost), dtype=np.int64)
    first_pair = len(flow) - network.pairs
    flow[first_pair + used] = 1
    down, up = np.zeros(network.nodes, dtype=np.int64), np.zeros(network.nodes, dtype=np.int64)
    np.add.at(down, network.tail[first_pair + used], 1)
    np.add.at(up, network.head[first_pair + used], 1)
    tail, head = network.tail[:first_pair], network.head[:first_pair]
    first_member = network.units.stop
    first_day = first_member + len(network.active)
    into_day = (head >= first_day) & (head < network.shifts.start)
    into_member = (head >= first_member) & (head < first_day)
    into_unit = (head >= network.units.start) & (head < first_member)
    for arcs in (into_day, into_member, into_unit):
        row = np.flatnonzero(arcs)
        flow[row] = _filled(head[row], network.capacity[row], network.cost[row], down)
        np.add.at(down, tail[row], flow[row])
    from_shift = (tail >= network.shifts.start) & (tail < network.shifts.stop)
    from_community = tail >= network.communities.start
    for arcs in (from_shift, from_community):
        row = np.flatnonzero(arcs)
        flow[row] = _filled(tail[row], network.capacity[row], network.cost[row], up)
        np.add.at(up, head[row], flow[row])
    flow[0] = network.supply - len(used)
    return flow


def _filled(group: IntArray, capacity: IntArray, cost: IntArray, amount: IntArray) -> IntArray:
    """(k,) how much goes over each of the parallel arcs of a group, the cheapest first."""
    order = np.lexsort((cost, group))
    whose, room = group[order], capacity[order]
    below = np.cumsum(room) - room
    first = np.flatnonzero(np.diff(whose, prepend=-1))
    below -= np.repeat(below[first], np.diff(np.append(first, len(whose))))
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.clip(amount[whose] - below, 0, room)
    return found


class Residual:
    """What can still be sent along or taken back after a flow, arc by arc, ordered by tail."""

    def __init__(self, network: Network, flow: IntArray) -> None:
        columns = network.tail, network.head, network.capacity, network.cost
        self._take(network.nodes, columns, flow)

    @classmethod
    def of(
        cls, nodes: int, arcs: tuple[IntArray, IntArray, IntArray, IntArray], flow: IntArray
    ) -> "Residual":
        """The same from tail, head, capacity and cost of any arcs."""
        residual = cls.__new__(cls)
        residual._take(nodes, arcs, flow)
        return residual

    def _take(
        self, nodes: int, arcs: tuple[IntArray, IntArray, IntArray, IntArray], flow: IntArray
    ) -> None:
        tail, head, capacity, cost = arcs
        forward, backward = flow < capacity, flow > 0
        begin = np.concatenate([tail[forward], head[backward]])
        order = np.argsort(begin, kind="stable")
        self._nodes = nodes
        self._tail = begin[order]
        self._head = np.concatenate([head[forward], tail[backward]])[order]
        self._cost = np.concatenate([cost[forward], -cost[backward]])[order]

    def potentials(self) -> IntArray:
        """(nodes,) cheapest way from the source; the flow must be a cheapest one.

        Nodes that the source does not reach get the lowest labels that keep every residual arc's
        reduced cost from being negative.
        """
        unreached = np.iinfo(np.int64).max // 4
        label = np.full(self._nodes, unreached, dtype=np.int64)
        label[SOURCE] = 0
        _relax(label, np.array([SOURCE]), self._tail, self._head, self._cost)
        outside = label == unreached
        if outside.any():
            leaving = np.flatnonzero(outside[self._tail])
            leaving = leaving[np.argsort(self._head[leaving], kind="stable")]
            lowest = -label
            lowest[outside] = unreached
            into, back = self._head[leaving], self._tail[leaving]
            _relax(lowest, np.flatnonzero(~outside), into, back, self._cost[leaving])
            lowest[lowest == unreached] = 0
            label[outside] = -lowest[outside]
        return label

    def reached(self) -> BoolArray:
        """(nodes,) where one more unit can be brought to from the source, whatever it costs.

        Neither the bypass nor the way back out of the sink counts: the sink is reached only if
        one more place can be filled.
        """
        closed = (self._tail == SINK) | ((self._tail == SOURCE) & (self._head == SINK))
        tail, head = self._tail[~closed], self._head[~closed]
        label = np.ones(self._nodes, dtype=np.int64)
        label[SOURCE] = 0
        _relax(label, np.array([SOURCE]), tail, head, np.zeros(len(tail), dtype=np.int64))
        return label == 0


def _relax(
    label: IntArray, frontier: IntArray, tail: IntArray, head: IntArray, cost: IntArray
) -> None:
    """Lower labels along arcs, in order of their tails, until none can be lowered."""
    first = np.searchsorted(tail, np.arange(len(label) + 1))
    while len(frontier):
        counts = first[frontier + 1] - first[frontier]
        ends = np.cumsum(counts)
        arc = np.arange(int(counts.sum())) + np.repeat(first[frontier] - ends + counts, counts)
        to = head[arc]
        offered = np.repeat(label[frontier], counts) + cost[arc]
        better = np.flatnonzero(offered < label[to])
        to = to[better]
        np.minimum.at(label, to, offered[better])
        frontier = rising(to)


def may_be_solved(largest: int, capacity: int, nodes: int) -> bool:
    """Whether costs and capacities up to these stay far enough within 64 bits for so many nodes.

    The solver multiplies costs by the number of nodes; labels and bounds add up whole paths.
    """
    return largest * (nodes + 1) * 8 < 2**63 and capacity * nodes < 2**62


def _refuse_overflow(network: Network) -> None:
    largest = int(np.abs(network.cost).max(initial=0))
    if not may_be_solved(largest, int(network.capacity.max(initial=0)), network.nodes):
        raise Overflow(f"cost {largest} over {network.nodes} nodes")
