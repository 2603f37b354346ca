"""Pushing, relabelling and carrying along shortest ways: the inner loops of `scaling`, compiled.

Every function works on *half arcs*: each arc stands once at its tail and once, turned round, at
its head. ``half`` is (2 × arcs, 5) whole numbers, those of node ``v`` in rows
``first[v]:first[v + 1]``: the node at the other end, what can still be sent, what both directions
carry together, the cost, and the row of the other direction. ``price`` (nodes,) keeps cost + price
here - price there, the reduced cost, near zero or above wherever something can be sent. ``excess``
(nodes,) is what a node has too much. ``sign`` is 1 to move an excess along arcs, -1 to move a lack
against them. The first two nodes, the hubs, take and give any amount and keep their price.
"""

from heapq import heappop, heappush
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[Any]

COLUMNS = 5
END, ROOM, WHOLE, COST, BACK = range(COLUMNS)
HUBS = 2
FARTHEST = 1 << 62
FAR = 1 << 14
"""Slacks up to which it is looked how far nodes are from where something can go."""
NOBODY = -1
FEW = 16
"""Nodes in the network for each to begin with, beyond which prices are moved together first."""
PATIENCE, PATIENCE_EACH = 0.4, 5
"""New prices, for each node of the network and each one in the queue, after which all are moved
together."""
BLOCK, TURNS = 1 << 14, 3
"""Neighbouring nodes that are worked through together while they fit in the nearest memory, and how
often those that wait at first before it is the next ones' turn."""
WIDEST = 1 << 30
"""Prices stay below it, so that 32 bits hold them."""


@njit(cache=True, nogil=True)
def half_arcs(
    nodes: int,
    tail: Numbers,
    head: Numbers,
    room: Numbers,
    whole: Numbers,
    cost: Numbers,
    half: Numbers,
) -> tuple[Numbers, Numbers]:
    """``first`` and the row of each arc; ``half`` is filled. ``room`` of ``whole`` is not used."""
    first = np.zeros(nodes + 2, dtype=np.int32)
    for arc in range(len(tail)):
        first[tail[arc] + 2] += 1
        first[head[arc] + 2] += 1
    for node in range(nodes):
        first[node + 2] += first[node + 1]
    rows = np.empty(len(tail), dtype=np.int32)
    for arc in range(len(tail)):
        here, there = first[tail[arc] + 1], first[head[arc] + 1]
        first[tail[arc] + 1] += 1
        first[head[arc] + 1] += 1
        rows[arc] = here
        half[here, END], half[there, END] = head[arc], tail[arc]
        half[here, ROOM], half[there, ROOM] = room[arc], whole[arc] - room[arc]
        half[here, WHOLE], half[there, WHOLE] = whole[arc], whole[arc]
        half[here, COST], half[there, COST] = cost[arc], -cost[arc]
        half[here, BACK], half[there, BACK] = there, here
    return first[: nodes + 1], rows


@njit(cache=True, nogil=True)
def missed(first: Numbers, half: Numbers, price: Numbers) -> int:
    """By how much reduced costs are below zero, all together."""
    total = 0
    for node in range(len(price)):
        for row in range(first[node], first[node + 1]):
            if half[row, ROOM] > 0:
                total -= min(0, half[row, COST] + price[node] - price[half[row, END]])
    return total


@njit(cache=True, nogil=True)
def saturate(first: Numbers, half: Numbers, price: Numbers, excess: Numbers, slack: int) -> None:
    """Send all that fits over every half arc whose reduced cost is below ``-slack``."""
    for node in range(len(price)):
        for row in range(first[node], first[node + 1]):
            room, end = half[row, ROOM], half[row, END]
            if room > 0 and half[row, COST] + price[node] - price[end] < -slack:
                half[row, ROOM] = 0
                half[half[row, BACK], ROOM] += room
                excess[node] -= room
                excess[end] += room
    excess[:HUBS] = 0


@njit(cache=True, nogil=True)
def _room(half: Numbers, row: int, sign: int) -> int:
    """What can be sent along a half arc, or against it."""
    return half[row, ROOM] if sign > 0 else half[row, WHOLE] - half[row, ROOM]


@njit(cache=True, nogil=True)
def _send(half: Numbers, row: int, amount: int) -> None:
    """Send an amount along a half arc; a negative one against it."""
    half[row, ROOM] -= amount
    half[half[row, BACK], ROOM] += amount


