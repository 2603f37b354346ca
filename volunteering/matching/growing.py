"""The flow of a round, into which single pairs are let without solving anew."""

import numpy as np

from volunteering.matching.candidates import Chosen
from volunteering.matching.network import Network, Residual
from volunteering.matching.problem import IntArray, Problem
from volunteering.matching.repairing import Live, numbers
from volunteering.matching.scoring import Ladders


class Growing(Live):
    """A cheapest flow over some pairs of members and shifts that takes in more of them."""

    def __init__(
        self, problem: Problem, rungs: Ladders, network: Network, flow: IntArray, label: IntArray
    ) -> None:
        """Take over the network of a round with its cheapest flow and the labels of its nodes."""
        super().__init__(network, flow, label)
        self._problem, self._steps, self._network = problem, rungs.member, network
        self._shifts = problem.shifts.count
        first = len(network.cost) - network.pairs
        self._pair_arcs = numbers(np.arange(first, len(network.cost)))
        self._new_members: dict[int, int] = {}
        self._new_days: dict[int, int] = {}

    def let_in(self, pairs: Chosen) -> None:
        """Add pairs one by one, each time making the flow a cheapest one again."""
        for member, shift, points in zip(
            pairs.member.tolist(), pairs.shift.tolist(), pairs.points.tolist(), strict=True
        ):
            self._let_in(member, shift, points)

    def part_anew(self, problem: Problem, pairs: Chosen) -> None:
        """Move pairs to the times that the problem gives them now, the cheapest flow with them.

        ``pairs`` are all that are in the flow, in their order.
        """
        before, self._problem = self._problem, problem
        times = problem.time_of(pairs.member, pairs.shift)
        moved = np.flatnonzero(times != before.time_of(pairs.member, pairs.shift))
        arcs = [self._pair_arcs[row] for row in moved.tolist()]
        for arc in arcs:
            self._shut(arc)
            self._leaving.remove(self._tail[arc], arc)
        for arc, time in zip(arcs, times[moved].tolist(), strict=True):
            self._tail[arc] = self._day(time // problem.times, time)
            self._leaving.add(self._tail[arc], arc)
        for arc in arcs:
            self._open(arc)

    def used(self) -> IntArray:
        """(k,) rows of the pairs that are part of the plan; pairs let in follow the first ones."""
        return np.flatnonzero(np.array(self._flow)[np.array(self._pair_arcs)])

    def residual(self) -> Residual:
        """What can still be sent along or taken back."""
        tail, head, capacity, cost = self.arcs()
        return Residual.of(len(self._label), (tail, head, capacity, cost), self.flow())

    def _let_in(self, member: int, shift: int, points: int) -> None:
        day, target = (
            self._day(member, self._time(member, shift)),
            self._network.shifts.start + shift,
        )
        arc = self._new_arc(day, target, 0, -points)
        self._pair_arcs.append(arc)
        self._open(arc)

    def _time(self, member: int, shift: int) -> int:
        return int(self._problem.time_of(np.array([member]), np.array([shift]))[0])

    def _day(self, member: int, key: int) -> int:
        """The node of a member's time; pairs that hung on the member itself move to a new one."""
        known = self._row(self._network.days, key)
        if known is not None:
            return self._network.units.stop + len(self._network.active) + known
        if key not in self._new_days:
            above = self._member(member)
            node = self._new_days[key] = self._new_node(self._label[above])
            entry = self._new_arc(above, node, 1, 0)
            shifts = self._network.shifts
            for arc in self._leaving.of(above):
                shift = self._head[arc] - shifts.start
                if 0 <= shift < self._shifts and self._time(member, shift) == key:
                    self._leaving.remove(above, arc)
                    self._leaving.add(node, arc)
                    self._tail[arc] = node
                    self._push(entry, self._flow[arc])
        return self._new_days[key]

    def _member(self, member: int) -> int:
        known = self._row(self._network.active, member)
        if known is not None:
            return self._network.units.stop + known
        if member not in self._new_members:
            unit = 2 + int(self._problem.members.unit[member])
            gains = self._steps.points[member].tolist()
            node = self._new_members[member] = self._new_node(self._label[unit] - gains[0])
            for size, gain in zip(self._steps.sizes[member].tolist(), gains, strict=True):
                if size:
                    self._new_arc(unit, node, size, -gain)
        return self._new_members[member]

    @staticmethod
    def _row(rising: IntArray, value: int) -> int | None:
        row = int(np.searchsorted(rising, value))
        return row if row < len(rising) and rising[row] == value else None
