"""Keeping a plan up to date: one event at a time is repaired from the kept flow and its prices.

The kept network is that of the last round; after each event the flow is a cheapest one again.
What is promised is pinned: its way is taken out of the network, so that nothing can move it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volunteering.matching.criteria import criteria
from volunteering.matching.looking import EVERYWHERE, allowed, most_points
from volunteering.matching.nearby import Around
from volunteering.matching.network import SINK, SOURCE, Network, Residual, build, flow_of
from volunteering.matching.outcome import Outcome
from volunteering.matching.pairing import Pairing, pairing
from volunteering.matching.problem import (
    DAY_MINUTES,
    IntArray,
    Problem,
    Shifts,
    with_moments,
    with_shifts,
)
from volunteering.matching.repairing import Live
from volunteering.matching.result import Offers
from volunteering.matching.scoring import Ladders, Weights, ladders, total_points
from volunteering.matching.sentence import Sentence, joined
from volunteering.matching.storing import (
    Columns,
    Rows,
    packed,
    problem_columns,
    problem_of,
    unpacked,
)

MOVING = 100
"""Points that a standing offer counts more than another: people are not moved for trifles."""
NEW_PAIRS, NEW_A_PLACE = 16, 5
"""Pairs that a new need brings into the network, and those for each of its places."""
LOOKS_METRES = (1_300, 2_600, EVERYWHERE)
"""How far to look around a new need, until nobody farther away could be among the best."""

CLOSED = -(1 << 60)
"""The label of a shift that was called off."""
MANY = 1 << 20
SHIFT_BITS = 32
LOW = (1 << SHIFT_BITS) - 1
"""A pair is one number: its member above so many bits for its shift."""
TO_THE_DAY, LONGEST_WAY = 3, 5
"""Arcs of a place on its way besides the pair: to unit, member and day; to community and sink."""
NO_ARC = -1

CALLED_OFF = Sentence("kept.closed", "这一班已经取消", "the shift was called off")
PAUSING = Sentence("kept.pausing", "本人正在休息", "is pausing")
TOO_CLOSE = Sentence(
    "kept.close", "和已经答应的班次时间太近", "is too close to a shift that is promised"
)


class NotStanding(LookupError):
    """The pair is not part of the kept plan."""


class NoWay(LookupError):
    """A pair cannot be part of the plan without moving what is promised."""


@dataclass(frozen=True)
class Detour:
    """What forcing a pair into the plan would cost, and which other pairs would come and go."""

    cost: int
    added: tuple[tuple[int, int], ...]
    gone: tuple[tuple[int, int], ...]


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
        problem = with_moments(problem, outcome.moments)
        rungs = ladders(problem, weights)
        worth = outcome.certificate.points.worth
        self._take(problem, weights, rungs, _columns(problem, outcome, rungs, moving), worth)

    @classmethod
    def unpacked(cls, content: bytes) -> "Kept":
        """The plan that was packed, ready for the next event."""
        columns, facts = unpacked(content)
        problem, weights = problem_of(columns, facts), Weights(facts["weights"])
        kept = cls.__new__(cls)
        kept._take(problem, weights, ladders(problem, weights), columns, facts["worth"])
        return kept

    def packed(self) -> bytes:
        """All of it in one row of bytes: no names, no keys, only rows and numbers."""
        columns, facts = problem_columns(self._problem)
        tail, head, capacity, cost = self.arcs()
        columns |= {"tail": tail, "head": head, "capacity": capacity, "cost": cost}
        columns |= {"flow": self.flow(), "label": self.labels()}
        columns["shift_day"] = np.array(self._shift_day, dtype=np.int64)
        columns["away"] = np.array(self._away, dtype=np.int64).reshape(-1, 3)
        pinned = [(key, *way) for key, way in sorted(self._pinned.items())]
        columns["pinned"] = np.array(pinned, dtype=np.int64).reshape(-1, 1 + LONGEST_WAY)
        for name, rows in self._rows().items():
            columns[f"{name}.key"], columns[f"{name}.row"] = rows.columns()
        later = list(self._later.items())
        columns["later.row"] = np.array([row for row, _ in later], dtype=np.int64)
        for name, column in vars(self._problem.shifts).items():
            parts = [getattr(shifts, name) for _, shifts in later]
            columns[f"later.{name}"] = np.concatenate([column[:0], *parts])
        facts |= {"weights": dict(self._weights.points), "worth": self._worth}
        return packed(columns, facts)

    def _rows(self) -> dict[str, Rows]:
        return {
            "pair": self._arc_of,
            "member": self._member_node,
            "day": self._day_node,
            "shift": self._shift_node,
        }

    def _take(
        self,
        problem: Problem,
        weights: Weights,
        rungs: Ladders,
        columns: Columns,
        worth: int,
    ) -> None:
        network = _bare_network(columns, worth, len(columns["label"]))
        super().__init__(network, columns["flow"], columns["label"])
        self._problem, self._weights, self._worth = problem, weights, worth
        self._around = Around(problem)
        nobody = np.zeros(0, dtype=np.int64)
        # What the criteria reckon of the members once is then known to every new need, and so are
        # the stretches: those of the month, whichever shift comes later.
        self._width = problem.stretches
        total_points(weights, allowed(Pairing(problem, nobody, nobody)))
        self._steps = rungs.member
        self._most_at_first = int(rungs.member.points[:, 0].max(initial=0))
        self._arc_of = Rows(columns["pair.key"], columns["pair.row"])
        self._pair_of = Rows(columns["pair.row"], columns["pair.key"])
        self._member_node = Rows(columns["member.key"], columns["member.row"])
        self._day_node = Rows(columns["day.key"], columns["day.row"])
        self._shift_node = Rows(columns["shift.key"], columns["shift.row"])
        self._shift_day: list[int] = columns["shift_day"].tolist()
        self._days = problem.days
        self._away: list[tuple[int, int, int]] = [(a, b, c) for a, b, c in columns["away"].tolist()]
        self._pinned: dict[int, tuple[int, ...]] = {
            row[0]: tuple(row[1:]) for row in columns["pinned"].tolist()
        }
        self._promised: defaultdict[int, set[int]] = defaultdict(set)
        for key in self._pinned:
            self._promised[key >> SHIFT_BITS].add(key & LOW)
        # What was stored before a column was known goes without it.
        names = [name for name in vars(problem.shifts) if f"later.{name}" in columns]
        later = {name: columns[f"later.{name}"] for name in names}
        self._later = {
            row: Shifts(**{name: column[at : at + 1] for name, column in later.items()})
            for at, row in enumerate(columns["later.row"].tolist())
        }

    @property
    def problem(self) -> Problem:
        """What was matched; later needs are not part of it."""
        return self._problem

    @property
    def worth(self) -> int:
        """What a place counts in points."""
        return self._worth

    @property
    def offers(self) -> Offers:
        """The plan as it stands, what is pinned included, in order of shift and member."""
        keys, arcs = self._arc_of.columns()
        standing = keys[self.flow()[arcs] > 0]
        keys = np.append(standing, np.array(list(self._pinned), dtype=np.int64))
        member, shift = keys >> SHIFT_BITS, keys & LOW
        order = np.lexsort((member, shift))
        return Offers(member[order], shift[order])

    def stands(self, member: int, shift: int) -> bool:
        """Whether the pair is part of the plan."""
        key = _key(member, shift)
        arc = self._arc_of.of(key)
        return key in self._pinned or (arc is not None and self._flow[arc] > 0)

    def is_pinned(self, member: int, shift: int) -> bool:
        """Whether the pair is promised."""
        return _key(member, shift) in self._pinned

    def pin(self, *, member: int, shift: int) -> None:
        """Promise a standing pair: nothing that happens later moves it.

        Raises:
            NotStanding: if the pair is not part of the plan.

        """
        key = _key(member, shift)
        arc = self._arc_of.of(key)
        if key in self._pinned:
            return
        if arc is None or not self._flow[arc]:
            raise NotStanding((member, shift))
        self._flow[arc] = self._room[arc] = 0
        self._promise(key, self._tail[arc], self._head[arc])

    def _promise(self, key: int, day: int, place: int) -> None:
        """Take a unit that comes to a day, and one that goes on from a shift, out for a pair."""
        way = [self._used(self._coming.of(day))]
        while self._tail[way[0]] != SOURCE:
            way.insert(0, self._used(self._coming.of(self._tail[way[0]])))
        way.append(self._used(self._leaving.of(place)))
        while self._head[way[-1]] != SINK:
            way.append(self._used(self._leaving.of(self._head[way[-1]])))
        for step in way:
            self._flow[step] -= 1
        self._pinned[key] = (*way, *[NO_ARC] * (LONGEST_WAY - len(way)))
        member, shift = _pair(key)
        self._promised[member].add(shift)

    def join(self, *, member: int, shift: int) -> Change:
        """Promise a pair that the plan did not mean: somebody has signed up by themselves.

        It takes what it would have taken as a part of the plan: the place and a step of the
        community, the member's day and one of the month's shifts, a step of the unit. Everybody
        else is rearranged at the least cost.

        Raises:
            NoWay: if what is promised leaves no room for it; nothing has happened then.

        """
        self._touched = set()
        if self.stands(member, shift):
            self.pin(member=member, shift=shift)
            return self._change()
        promised = self._promised.get(member, set())
        if not promised.isdisjoint(self._clashing(member, shift)):
            raise NoWay((member, shift))
        day, place = self._day(member, self._time(member, shift)), self._shift(shift)
        key = _key(member, shift)
        arc = self._arc_of.of(key)
        open_before = arc is not None and self._room[arc] > 0
        if arc is not None:
            self._room[arc] = 0
        if self._label[place] == CLOSED or not self._both_ways(day, place):
            if arc is not None and open_before:
                self._open(arc)
            raise NoWay((member, shift))
        self._promise(key, day, place)
        while clashing := [s for s in self._clashing(member, shift) if s not in promised]:
            self._shut(self._arc(member, clashing[0]))
        return self._change()

    def _both_ways(self, day: int, place: int) -> bool:
        """Bring a unit to a day and send one on from a shift; False if there is no way for both."""
        try:
            self._send_back(place)
        except IndexError:
            return False
        try:
            self._bring(day)
        except IndexError:
            self._bring(place)
            return False
        return True

    def pin_all(self, *, but: Iterable[tuple[int, int]] = ()) -> None:
        """Promise every standing pair but those named."""
        left = set(but)
        offers = self.offers
        for pair in zip(offers.member.tolist(), offers.shift.tolist(), strict=True):
            if pair not in left:
                self.pin(member=pair[0], shift=pair[1])

    def _used(self, arcs: Iterable[int]) -> int:
        """Of the rungs in use the one that counts most: it is the first to be given out."""
        return min((arc for arc in arcs if self._flow[arc]), key=self._cost.__getitem__)

    def decline(self, *, member: int, shift: int, refill: bool = True) -> Change:
        """Take an offer out for good, promised or not, and fill its place again, if anybody can.

        Without ``refill`` the place is gone too: somebody from outside the plan has it.

        Raises:
            NotStanding: if the member is not offered the shift.

        """
        if not self.stands(member, shift):
            raise NotStanding((member, shift))
        self._touched = set()
        if not refill and not self.is_pinned(member, shift):
            self.pin(member=member, shift=shift)
        if self.is_pinned(member, shift):
            self._release(_key(member, shift), refill=refill)
            return self._change()
        self._shut(self._arc(member, shift))
        return self._change()

    def _release(self, key: int, *, refill: bool) -> None:
        """Give the member's time, and with ``refill`` the place, of a promised pair back."""
        member, shift = _pair(key)
        way = [arc for arc in self._pinned.pop(key) if arc != NO_ARC]
        self._promised[member].discard(shift)
        away = self._is_away(member, self._shift_day[shift])
        self._widen(way[: TO_THE_DAY - away], downstream=False)
        if refill:
            self._widen(way[TO_THE_DAY:], downstream=True)

    def _widen(self, arcs: list[int], *, downstream: bool) -> None:
        """Let one unit more through arcs in a row; where it pays at once, send it and rearrange."""
        surplus: Counter[int] = Counter()
        for arc in arcs:
            tail, head = self._tail[arc], self._head[arc]
            if self._cost[arc] + self._label[tail] - self._label[head] >= 0:
                self._room[arc] += 1
            else:
                self._flow[arc] += 1
                surplus[tail] -= 1
                surplus[head] += 1
        # The side that leads to the hub comes first: then the other finds its way through here.
        steps = (self._send_back, self._bring) if downstream else (self._bring, self._send_back)
        for step in steps:
            sense = 1 if step == self._send_back else -1
            for node in [node for node, amount in surplus.items() if amount * sense > 0]:
                if node not in (SOURCE, SINK):
                    step(node)

    def cancel_shift(self, *, shift: int) -> Change:
        """Take a shift out for good; who was on it, promised or not, is free for another."""
        self._touched = set()
        node = self._shift(shift)
        coming = list(self._coming.of(node))
        tails = [self._tail[arc] for arc in coming if self._flow[arc]]
        for arc in coming:
            if self._flow[arc]:
                self._touched.add(arc)
            self._flow[arc] = self._room[arc] = 0
        lost = [(self._head[arc], self._flow[arc]) for arc in self._leaving.of(node)]
        for arc in self._leaving.of(node):
            self._flow[arc] = self._room[arc] = 0
        self._label[node] = CLOSED
        for tail in tails:
            self._send_back(tail)
        for head, amount in lost:
            for _ in range(0 if head == SINK else amount):
                self._bring(head)
        ours = [key for key in self._pinned if key & LOW == shift]
        for key in ours:
            self._release(key, refill=False)
        change = self._change()
        return Change(change.added, tuple(p for p in change.taken_back if p[1] != shift))

    def pause(self, *, member: int, first: int = 0, last: int | None = None) -> Change:
        """Take a member out of the plan from day ``first`` to ``last`` and fill their places again.

        Without ``last`` it is for the rest of the month. What is promised stays promised.
        """
        self._touched = set()
        last = self._days - 1 if last is None else last
        self._away.append((member, first, last))
        node = self._member_node.of(member)
        known = (self._day_node.of(time) for time in self._times(member, first, last))
        entries = [self._coming.of(day)[0] for day in known if day is not None]
        lost = []
        for entry in entries:
            if self._flow[entry]:
                lost += [a for a in self._leaving.of(self._head[entry]) if self._flow[a]]
            self._flow[entry] = self._room[entry] = 0
        for arc in lost:
            self._flow[arc], self._room[arc] = 0, 1
            self._touched.add(arc)
            # Nothing comes in at the day: its label may rise until none of its pairs looks better.
            day, worth = self._tail[arc], self._label[self._head[arc]] - self._cost[arc]
            self._label[day] = max(self._label[day], worth)
        for arc in lost:
            self._bring(self._head[arc])
        if node is not None:
            for _ in lost:
                self._send_back(node)
        return self._change()

    def come_back(self, *, member: int, first: int = 0, last: int | None = None) -> Change:
        """Ask a member again from day ``first`` to ``last``: a pause that ends before its time."""
        self._touched = set()
        last = self._days - 1 if last is None else last
        days = [day for day in range(first, last + 1) if self._is_away(member, day)]
        kept = [(who, a, b) for who, a, b in self._away if who != member or b < first or a > last]
        for who, a, b in self._away:
            if who == member and a <= last and b >= first:
                parts = ((who, a, min(b, first - 1)), (who, max(a, last + 1), b))
                kept += [part for part in parts if part[1] <= part[2]]
        self._away = kept
        for day in days:
            held = {self._time(member, shift) for shift in self._promised.get(member, ())}
            for time in self._times(member, day, day):
                node = self._day_node.of(time)
                if node is not None and time not in held:
                    self._widen([self._coming.of(node)[0]], downstream=False)
        return self._change()

    def take_place(self, *, shift: int) -> Change:
        """Take a place of a shift away, because somebody has it whom the plan did not mean."""
        self._touched = set()
        node = self._shift(shift)
        ways = list(self._leaving.of(node))
        spare = [arc for arc in ways if self._room[arc]]
        used = [arc for arc in ways if self._flow[arc]]
        if spare:
            self._room[spare[0]] -= 1
        elif used:
            self._flow[used[0]] -= 1
            self._send_back(node)
            if self._head[used[0]] != SINK:
                self._bring(self._head[used[0]])
        return self._change()

    def return_place(self, *, shift: int) -> Change:
        """Give a shift a place that was taken away, and fill it, if anybody can."""
        self._touched = set()
        if self._label[self._shift(shift)] != CLOSED:
            self._widen([self._leaving.of(self._shift(shift))[0]], downstream=True)
        return self._change()

    def _is_away(self, member: int, day: int) -> bool:
        return any(who == member and a <= day <= b for who, a, b in self._away)

    def keep_apart(self, *, member: int, shifts: Iterable[int]) -> Change:
        """Never plan a member for these shifts again; what is promised stays promised."""
        self._touched = set()
        keys = [_key(member, shift) for shift in shifts]
        arcs = [self._arc_of.of(key) for key in keys if key not in self._pinned]
        # What is not used goes first, so that nobody is sent from one of them to another.
        for arc in sorted((arc for arc in arcs if arc is not None), key=self._flow.__getitem__):
            self._shut(arc)
        return self._change()

    def open_need(self, shifts: Shifts, apart: Sequence[int] = ()) -> tuple[int, Change]:
        """Add a shift, one row of ``shifts``, and fill it; return its row and the change.

        The members ``apart`` are not to be asked for it.
        A place of it counts as much as any other; the community's steps stay those of the month.
        """
        self._touched = set()
        row = len(self._shift_day)
        member, points, times = self._candidates(shifts, apart)
        node = self._new_node()
        self._shift_node.put(row, node)
        self._later[row] = shifts
        self._shift_day.append(int(shifts.day[0]))
        tails = []
        for who, worth, time in zip(member, points, times, strict=True):
            tail = self._day(who, time)
            arc = self._new_arc(tail, node, 1, -worth)
            self._arc_of.put(_key(who, row), arc)
            self._pair_of.put(arc, _key(who, row))
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

    def _candidates(
        self, shifts: Shifts, apart: Sequence[int]
    ) -> tuple[list[int], list[int], list[int]]:
        """The best members for a new shift, the points of the pairs and the times they take."""
        alone = with_shifts(self._problem, shifts)
        wanted = NEW_PAIRS + NEW_A_PLACE * int(shifts.places[0])
        day = int(shifts.day[0])
        away = [who for who, first, last in self._away if first <= day <= last]
        left_out = np.array([*away, *apart], dtype=np.int64)
        for metres in LOOKS_METRES:
            around = self._around.only(alone, metres)
            around = around[~np.isin(around, left_out)] if len(left_out) else around
            pairs = allowed(Pairing(alone, np.zeros_like(around), around, timed=True))
            points = total_points(self._weights, pairs)
            rank = points + self._steps.points[pairs.member, 0]
            best = np.argsort(-rank, kind="stable")[:wanted]
            beyond = int(most_points(alone, self._weights, metres)[0]) + self._most_at_first
            if len(best) == wanted and rank[best[-1]] >= beyond:
                break
        member = pairs.member[best]
        times = alone.time_of(member, np.zeros_like(member))
        return member.tolist(), points[best].tolist(), times.tolist()

    def _time(self, member: int, shift: int) -> int:
        problem, row = self._alone(shift)
        return int(problem.time_of(np.array([member]), np.array([row]))[0])

    def _times(self, member: int, first: int, last: int) -> range:
        """The times of a member from one day to another."""
        day, width = member * self._days, self._width
        return range((day + first) * width, (day + last + 1) * width)

    def _day(self, member: int, key: int) -> int:
        """The node of one of a member's times, made if there is none yet."""
        node = self._day_node.of(key)
        if node is None:
            above = self._member_node.of(member)
            if above is None:
                above = self._member(member)
                self._member_node.put(member, above)
            node = self._new_node()
            self._day_node.put(key, node)
            self._label[node] = self._label[above]
            self._new_arc(above, node, 1, 0)
        return node

    def _member(self, member: int) -> int:
        node, unit = self._new_node(), 2 + int(self._problem.members.unit[member])
        sizes, points = self._steps.sizes[member].tolist(), self._steps.points[member].tolist()
        for size, gain in zip(sizes, points, strict=True):
            if size:
                self._new_arc(unit, node, size, -gain)
        self._label[node] = self._label[unit] - points[0]
        return node

    def _part(self) -> None:
        """Give up what the event put too close to what a member has; what stood before stays."""
        while self._problem.may_clash:
            keys = sorted(
                key for arc in self._touched if (key := self._pair_of.of(arc)) is not None
            )
            new = [key for key in keys if self._flow[self._arc(*_pair(key))]]
            clashing = [key for key in new if self._clashing(*_pair(key))]
            if not clashing:
                return
            arc = max((self._arc(*_pair(key)) for key in clashing), key=self._cost.__getitem__)
            self._touched.discard(arc)
            self._shut(arc)

    def _clashing(self, member: int, shift: int) -> list[int]:
        """The shifts that a member has, promised or not, and that clash with this one."""
        standing = {other for arc, other in self._arcs_near(member, shift) if self._flow[arc]}
        others = (standing | self._promised.get(member, set())) - {shift}
        clashing = [other for other in sorted(others) if self._clash(shift, other)]
        return clashing or self._too_many(member, shift, others)

    def _too_many(self, member: int, shift: int, others: set[int]) -> list[int]:
        """Of the others on the day of a shift the last, if the day has no room besides them."""
        day = self._shift_day[shift]
        same = sorted(other for other in others if self._shift_day[other] == day)
        full = len(same) >= self._problem.day_room[member, day]
        promised = self._promised.get(member, set())
        return sorted(same, key=lambda other: other not in promised)[-1:] if full else []

    def _arcs_near(self, member: int, shift: int) -> list[tuple[int, int]]:
        """The arcs of a member's pairs on the day of a shift and the days beside it."""
        day, found = self._shift_day[shift], []
        for time in self._times(member, max(0, day - 1), min(self._days - 1, day + 1)):
            node = self._day_node.of(time)
            for arc in () if node is None else self._leaving.of(node):
                key = self._pair_of.of(arc)
                if key is not None:
                    found.append((arc, _pair(key)[1]))
        return found

    def _clash(self, one: int, other: int) -> bool:
        rest, (begins, over), (start, end) = (
            self._problem.rest_minutes,
            self._span(one),
            self._span(other),
        )
        return start < over + rest and begins < end + rest

    def _span(self, shift: int) -> tuple[int, int]:
        """Minutes from the first midnight to a shift's beginning and end."""
        problem, row = self._alone(shift)
        midnight = self._shift_day[shift] * DAY_MINUTES
        return midnight + int(problem.shifts.start[row]), midnight + int(problem.shifts.end[row])

    def _change(self) -> Change:
        self._part()
        added: list[tuple[int, int]] = []
        taken_back: list[tuple[int, int]] = []
        for arc in self._touched:
            key = self._pair_of.of(arc)
            if key is not None:
                (added if self._flow[arc] else taken_back).append(_pair(key))
        return Change(tuple(sorted(added)), tuple(sorted(taken_back)))

    def _arc(self, member: int, shift: int) -> int:
        arc = self._arc_of.of(_key(member, shift))
        if arc is None:
            raise NotStanding((member, shift))
        return arc

    def _shift(self, shift: int) -> int:
        node = self._shift_node.of(shift)
        if node is None:
            raise LookupError(f"shift {shift} is not part of the plan")
        return node

    def cost_of(self, *, member: int, shift: int) -> int:
        """What the plan would lose if this allowed pair had to be part of it; 0 if it is.

        A place counts ``worth`` points. The pair is put in, the member's day and the shift's place
        are taken from where they are used with the least loss; nothing is changed.
        """
        return self.way_of(member=member, shift=shift).cost

    def way_of(self, *, member: int, shift: int) -> "Detour":
        """The same cost, and what the cheapest way of making room would change.

        Raises:
            NoWay: if everything in the way is promised.

        """
        if self.stands(member, shift):
            return Detour(0, (), ())
        clashing = self._clashing(member, shift)
        if not clashing:
            return self._way_of(member, shift)
        if not self._promised.get(member, set()).isdisjoint(clashing):
            raise NoWay((member, shift))
        with self._trial():
            return self._way_instead(member, shift, clashing)

    def _way_instead(self, member: int, shift: int, clashing: list[int]) -> "Detour":
        """The detour once the member has nothing that would clash with the shift."""
        self._touched, before = set(), self.cost
        change: Counter[tuple[int, int]] = Counter()
        for arc, other in self._arcs_near(member, shift):
            if other != shift and (self._clash(shift, other) or other in clashing):
                change[member, other] -= self._flow[arc]
                self._shut(arc)
        for arc in self._touched:
            key = self._pair_of.of(arc)
            if key is not None:
                change[_pair(key)] += 1 if self._flow[arc] else -1
        lost, way = self.cost - before, self._way_of(member, shift)
        change.update(way.added)
        change.subtract(way.gone)
        return Detour(
            lost + way.cost,
            tuple(sorted(pair for pair, times in change.items() if times > 0)),
            tuple(sorted(pair for pair, times in change.items() if times < 0)),
        )

    @contextmanager
    def _trial(self) -> Iterator[None]:
        """Let everything be as it was before, whatever happens within."""
        label, flow, room, touched = self._label[:], self._flow[:], self._room[:], self._touched
        try:
            yield
        finally:
            self._label[: len(label)], self._touched = label, touched
            self._flow[: len(flow)], self._room[: len(room)] = flow, room

    def _way_of(self, member: int, shift: int) -> "Detour":
        day = self._day(member, self._time(member, shift))
        target = self._shift(shift)
        arc = self._arc_of.of(_key(member, shift))
        gain = -self._cost[arc] if arc is not None else self._points(member, shift)
        try:
            steps, whole = self._cheapest_way(target, day)
        except IndexError as error:
            # The search has nowhere left to look: no place and no time can be given back.
            raise NoWay((member, shift)) from error
        changes = [(key, sign) for arc, sign in steps if (key := self._pair_of.of(arc)) is not None]
        return Detour(
            whole - gain,
            tuple(sorted(_pair(key) for key, sign in changes if sign > 0)),
            tuple(sorted(_pair(key) for key, sign in changes if sign < 0)),
        )

    def _cheapest_way(self, start: int, end: int) -> tuple[list[tuple[int, int]], int]:
        """The arcs of the cheapest way from one node to another, through the hub or not; its cost.

        Raises:
            IndexError: if there is none.

        """
        around = self._search(start, 1, goal=end)
        steps, far = self._steps_of(around.via, around.end, start, 1), around.distance[around.end]
        if around.end != end:
            inward = self._search(end, -1)
            far += inward.distance[inward.end]
            past = self._search(start, 1, goal=end, within=far)
            if past.end == end:
                steps, far = self._steps_of(past.via, end, start, 1), past.distance[end]
            else:
                steps += self._steps_of(inward.via, inward.end, end, -1)
        return steps, far + self._label[end] - self._label[start]

    def _steps_of(
        self, via: dict[int, tuple[int, int]], end: int, start: int, sense: int
    ) -> list[tuple[int, int]]:
        """The arcs of a way, each with whether it is used (1) or given back (-1)."""
        found, node = [], end
        while node != start:
            arc, sign = via[node]
            found.append((arc, sign))
            node = self._head[arc] if sign * sense < 0 else self._tail[arc]
        return found

    def _points(self, member: int, shift: int) -> int:
        alone, row = self._alone(shift)
        pair = pairing(alone, row, np.array([member]))
        return int(total_points(self._weights, pair)[0])

    def _alone(self, shift: int) -> tuple[Problem, int]:
        """The problem and the row in it that know a shift."""
        if shift in self._later:
            return with_shifts(self._problem, self._later[shift]), 0
        return self._problem, shift

    def refusal(self, *, member: int, shift: int) -> Sentence | None:
        """The first rule against a pair, in words; None if there is none."""
        if self._label[self._shift(shift)] == CLOSED:
            return CALLED_OFF
        if self._is_away(member, self._shift_day[shift]):
            return PAUSING
        promised = self._promised.get(member, set()) - {shift}
        if any(self._clash(shift, other) for other in promised) or (
            promised and self._too_many(member, shift, promised)
        ):
            return TOO_CLOSE
        problem, row = self._alone(shift)
        pair = pairing(problem, row, np.array([member]))
        for criterion in criteria():
            if not criterion.allows(pair)[0]:
                return criterion.refused(problem, row, member)
        return None

    def explained(self, *, member: int, shift: int) -> Sentence:
        """Why the shift suits the member; of a later need only what needs no look at the others."""
        problem, row = self._alone(shift)
        told = [c for c in criteria() if c.told and (shift not in self._later or c.direction)]
        return joined([criterion.explain(problem, row, member) for criterion in told])

    def place_of(self, shift: int) -> tuple[int, int]:
        """Where a shift is, later ones included."""
        problem, row = self._alone(shift)
        return int(problem.shifts.x[row]), int(problem.shifts.y[row])

    def day_of(self, shift: int) -> int:
        """The day of a shift, later ones included."""
        return self._shift_day[shift]