@njit(cache=True, nogil=True)
def discharge(
    first: Numbers,
    half: Numbers,
    price: Numbers,
    excess: Numbers,
    slack: int,
    sign: int,
    gentle: int,
) -> bool:
    """Move every excess (1) to where something lacks or to a hub, or every lack (-1) likewise.

    Reduced costs stay at or above ``-slack``. After many new prices, and before the first where
    few are to be moved, all are moved together: one by one they would crawl where a whole quarter
    has to become dearer. ``gentle`` times no price moves farther than it must. False if a price
    runs out of its range.
    """
    nodes = len(price)
    queue, queued, count = _queue(excess, sign)
    patience = int(PATIENCE * nodes) + PATIENCE_EACH * count
    changed, moves = patience if count * FEW < nodes else 0, 0
    following = first[:nodes].copy()
    block, turns = 0, 0
    while count > 0:
        if changed >= patience:
            if not _come_nearer(first, half, price, excess, slack, sign, int(moves >= gentle)):
                return False
            following[:] = first[:nodes]
            changed, moves = 0, moves + 1
            patience = int(PATIENCE * nodes) + PATIENCE_EACH * count
        block, turns = _block(queue, block, turns)
        node = _taken(queue, block)
        turns -= 1
        count -= 1
        queued[node] = False
        left, here = sign * excess[node], price[node]
        row, last = following[node], first[node + 1]
        while left > 0:
            if row == last:
                row, here = _relabelled(first, half, price, node, slack, sign)
                changed += 1
                if abs(here) > WIDEST:
                    return False
            room, end = _room(half, row, sign), half[row, END]
            if room > 0 and sign * (half[row, COST] + here - price[end]) < 0:
                sent = min(room, left)
                _send(half, row, sign * sent)
                left -= sent
                excess[end] += sign * sent
                if not queued[end] and sign * excess[end] > 0:
                    queued[end] = True
                    _put(queue, end)
                    count += 1
            if left > 0:
                row += 1
        excess[node], price[node] = sign * left, here
        following[node] = row
    excess[:HUBS] = 0
    return True


@njit(cache=True, nogil=True)
def _queue(excess: Numbers, sign: int) -> tuple[tuple[Numbers, Numbers, Numbers], Numbers, int]:
    """The nodes to begin with in the queues of their blocks, who must not join, how many.

    Each block has a ring that can hold all its nodes, the place of the first one, and how many
    there are.
    """
    blocks = (len(excess) + BLOCK - 1) // BLOCK
    ring = np.empty(blocks * BLOCK, dtype=np.int32)
    queue = ring, np.zeros(blocks, dtype=np.int32), np.zeros(blocks, dtype=np.int32)
    queued = sign * excess > 0
    queued[:HUBS] = False
    begun = np.flatnonzero(queued)
    for node in begun:
        _put(queue, int(node))
    queued[:HUBS] = True
    return queue, queued, len(begun)


@njit(cache=True, nogil=True)
def _put(queue: tuple[Numbers, Numbers, Numbers], node: int) -> None:
    """Let a node wait in the queue of its block."""
    ring, taken, waiting = queue
    block = node // BLOCK
    ring[block * BLOCK + (taken[block] + waiting[block]) % BLOCK] = node
    waiting[block] += 1


@njit(cache=True, nogil=True)
def _taken(queue: tuple[Numbers, Numbers, Numbers], block: int) -> int:
    """The first node that waits in a block, no longer waiting."""
    ring, taken, waiting = queue
    node = ring[block * BLOCK + taken[block]]
    taken[block] = (taken[block] + 1) % BLOCK
    waiting[block] -= 1
    return node


@njit(cache=True, nogil=True)
def _block(queue: tuple[Numbers, Numbers, Numbers], block: int, turns: int) -> tuple[int, int]:
    """The block to take a node from, and how many may be taken there before the next."""
    waiting = queue[2]
    while turns == 0 or waiting[block] == 0:
        block = block + 1 if block + 1 < len(waiting) else 0
        turns = TURNS * waiting[block]
    return block, turns


@njit(cache=True, nogil=True)
def _come_nearer(
    first: Numbers,
    half: Numbers,
    price: Numbers,
    excess: Numbers,
    slack: int,
    sign: int,
    more: int,
) -> bool:
    """Move all prices at once by how far each node is from where its excess or lack can go.

    Far is counted in whole slacks. With none ``more``, no reduced cost falls below zero that was
    not, and those along the ways come below a slack; with one more for each arc they come below
    zero, to ``-slack`` at the least. False if a price runs out of its range.
    """
    distance, far = _slacks_away(first, half, price, excess, slack, sign, more)
    for node in range(HUBS, len(price)):
        moved = price[node] - sign * slack * min(distance[node], far)
        if abs(moved) > WIDEST:
            return False
        price[node] = moved
    return True


