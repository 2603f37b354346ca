"""Keeping a plan up to date: one event at a time is repaired from the kept flow and its prices.

The kept network is that of the last round; after each event the flow is a cheapest one again.
"""

from dataclasses import dataclass, replace

import numpy as np

from volunteering.matching.candidates import EVERYWHERE, allowed, most_points
from volunteering.matching.nearby import Around
from volunteering.matching.network import SINK, SOURCE, Network, Residual, build, flow_of
from volunteering.matching.outcome import Outcome
from volunteering.matching.pairing import Pairing, pairing
from volunteering.matching.problem import IntArray, Problem, Shifts, with_shifts
from volunteering.matching.repairing import Live
from volunteering.matching.result import Offers
from volunteering.matching.scoring import Weights, ladders, total_points

MOVING = 100
"""Points that a standing offer counts more than another: people are not moved for trifles."""
NEW_PAIRS, NEW_A_PLACE = 16, 5
"""Pairs that a new need brings into the network, and those for each of its places."""
LOOKS_METRES = (1_300, 2_600, EVERYWHERE)
"""How far to look around a new need, until nobody farther away could be among the best."""

UNREACHED = 1 << 60
MANY = 1 << 20


class NotStanding(LookupError):
    """The pair is not part of the kept plan."""


@dataclass(frozen=True)
class Change:
    """What an event did to the plan, beyond what it took away itself."""

    added: tuple[tuple[int, int], ...]
    """(member, shift) pairs to be offered now."""
    taken_back: tuple[tuple[int, int], ...]
    """Pairs that gave way so that others could be filled."""