def _key(member: int, shift: int) -> int:
    return member << SHIFT_BITS | shift


def _pair(key: int) -> tuple[int, int]:
    return key >> SHIFT_BITS, key & LOW


def _columns(problem: Problem, outcome: Outcome, rungs: Ladders, moving: int) -> Columns:
    """The network of an outcome, with its flow and labels, as columns."""
    chosen, worth = outcome.network, outcome.certificate.points.worth
    network = build(problem, chosen, rungs, worth, every_day=True)
    standing = np.flatnonzero(
        np.isin(
            chosen.member * problem.shifts.count + chosen.shift,
            outcome.offers.member * problem.shifts.count + outcome.offers.shift,
        )
    )
    first = len(network.cost) - chosen.count
    network.cost[first + standing] -= moving
    flow = np.append(flow_of(network, standing), np.zeros(problem.units, dtype=np.int64))
    columns = _with_room_for_more(network, rungs.unit.points[:, -1])
    whole = _bare_network(columns, worth, network.nodes)
    first_member = network.units.stop
    first_day = first_member + len(network.active)
    found: dict[str, NDArray[Any]] = {
        "flow": flow,
        "label": _halfway(whole, flow),
        "pair.key": chosen.member << SHIFT_BITS | chosen.shift,
        "pair.row": first + np.arange(chosen.count),
        "member.key": network.active,
        "member.row": first_member + np.arange(len(network.active)),
        "day.key": network.days,
        "day.row": first_day + np.arange(len(network.days)),
        "shift.key": np.arange(problem.shifts.count),
        "shift.row": network.shifts.start + np.arange(problem.shifts.count),
        "shift_day": problem.shifts.day,
        "away": np.zeros((0, 3), dtype=np.int64),
        "pinned": np.zeros((0, 1 + LONGEST_WAY), dtype=np.int64),
        "later.row": np.zeros(0, dtype=np.int64),
    }
    found |= {f"later.{name}": column[:0] for name, column in vars(problem.shifts).items()}
    return found | columns


