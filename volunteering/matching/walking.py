"""One unit carried along the shortest way of a kept flow: the inner loop of `repairing`, compiled.

It does what `Live._carry` does, step by step in the same order, so that both come to the same flow
and the same labels.
"""

from heapq import heappop, heappush
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[Any]
Search = tuple[Numbers, Numbers, Numbers]

HUBS = 2
SOURCE = 0
FARTHEST = 1 << 62
NO_ARC = -1


def search_room(nodes: int) -> Search:
    """What a search notes of each node: how far, by which arc, whether it is sure."""
    return (
        np.full(nodes, FARTHEST, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.bool_),
    )


@njit(cache=True, nogil=True)
def carried(
    arcs: tuple[Numbers, Numbers, Numbers, Numbers, Numbers],
    leaving: tuple[Numbers, Numbers],
    coming: tuple[Numbers, Numbers],
    label: Numbers,
    search: Search,
    start: int,
    sense: int,
    avoid: int,
) -> tuple[bool, list[int]]:
    """Carry one unit between ``start`` and the hub: whether there is a way, and its arcs.

    ``arcs`` are tail, head, cost, flow and room. The unit goes from ``start`` (sense 1) or to it
    (-1), never through ``avoid``. Labels follow, so that no reduced cost is below zero.
    """
    tail, head, _, flow, room = arcs
    distance, via, done = search
    changed = [NO_ARC for _ in range(0)]
    done[avoid] |= avoid >= 0
    end, met = _nearest_hub(arcs, leaving, coming, label, search, start, sense)
    done[avoid] &= avoid < 0
    far = distance[end] if end >= 0 else 0
    for node in met:
        if done[node] and end >= 0:
            label[node] += sense * (distance[node] - far)
        done[node] = False
        distance[node] = FARTHEST
    if end < 0:
        return False, changed
    node = end
    while node != start:
        arc, sign = via[node] >> 1, 2 * (via[node] & 1) - 1
        flow[arc] += sign
        room[arc] -= sign
        changed.append(arc)
        node = head[arc] if sign * sense < 0 else tail[arc]
    return True, changed


@njit(cache=True, nogil=True)
def _nearest_hub(
    arcs: tuple[Numbers, Numbers, Numbers, Numbers, Numbers],
    leaving: tuple[Numbers, Numbers],
    coming: tuple[Numbers, Numbers],
    label: Numbers,
    search: Search,
    start: int,
    sense: int,
) -> tuple[int, list[int]]:
    """The hub that is nearest by reduced costs, -1 if none is reached, and all nodes met."""
    tail, head, cost, flow, room = arcs
    distance, _, done = search
    against, along = (flow, room) if sense > 0 else (room, flow)
    distance[start] = 0
    met = [start]
    heap = [(0, start)]
    while heap:
        far, node = heappop(heap)
        if node < HUBS:
            return node, met
        if done[node]:
            continue
        done[node] = True
        here = far + sense * label[node]
        _look(coming, (tail, cost, against, label), search, (node, here, -sense, sense), met, heap)
        if distance[SOURCE] > far:  # no way is shorter, and a unit may have thousands of members
            _look(
                leaving, (head, cost, along, label), search, (node, here, sense, sense), met, heap
            )
    return -1, met


@njit(cache=True, nogil=True)
def _look(
    fan: tuple[Numbers, Numbers],
    columns: tuple[Numbers, Numbers, Numbers, Numbers],
    search: Search,
    where: tuple[int, int, int, int],
    met: list[int],
    heap: list[tuple[int, int]],
) -> None:
    """Note the nodes that are nearer by the arcs of one fan, unless a hub is nearer still."""
    first, following = fan
    ends, cost, able, label = columns
    distance, via, done = search
    node, here, sign, sense = where
    nearest = min(distance[0], distance[1])
    arc = first[node]
    while arc != NO_ARC:
        other = ends[arc]
        if able[arc] and not done[other]:
            beyond = here + sign * cost[arc] - sense * label[other]
            if beyond < min(distance[other], nearest):
                if distance[other] == FARTHEST:
                    met.append(other)
                if other < HUBS:
                    nearest = beyond
                distance[other] = beyond
                via[other] = 2 * arc + (sign > 0)
                heappush(heap, (beyond, other))
        arc = following[arc]