@njit(cache=True, nogil=True)
def _slacks_away(
    first: Numbers,
    half: Numbers,
    price: Numbers,
    excess: Numbers,
    slack: int,
    sign: int,
    more: int,
) -> tuple[Numbers, int]:
    """(nodes,) slacks to the nearest node that can take, and how far it was needed to look.

    Nodes wait in one list for each distance (Dial): the first of each list, and (nodes, 2) the one
    before and the one after.
    """
    distance = np.full(len(price), FAR, dtype=np.int32)
    lists = np.full(FAR, NOBODY, dtype=np.int32), np.full((len(price), 2), NOBODY, dtype=np.int32)
    for node in range(len(price)):
        if node < HUBS or sign * excess[node] < 0:
            _wait(distance, lists, node, 0)
    to_find = np.count_nonzero(sign * excess[HUBS:] > 0)
    far, farthest = 0, min(FAR, WIDEST // 4 // slack)
    while far < farthest and to_find > 0:
        node = lists[0][far]
        if node == NOBODY:
            far += 1
            continue
        _leave(distance, lists, node)
        to_find -= node >= HUBS and sign * excess[node] > 0
        for row in range(first[node], first[node + 1]):
            end = half[row, END]
            if distance[end] > far and _room(half, row, -sign) > 0:
                reduced = sign * (price[end] - price[node] - half[row, COST])
                beyond = far + max(0, reduced // slack + more)
                if beyond < min(distance[end], farthest):
                    _leave(distance, lists, end)
                    _wait(distance, lists, end, beyond)
    return distance, far


@njit(cache=True, nogil=True)
def _wait(distance: Numbers, lists: tuple[Numbers, Numbers], node: int, far: int) -> None:
    """Put a node into the list of a distance."""
    waiting, beside = lists
    follower = waiting[far]
    distance[node] = far
    beside[node, 0], beside[node, 1] = NOBODY, follower
    if follower != NOBODY:
        beside[follower, 0] = node
    waiting[far] = node


@njit(cache=True, nogil=True)
def _leave(distance: Numbers, lists: tuple[Numbers, Numbers], node: int) -> None:
    """Take a node out of its list, if it is in one."""
    if distance[node] == FAR:
        return
    waiting, beside = lists
    before, follower = beside[node]
    if follower != NOBODY:
        beside[follower, 0] = before
    if before != NOBODY:
        beside[before, 1] = follower
    else:
        waiting[distance[node]] = follower


@njit(cache=True, nogil=True)
def _relabelled(
    first: Numbers, half: Numbers, price: Numbers, node: int, slack: int, sign: int
) -> tuple[int, int]:
    """The row by which a node can send at the least cost, and the price at which it may."""
    best, best_row = -FARTHEST, first[node]
    for row in range(first[node], first[node + 1]):
        if _room(half, row, sign) > 0:
            offered = sign * (price[half[row, END]] - half[row, COST])
            if offered > best:
                best, best_row = offered, row
    return best_row, sign * (best - slack)


@njit(cache=True, nogil=True)
def rounded(first: Numbers, half: Numbers, price: Numbers, scale: int) -> Numbers:
    """Whole prices from those in ``scale`` parts, rounded where it breaks the fewest arcs."""
    broken = np.zeros(scale, dtype=np.int64)
    for node in range(len(price)):
        for row in range(first[node], first[node + 1]):
            if half[row, ROOM] > 0:
                cost, there = half[row, COST], price[half[row, END]]
                if cost + price[node] - there < 0:
                    for part in range(scale):
                        lower = (price[node] + part) // scale - (there + part) // scale
                        broken[part] += lower * scale + cost < 0
    return (price + np.argmin(broken)) // scale


@njit(cache=True, nogil=True)
def carry(first: Numbers, half: Numbers, price: Numbers, excess: Numbers, sign: int) -> None:
    """Carry every excess (1) or lack (-1) along shortest ways.

    No reduced cost may be below zero, and none is afterwards.
    """
    distance = np.full(len(price), FARTHEST, dtype=np.int64)
    via = np.empty(len(price), dtype=np.int32)
    done = np.zeros(len(price), dtype=np.bool_)
    for start in range(HUBS, len(price)):
        while sign * excess[start] > 0:
            goal, touched = _nearest(first, half, price, excess, sign, start, (distance, via, done))
            far = distance[goal]
            for node in touched:
                if done[node]:
                    price[node] += sign * (distance[node] - far)
                    done[node] = False
                distance[node] = FARTHEST
            _send_along(half, excess, via, start, goal, sign)


@njit(cache=True, nogil=True)
def _nearest(
    first: Numbers,
    half: Numbers,
    price: Numbers,
    excess: Numbers,
    sign: int,
    start: int,
    search: tuple[Numbers, Numbers, Numbers],
) -> tuple[int, list[int]]:
    """The nearest hub or node that can take from ``start``, and all nodes that were come across.

    ``search`` is what is filled: the distance of each, the row it was reached by, whether it is
    sure.
    """
    distance, via, done = search
    distance[start] = 0
    heap = [(0, start)]
    touched = [start]
    while True:
        far, node = heappop(heap)
        if node < HUBS or sign * excess[node] < 0:
            return node, touched
        if done[node]:
            continue
        done[node] = True
        for row in range(first[node], first[node + 1]):
            end = half[row, END] + 0  # 64 bits, as the heap has them
            if _room(half, row, sign) > 0 and not done[end]:
                beyond = far + sign * (half[row, COST] + price[node] - price[end])
                if beyond < distance[end]:
                    if distance[end] == FARTHEST:
                        touched.append(end)
                    distance[end] = beyond
                    via[end] = row
                    heappush(heap, (beyond, end))


@njit(cache=True, nogil=True)
def _send_along(
    half: Numbers, excess: Numbers, via: Numbers, start: int, goal: int, sign: int
) -> None:
    """Send as much from start to goal as the way by which the goal was found lets through."""
    amount = sign * excess[start]
    if goal >= HUBS:
        amount = min(amount, -sign * excess[goal])
    node = goal
    while node != start:
        amount = min(amount, _room(half, via[node], sign))
        node = half[half[via[node], BACK], END]
    node = goal
    while node != start:
        _send(half, via[node], sign * amount)
        node = half[half[via[node], BACK], END]
    excess[start] -= sign * amount
    if goal >= HUBS:
        excess[goal] += sign * amount


@njit(cache=True, nogil=True)
def highest(first: Numbers, half: Numbers, price: Numbers) -> Numbers:
    """(nodes,) prices as high above the hubs' as they can be while no reduced cost is below zero.

    Those below zero before, if any, do not become lower. It is the cheapest way from a hub; where
    none leads, prices are as low as they can be, and 0 where nothing leads to a hub either.
    """
    reached = np.zeros(len(price), dtype=np.bool_)
    reached[:HUBS] = True
    ahead = _distances(first, half, price, reached, 1)
    farthest = np.max(np.where(ahead < FARTHEST, ahead, 0))
    reached = ahead < FARTHEST
    found = price + np.where(reached, ahead, farthest)
    behind = _distances(first, half, found, reached, -1)
    return np.where(behind < FARTHEST, found - behind, 0)


@njit(cache=True, nogil=True)
def _distances(
    first: Numbers, half: Numbers, price: Numbers, starts: Numbers, sign: int
) -> Numbers:
    """How far each node is from one of the starts by reduced costs, or (-1) to one."""
    distance = np.where(starts, 0, FARTHEST)
    heap = [(0, 0)]
    for start in range(len(price)):
        if starts[start]:
            _look(first, half, price, start, sign, distance, heap)
    while heap:
        far, node = heappop(heap)
        if far == distance[node]:
            _look(first, half, price, node, sign, distance, heap)
    return distance


@njit(cache=True, nogil=True)
def _look(
    first: Numbers,
    half: Numbers,
    price: Numbers,
    node: int,
    sign: int,
    distance: Numbers,
    heap: list[tuple[int, int]],
) -> None:
    """Note the nodes that are nearer by way of this one."""
    for row in range(first[node], first[node + 1]):
        end = half[row, END] + 0  # 64 bits, as the heap has them
        if _room(half, row, sign) > 0:
            reduced = sign * (half[row, COST] + price[node] - price[end])
            beyond = distance[node] + max(0, reduced)
            if beyond < distance[end]:
                distance[end] = beyond
                heappush(heap, (beyond, end))