class Kept(Live):
    """A plan that is kept at its optimum while needs come and people decline."""

    def __init__(
        self, problem: Problem, weights: Weights, outcome: Outcome, *, moving: int = MOVING
    ) -> None:
        """Take over the plan and the network of an outcome; ``moving`` is the price of a move."""
        self._problem, self._weights = problem, weights
        self._around = Around(problem)
        rungs = ladders(problem, weights)
        self._steps = rungs.member
        self._worth = outcome.certificate.points.worth
        chosen, days = outcome.network, problem.days
        network = build(problem, chosen, rungs, self._worth, every_day=True)
        standing = np.flatnonzero(
            np.isin(
                chosen.member * problem.shifts.count + chosen.shift,
                outcome.offers.member * problem.shifts.count + outcome.offers.shift,
            )
        )
        first = len(network.cost) - chosen.count
        network.cost[first + standing] -= moving
        flow = np.append(flow_of(network, standing), np.zeros(problem.units, dtype=np.int64))
        network = _with_room_for_more(network, rungs.unit.points[:, -1])
        super().__init__(network, flow, Residual(network, flow).potentials())
        self._next_shift = problem.shifts.count
        first_member = network.units.stop
        self._member_node = dict(
            zip(network.active.tolist(), range(first_member, network.shifts.start), strict=False)
        )
        self._day_node = dict(
            zip(
                network.days.tolist(),
                range(first_member + len(network.active), network.shifts.start),
                strict=True,
            )
        )
        self._shift_node = {row: network.shifts.start + row for row in range(problem.shifts.count)}
        keys = zip(chosen.member.tolist(), chosen.shift.tolist(), strict=True)
        self._arc_of = {key: first + row for row, key in enumerate(keys)}
        self._pair_of = {arc: key for key, arc in self._arc_of.items()}
        self._shift_day = problem.shifts.day.tolist()
        self._days = days
        self._pausing = np.zeros(problem.members.count, dtype=np.bool_)
        self._most_at_first = int(rungs.member.points[:, 0].max(initial=0))

    @property
    def worth(self) -> int:
        """What a place counts in points."""
        return self._worth

    @property
    def offers(self) -> Offers:
        """The plan as it stands, in order of shift and member."""
        pairs = sorted((s, m) for (m, s), arc in self._arc_of.items() if self._flow[arc])
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return Offers(table[:, 1], table[:, 0])

    def stands(self, member: int, shift: int) -> bool:
        """Whether the pair is part of the plan."""
        arc = self._arc_of.get((member, shift))
        return arc is not None and self._flow[arc] > 0

    def decline(self, *, member: int, shift: int) -> Change:
        """Take an offer out for good and fill its place again, if anybody can.

        Raises:
            NotStanding: if the member is not offered the shift.

        """
        if not self.stands(member, shift):
            raise NotStanding((member, shift))
        arc = self._arc_of[member, shift]
        self._touched = set()
        self._flow[arc] = self._room[arc] = 0
        self._send_back(self._tail[arc])
        self._bring(self._head[arc])
        return self._change()

    def pause(self, *, member: int) -> Change:
        """Take a member out of the plan for the rest of the month and fill their places again."""
        self._touched = set()
        self._pausing[member] = True
        node = self._member_node.get(member)
        if node is None:
            return self._change()
        for day in [a for a in self._leaving.of(node) if self._flow[a]]:
            (arc,) = (a for a in self._leaving.of(self._head[day]) if self._flow[a])
            self._flow[arc], self._room[arc] = 0, 1
            self._flow[day], self._room[day] = 0, 1
            self._touched.add(arc)
            self._bring(self._head[arc], avoid=node)
        gone = [a for a in self._coming.of(node) if self._flow[a]]
        for arc in gone:
            self._flow[arc] = 0
        for arc in self._coming.of(node):
            self._room[arc] = 0
        for arc in gone:
            self._send_back(self._tail[arc])
        for lost in (node, *(self._head[arc] for arc in self._leaving.of(node))):
            self._label[lost] = UNREACHED
        return self._change()

    def open_need(self, shifts: Shifts) -> tuple[int, Change]:
        """Add a shift, one row of ``shifts``, and fill it; return its row and the change.

        A place of it counts as much as any other; the community's steps stay those of the month.
        """
        self._touched = set()
        row, self._next_shift = self._next_shift, self._next_shift + 1
        member, points = self._candidates(shifts)
        node = self._new_node()
        self._shift_node[row] = node
        self._shift_day.append(int(shifts.day[0]))
        tails = []
        for who, worth in zip(member, points, strict=True):
            tail = self._day(who, int(shifts.day[0]))
            arc = self._new_arc(tail, node, 1, -worth)
            self._arc_of[who, row] = arc
            self._pair_of[arc] = (who, row)
            tails.append(self._label[tail] - worth)
        # The label lets no new arc be negative; the arc to the sink, if it is, is filled up first.
        self._label[node] = min(tails, default=0)
        places = int(shifts.places[0])
        sink = self._new_arc(node, SINK, places, -self._worth)
        if self._label[node] < self._worth:
            self._flow[sink], self._room[sink] = places, 0
            for _ in range(places):
                self._bring(node)
        return row, self._change()

    def _candidates(self, shifts: Shifts) -> tuple[list[int], list[int]]:
        """The best members for a new shift, and the points of the pairs."""
        alone = with_shifts(self._problem, shifts)
        wanted = NEW_PAIRS + NEW_A_PLACE * int(shifts.places[0])
        for metres in LOOKS_METRES:
            around = self._around.only(alone, metres)
            around = around[~self._pausing[around]]
            pairs = allowed(Pairing(alone, np.zeros_like(around), around, timed=True))
            points = total_points(self._weights, pairs)
            rank = points + self._steps.points[pairs.member, 0]
            best = np.argsort(-rank, kind="stable")[:wanted]
            beyond = int(most_points(alone, self._weights, metres)[0]) + self._most_at_first
            if len(best) == wanted and rank[best[-1]] >= beyond:
                break
        return pairs.member[best].tolist(), points[best].tolist()

    def _day(self, member: int, day: int) -> int:
        """The node of a member's day, made if there is none yet."""
        key = member * self._days + day
        if key not in self._day_node:
            if member not in self._member_node:
                self._member_node[member] = self._member(member)
            above = self._member_node[member]
            node = self._day_node[key] = self._new_node()
            self._label[node] = self._label[above]
            self._new_arc(above, node, 1, 0)
        return self._day_node[key]

    def _member(self, member: int) -> int:
        node, unit = self._new_node(), 2 + int(self._problem.members.unit[member])
        sizes, points = self._steps.sizes[member].tolist(), self._steps.points[member].tolist()
        for size, gain in zip(sizes, points, strict=True):
            if size:
                self._new_arc(unit, node, size, -gain)
        self._label[node] = self._label[unit] - points[0]
        return node

    def _change(self) -> Change:
        added: list[tuple[int, int]] = []
        taken_back: list[tuple[int, int]] = []
        for arc in self._touched:
            if arc in self._pair_of:
                (added if self._flow[arc] else taken_back).append(self._pair_of[arc])
        return Change(tuple(sorted(added)), tuple(sorted(taken_back)))

    def cost_of(self, *, member: int, shift: int) -> int:
        """What the plan would lose if this allowed pair had to be part of it; 0 if it is.

        A place counts ``worth`` points. The pair is put in, the member's day and the shift's place
        are taken from where they are used with the least loss; nothing is changed.
        """
        if self.stands(member, shift):
            return 0
        day = self._day(member, self._shift_day[shift])
        target = self._shift_node[shift]
        arc = self._arc_of.get((member, shift))
        gain = -self._cost[arc] if arc is not None else self._points(member, shift)
        around = self._search(target, 1, goal=day)
        whole = around.distance[around.end] + self._label[around.end] - self._label[target]
        if around.end != day:
            inward = self._search(day, -1)
            whole += inward.distance[inward.end] + self._label[day] - self._label[inward.end]
        return whole - gain

    def _points(self, member: int, shift: int) -> int:
        pair = pairing(self._problem, shift, np.array([member]))
        return int(total_points(self._weights, pair)[0])


def _with_room_for_more(network: Network, points: IntArray) -> Network:
    """The network with one more rung of each unit, for the places of needs still to come."""
    units = np.arange(network.units.start, network.units.stop)
    return replace(
        network,
        tail=np.append(network.tail, np.full(len(units), SOURCE)),
        head=np.append(network.head, units),
        capacity=np.append(network.capacity, np.full(len(units), MANY)),
        cost=np.append(network.cost, -points),
    )