def _halfway(network: Network, flow: IntArray) -> IntArray:
    """(nodes,) labels halfway between the highest and the lowest that prove a cheapest flow.

    How much a search must look at is how far its labels are from the true distance. The highest
    labels are the distances from the source: bringing a unit ends at once, sending one back may
    look through a seventh of a city. The lowest are right for the other direction. In the middle
    both look around half as far, which is a small part of the nodes.
    """
    # Source and sink are one hub: what comes to the one may leave from the other for nothing.
    entries = (SOURCE, SINK, 2, 0)
    tail, head, capacity, cost = (
        np.append(column, entry)
        for column, entry in zip(
            (network.tail, network.head, network.capacity, network.cost), entries, strict=True
        )
    )
    flow = np.append(flow, 1)
    highest = Residual.of(network.nodes, (tail, head, capacity, cost), flow).potentials()
    lowest = -Residual.of(network.nodes, (head, tail, capacity, cost), flow).potentials()
    # Rounding down does no harm: costs are whole, so no reduced cost falls below zero by a half.
    return np.asarray((highest + lowest) // 2)


def _with_room_for_more(network: Network, points: IntArray) -> Columns:
    """The arcs with one more rung of each unit, for the places of needs still to come."""
    units = np.arange(network.units.start, network.units.stop)
    return {
        "tail": np.append(network.tail, np.full(len(units), SOURCE)),
        "head": np.append(network.head, units),
        "capacity": np.append(network.capacity, np.full(len(units), MANY)),
        "cost": np.append(network.cost, -points),
    }


def _bare_network(columns: Columns, worth: int, nodes: int) -> Network:
    """The arcs alone; which nodes are whose is kept beside them."""
    nothing = np.zeros(0, dtype=np.int64)
    return Network(
        nodes=nodes,
        supply=0,
        tail=columns["tail"],
        head=columns["head"],
        capacity=columns["capacity"],
        cost=columns["cost"],
        pairs=0,
        worth=worth,
        active=nothing,
        days=nothing,
        units=slice(0),
        shifts=slice(0),
        communities=slice(0),
    )
