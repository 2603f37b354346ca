"""A cheapest flow by cost scaling, compiled, that can start from an earlier flow and its prices.

Goldberg and Tarjan's method: a flow whose reduced costs are above ``-slack`` is made one with a
slack several times smaller, until it is so small that rounding to whole prices breaks few arcs.
Those few are mended along shortest ways, after which no reduced cost is below zero: the flow is a
cheapest one, whatever went before.
"""

from dataclasses import dataclass
from importlib import import_module

import numpy as np

from volunteering.matching.problem import IntArray

SCALE = 16
"""Parts of a point in which prices are reckoned until they are rounded."""
STEP = 7
"""By how much the slack falls from one phase to the next."""
LEAST_WARM, WARM = 5, 2
"""The first slack of a flow that starts warm, before a step: at least so many points, and so many
times what reduced costs are below zero for a node."""
WARM_ROUGH = 8
"""The same for a rough flow, which always has a phase."""
ROUGH = 200
"""The slack at which a rough flow is left as it is: some twelve points."""
GENTLE = 3
"""So many times, when all prices are moved together, none moves farther than it must: that leaves
less to mend in the next phase. Who still crawls then is shown ways on which nothing needs a new
price, and at once where so much is asked that most would crawl."""
LARGEST_COST = 1 << 26
"""Costs in parts of a point up to which 32 bits leave prices room."""


@dataclass(frozen=True)
class Start:
    """A flow (arcs,) over the same nodes and arcs, and labels (nodes,) that fit most of them."""

    flow: IntArray
    label: IntArray


@dataclass(frozen=True)
class Hints:
    """What is known of a network; it only steers the speed.

    order   (nodes,) its nodes, neighbours side by side, so that memory is read in runs; hubs first
    tight   whether most of what can flow does
    """

    order: IntArray | None = None
    tight: bool = False


def may_be_scaled(cost: IntArray, capacity: IntArray) -> bool:
    """Whether costs and capacities are small enough for the compiled solver."""
    largest = int(np.abs(cost).max(initial=0)) * SCALE
    return largest <= LARGEST_COST and int(capacity.sum()) < 1 << 31


def cheapest_by_scaling(
    nodes: int,
    tail: IntArray,
    head: IntArray,
    capacity: IntArray,
    cost: IntArray,
    start: Start | None = None,
    *,
    rough: bool = False,
    hints: Hints | None = None,
) -> tuple[IntArray, IntArray] | None:
    """(arcs,) the cheapest flow and (nodes,) the cheapest ways from the first two nodes, the hubs.

    A ``rough`` flow is a flow, but only nearly the cheapest, and its labels nearly fit.
    Hubs take and give any amount; what an arc between them carries is left to the caller. None if
    prices run out of their range.
    """
    hints = hints or Hints()
    # Loading what is compiled takes a second and 70 MiB: only who needs it pays.
    pushing = import_module("volunteering.matching.pushing")
    used = np.zeros_like(capacity) if start is None else start.flow
    label = np.zeros(nodes, dtype=np.int64) if start is None else start.label
    order = np.arange(nodes) if hints.order is None else hints.order
    place = np.empty(nodes, dtype=np.int64)
    place[order] = np.arange(nodes)
    # Made here, not in compiled code: numpy asks for large pages, which are sooner looked up.
    half = np.empty((2 * len(tail), pushing.COLUMNS), dtype=np.int32)
    first, rows = pushing.half_arcs(
        nodes, place[tail], place[head], capacity - used, capacity, cost * SCALE, half
    )
    price = (label[order] * SCALE).astype(np.int32)
    excess = np.zeros(nodes, dtype=np.int32)
    slack = SCALE * int(np.abs(cost).max(initial=0))
    if start is not None:
        missed = pushing.missed(first, half, price) // nodes
        least, times = (ROUGH * STEP, WARM_ROUGH) if rough else (LEAST_WARM * SCALE, WARM)
        slack = min(slack, max(least, times * missed))
    gentle = 0 if hints.tight else GENTLE
    while slack > (ROUGH if rough else 1):
        slack = max(1, slack // STEP)
        pushing.saturate(first, half, price, excess, slack)
        for sign in (1, -1):
            if not pushing.discharge(first, half, price, excess, slack, sign, gentle):
                return None
    price = price // SCALE if rough else pushing.rounded(first, half, price, SCALE)
    half[:, pushing.COST] //= SCALE
    if not rough:
        pushing.saturate(first, half, price, excess, 0)
        for sign in (1, -1):
            pushing.carry(first, half, price, excess, sign)
    label = pushing.highest(first, half, price)
    return np.asarray(capacity - half[rows, pushing.ROOM]), label[place]
