"""A flow that stays a cheapest one while arcs come and go: every imbalance takes the shortest way.

After each change the labels still keep every reduced cost of the residual network from being
negative, so the search for the next shortest way stays small (Ahuja, Magnanti, Orlin: Network
Flows, 9.7). The source is a hub that takes and gives any amount; no search goes through it.
"""

from array import array
from dataclasses import dataclass
from heapq import heappop, heappush
from importlib import import_module
from types import ModuleType

import numpy as np

from volunteering.matching.network import SINK, SOURCE, Network
from volunteering.matching.problem import IntArray

HUB = (SOURCE, SINK)
NO_ARC = -1
NOWHERE = -2
WORTH_WALKING = 250_000
"""Arcs from which on ways are looked for by compiled code; loading it takes a second and 70 MiB."""


@dataclass(frozen=True)
class Search:
    """Where a search ended, how far the nodes are, by which arcs, and which it is sure of."""

    end: int
    distance: dict[int, int]
    via: dict[int, tuple[int, int]]
    done: set[int]


class Live:
    """A cheapest flow with labels that prove it, open to new nodes and arcs."""

    def __init__(self, network: Network, flow: IntArray, label: IntArray) -> None:
        """Take over a cheapest flow; ``label`` keeps each reduced cost from being negative."""
        self._label = numbers(label)
        self._tail, self._head = numbers(network.tail), numbers(network.head)
        self._cost, self._flow = numbers(network.cost), numbers(flow)
        self._room = numbers(network.capacity - flow)
        self._leaving = Fans(network.tail, network.nodes)
        self._coming = Fans(network.head, network.nodes)
        self._touched: set[int] = set()
        self._walking: ModuleType | None = None
        if len(self._tail) >= WORTH_WALKING:
            self._walking = import_module("volunteering.matching.walking")
            self._noted = self._walking.search_room(len(self._label) * 5 // 4)
            self._carry(SOURCE, 1)  # nowhere to go, but from here on it is loaded

    @property
    def cost(self) -> int:
        """The cost of the flow; equal to that of the cheapest flow over the same arcs."""
        return int(np.asarray(self._cost) @ np.asarray(self._flow))

    def arcs(self) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Tail, head, capacity and cost of all arcs."""
        tail, head, cost = (np.array(column) for column in (self._tail, self._head, self._cost))
        return tail, head, self.flow() + np.array(self._room), cost

    def flow(self) -> IntArray:
        """(arcs,) the flow."""
        return np.array(self._flow)

    def labels(self) -> IntArray:
        """(nodes,) the labels."""
        return np.array(self._label)

    def _new_node(self, label: int = 0) -> int:
        self._label.append(label)
        self._leaving.add_node()
        self._coming.add_node()
        return len(self._label) - 1

    def _new_arc(self, tail: int, head: int, capacity: int, cost: int) -> int:
        arc = len(self._tail)
        for column, entry in (
            (self._tail, tail), (self._head, head), (self._cost, cost),
            (self._flow, 0), (self._room, capacity),
        ):  # fmt: skip
            column.append(entry)
        self._leaving.add(tail, arc)
        self._coming.add(head, arc)
        return arc

    def _shut(self, arc: int) -> None:
        """Let nothing more through an arc of one unit, and carry its unit by the cheapest ways."""
        used = self._flow[arc]
        self._flow[arc] = self._room[arc] = 0
        if used:
            self._send_back(self._tail[arc])
            self._bring(self._head[arc])

    def _open(self, arc: int) -> None:
        """Let a unit through an arc that was shut, and send it at once if that is cheaper."""
        tail, head = self._tail[arc], self._head[arc]
        self._room[arc] = 1
        if self._label[tail] + self._cost[arc] < self._label[head]:
            self._push(arc, 1)
            self._send_back(head)
            self._bring(tail)

    def _push(self, arc: int, amount: int) -> None:
        self._flow[arc] += amount
        self._room[arc] -= amount
        self._touched ^= {arc}

    def _bring(self, target: int, avoid: int = -1) -> None:
        """Bring one unit from the source to ``target`` by the cheapest way."""
        self._carry(target, -1, avoid)

    def _send_back(self, start: int) -> None:
        """Send one unit from ``start`` to the source, or to the sink, by the cheapest way."""
        self._carry(start, 1)

    def _carry(self, start: int, sense: int, avoid: int = -1) -> None:
        """Carry one unit between ``start`` and the hub, from it (1) or to it (-1).

        Raises:
            IndexError: if no way leads there.

        """
        if self._walking is not None:
            self._carry_by(self._walking, start, sense, avoid)
            return
        found = self._search(start, sense, avoid=avoid)
        far = found.distance[found.end]
        for passed in found.done:
            self._label[passed] += sense * (found.distance[passed] - far)
        node = found.end
        while node != start:
            arc, sign = found.via[node]
            self._push(arc, sign)
            node = self._head[arc] if sign * sense < 0 else self._tail[arc]

    def _carry_by(self, walking: ModuleType, start: int, sense: int, avoid: int) -> None:
        """The same by compiled code, which sees the columns as they lie in memory."""
        if len(self._noted[0]) < len(self._label):
            self._noted = walking.search_room(len(self._label) * 5 // 4)
        columns = (self._tail, self._head, self._cost, self._flow, self._room)
        arcs = tuple(map(seen, columns))
        fans = self._leaving.seen(), self._coming.seen()
        label = seen(self._label)
        way, changed = walking.carried(arcs, *fans, label, self._noted, start, sense, avoid)
        if not way:
            raise IndexError("no way leads to the hub")
        self._touched ^= set(changed)

    def _search(
        self, start: int, sense: int, *, goal: int = -1, avoid: int = -1, within: int | None = None
    ) -> Search:
        """Shortest ways from ``start`` (sense 1) or to it (-1) over reduced costs.

        It ends at ``goal``, or where no nearer node is left than the hub. With ``within`` it looks
        for ways past the hub, and ends nowhere if there is none to the goal that is shorter.
        """
        label, cost = self._label, self._cost
        able, back = (self._flow, self._room) if sense > 0 else (self._room, self._flow)
        both = (
            (self._coming, self._tail, able, -sense),
            (self._leaving, self._head, back, sense),
        )
        distance, via, done = {start: 0}, {}, {avoid}
        heap = [(0, start)]
        if within is not None:
            done.update(HUB)
            heappush(heap, (within, NOWHERE))
        far, node = 0, start
        while node not in HUB and node not in (goal, NOWHERE):
            far, node = heappop(heap)
            if node in done or node == NOWHERE:
                continue
            done.add(node)
            here = far + sense * label[node]
            for fan, other_end, able, sign in both:
                for arc in fan.of(node):
                    if able[arc]:
                        other = other_end[arc]
                        beyond = here + sign * cost[arc] - sense * label[other]
                        if other not in done and beyond < distance.get(other, beyond + 1):
                            distance[other], via[other] = beyond, (arc, sign)
                            heappush(heap, (beyond, other))
                if distance.get(SOURCE) == far:
                    break  # no way is shorter, and a unit may have thousands of members
        done.discard(avoid)
        return Search(node, distance, via, done)


class Fans:
    """The arcs at each node, the latest first: one list a node, linked from arc to arc."""

    def __init__(self, ends: IntArray, nodes: int) -> None:
        order = np.argsort(ends, kind="stable")
        whose = ends[order]
        before = np.append(NO_ARC, order[:-1])
        before[np.diff(whose, prepend=-1) != 0] = NO_ARC
        following = np.empty(len(ends), dtype=np.int64)
        following[order] = before[: len(order)]
        last = np.flatnonzero(np.diff(whose, append=nodes) != 0)
        first = np.full(nodes, NO_ARC, dtype=np.int64)
        first[whose[last]] = order[last]
        self._first, self._following = numbers(first), numbers(following)

    def of(self, node: int) -> list[int]:
        """The arcs at a node."""
        found, following = [], self._following
        arc = self._first[node]
        while arc != NO_ARC:
            found.append(arc)
            arc = following[arc]
        return found

    def add_node(self) -> None:
        """Make room for one more node."""
        self._first.append(NO_ARC)

    def add(self, node: int, arc: int) -> None:
        """Put an arc at a node: the next new one, or one that was taken away elsewhere."""
        if arc == len(self._following):
            self._following.append(NO_ARC)
        self._following[arc] = self._first[node]
        self._first[node] = arc

    def remove(self, node: int, arc: int) -> None:
        """Take an arc away from a node."""
        if self._first[node] == arc:
            self._first[node] = self._following[arc]
            return
        before = self._first[node]
        while self._following[before] != arc:
            before = self._following[before]
        self._following[before] = self._following[arc]

    def seen(self) -> tuple[IntArray, IntArray]:
        """The first arc of each node and the one after each arc, as they lie in memory."""
        return seen(self._first), seen(self._following)


def numbers(column: IntArray) -> "array[int]":
    """The entries one after the other in a row that can grow, quickly read one by one."""
    found = array("q")
    found.frombytes(np.ascontiguousarray(column, dtype=np.int64).tobytes())
    return found


def seen(column: "array[int]") -> IntArray:
    """The entries as they lie in memory: it cannot grow while somebody looks."""
    return np.frombuffer(column, dtype=np.int64)
