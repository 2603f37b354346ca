"""Overlaps: shifts of one member too close in time, which the network lets through, are parted.

The network knows stretches of a day, not when exactly shifts are. Where a plan puts some together
that clash, or too many on a day, the one that costs the others least is given up: its arc leaves
the network and the flow becomes a cheapest one again along shortest ways. The proof asks days with
a clash exactly, hence its bound says how much was lost at most.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from volunteering.matching.candidates import Chosen
from volunteering.matching.checking import bound, far_enough, most_places
from volunteering.matching.network import Residual, build, flow_of
from volunteering.matching.pricing import NEVER, hurdles
from volunteering.matching.problem import IntArray, Problem, rising, with_moments
from volunteering.matching.repairing import Live
from volunteering.matching.result import Certificate, Offers, Prices
from volunteering.matching.scoring import Ladders, Weights, ladders
from volunteering.matching.solving import Solution


@dataclass(frozen=True)
class Parted:
    """A solution without clashes, and how many pairs had to be given up for it."""

    solution: Solution
    given_up: int = 0


def parted(problem: Problem, weights: Weights, solution: Solution) -> Parted:
    """The solution without two shifts of one member that clash; itself if there are none."""
    problem = with_moments(problem, solution.moments)
    members = clashing_members(problem, solution.offers)
    if not len(members):
        return Parted(solution)
    worth = solution.certificate.points.worth
    parting = _Parting(problem, weights, solution.network, solution.offers, worth)
    parting.part(members)
    return Parted(_proved(weights, solution, parting), len(parting.closed))


def clashing_members(problem: Problem, offers: Offers) -> IntArray:
    """Rows of the members, rising, whose offers clash or are too many on a day."""
    if not problem.may_clash:
        return np.zeros(0, dtype=np.int64)
    start, end = (edge[offers.shift] for edge in problem.spans)
    order = np.lexsort((start, offers.member))
    member, start, end = offers.member[order], start[order], end[order]
    # Whoever has any two that clash has two neighbours that do, in order of their beginnings.
    close = member[1:] == member[:-1]
    close &= start[1:] < end[:-1] + problem.rest_minutes
    many = np.zeros(0, dtype=np.int64)
    if problem.stretches > 1:
        keys = offers.member * problem.days + problem.shifts.day[offers.shift]
        day, times = np.unique(keys, return_counts=True)
        many = day[times > problem.day_room.ravel()[day]] // problem.days
    return rising(np.append(member[1:][close], many))


class _Parting(Live):
    """The last round's flow, from which pairs that clash are given up one by one."""

    def __init__(
        self, problem: Problem, weights: Weights, chosen: Chosen, offers: Offers, worth: int
    ) -> None:
        self._rungs = ladders(problem, weights)
        self.network = build(problem, chosen, self._rungs, worth, every_day=True)
        key = chosen.member * problem.shifts.count + chosen.shift
        used = np.isin(key, offers.member * problem.shifts.count + offers.shift)
        flow = flow_of(self.network, np.flatnonzero(used))
        super().__init__(self.network, flow, Residual(self.network, flow).potentials())
        self.problem, self.chosen = problem, chosen
        self.closed: set[int] = set()
        self.loss = 0
        self._first = len(self.network.cost) - chosen.count
        self._member, self._shift = chosen.member.tolist(), chosen.shift.tolist()
        start, end = problem.spans
        self._start, self._end = start.tolist(), (end + problem.rest_minutes).tolist()
        self._day = problem.shifts.day.tolist()
        self._standing: defaultdict[int, set[int]] = defaultdict(set)
        for row in np.flatnonzero(used).tolist():
            self._standing[self._member[row]].add(row)
        self._changed: set[int] = set()

    def part(self, members: IntArray) -> None:
        """Give up pairs until no member has two that clash; take back what then fits again."""
        self._changed = set(members.tolist())
        self._part_changed()
        for row in sorted(self.closed):
            if self._fits(row):
                self._let_back(row)
                if any(self._first_clash(member) for member in sorted(self._changed)):
                    self._close(row)
                self._part_changed()

    def standing(self) -> IntArray:
        """(k,) rows of the chosen pairs that are part of the plan."""
        return np.flatnonzero(np.array(self._flow)[self._first :])

    def kept(self) -> Chosen:
        """The chosen pairs but those given up."""
        return self.chosen.rows(np.setdiff1d(np.arange(self.chosen.count), sorted(self.closed)))

    def certificate(self) -> Certificate:
        """The prices of the flow, by points and blind to them."""
        tail, head, capacity, cost = self.arcs()
        residual = Residual.of(self.network.nodes, (tail, head, capacity, cost), self.flow())
        blind = np.where(residual.reached(), 0, 1)
        return Certificate(
            self._prices(self.labels(), self._rungs, self.kept(), self.network.worth),
            self._prices(blind, self._rungs.blind(), self.kept().worthless(), 1),
        )

    def _prices(self, label: IntArray, rungs: Ladders, kept: Chosen, worth: int) -> Prices:
        network, unit = self.network, -label[self.network.units]
        shift, community = label[network.shifts], label[network.communities]
        bars = hurdles(self.problem, rungs.member, shift, unit, kept)
        member = np.where(bars.enter < NEVER, bars.enter, 0)
        return Prices(worth, shift, community, unit, member)

    def _part_changed(self) -> None:
        while self._changed:
            member = min(self._changed)
            clash = self._first_clash(member)
            if clash is None:
                self._changed.remove(member)
            else:
                self._give_one_up(clash)

    def _first_clash(self, member: int) -> list[int] | None:
        rows = sorted(self._standing[member])
        for one, other in combinations(rows, 2):
            if self._clash(one, other):
                return [one, other]
        for row in rows:
            same = [other for other in rows if self._of_day(other) == self._of_day(row)]
            if len(same) > self.problem.day_room[member, self._of_day(row)]:
                return same
        return None

    def _fits(self, row: int) -> bool:
        member, day = self._member[row], self._of_day(row)
        others = self._standing[member]
        same = sum(self._of_day(other) == day for other in others)
        within = same < self.problem.day_room[member, day]
        return within and not any(self._clash(row, other) for other in others)

    def _of_day(self, row: int) -> int:
        return self._day[self._shift[row]]

    def _clash(self, one: int, other: int) -> bool:
        one, other = self._shift[one], self._shift[other]
        return self._start[one] < self._end[other] and self._start[other] < self._end[one]

    def _give_one_up(self, rows: list[int]) -> None:
        """Close the pair whose loss is smallest; each is tried, as the whole plan changes by it."""
        losses = []
        for row in rows:
            losses.append((self._close(row), row))
            self._let_back(row)
        self._close(min(losses)[1])

    def _close(self, row: int) -> int:
        """Take a pair out of the network; return what is lost by it."""
        arc, before = self._first + row, self.loss
        self.closed.add(row)
        if self._flow[arc]:
            self._note(arc, -1)
        self._shut(arc)
        return self.loss - before

    def _let_back(self, row: int) -> None:
        """Let a pair back into the network, and into the plan if that is better."""
        self.closed.discard(row)
        self._open(self._first + row)

    def _push(self, arc: int, amount: int) -> None:
        super()._push(arc, amount)
        self._note(arc, amount)

    def _note(self, arc: int, amount: int) -> None:
        self.loss += amount * self._cost[arc]
        row = arc - self._first
        if row >= 0:
            member = self._member[row]
            self._standing[member].symmetric_difference_update((row,))
            self._changed.add(member)


def _proved(weights: Weights, solution: Solution, parting: _Parting) -> Solution:
    """The solution after parting, with whichever prices prove more: those before or after."""
    rungs, pairs = ladders(parting.problem, weights), solution.pairs
    before, after = solution.certificate, parting.certificate()
    points = min(before.points, after.points, key=lambda prices: bound(rungs, prices, pairs))
    places = min(before.places, after.places, key=lambda prices: most_places(rungs, prices, pairs))
    used = parting.chosen.rows(parting.standing())
    order = np.lexsort((used.member, used.shift))
    return replace(
        solution,
        offers=Offers(used.member[order], used.shift[order]),
        certificate=Certificate(points, places),
        network=parting.kept(),
        pairs=far_enough(far_enough(pairs, points), places, blind=True),
    )
