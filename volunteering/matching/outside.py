"""Instances from outside, with known optima: the solver and the proof are held against them.

Two formats are read: ``dimacs``, minimum-cost flow of the first DIMACS challenge (lines ``p min``,
``n``, ``a``), and ``assign``, the assignment problems of the OR-Library (n, then n × n costs).
"""

import time
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from volunteering.matching.problem import IntArray

FORMATS = ("dimacs", "assign")


class Unreadable(ValueError):
    """The text is not an instance of its format; the message says where."""


class NoFlow(ValueError):
    """No flow meets the supplies within the capacities."""


@dataclass(frozen=True)
class Instance:
    """Arcs (arcs,) with the most that they carry and what a unit costs; supplies (nodes,)."""

    tail: IntArray
    head: IntArray
    capacity: IntArray
    cost: IntArray
    supply: IntArray


@dataclass(frozen=True)
class Solved:
    """The least cost, and the bound that the prices of the nodes prove: equal if it is right."""

    objective: int
    bound: int
    seconds: float

    @property
    def proved(self) -> bool:
        """Whether the certificate shows that no flow is cheaper."""
        return self.objective == self.bound


def read_instance(text: str, form: str) -> Instance:
    """Read an instance of one of the ``FORMATS``; raises `Unreadable`."""
    try:
        return _assignment(text) if form == "assign" else _dimacs(text)
    except (ValueError, IndexError) as error:
        raise Unreadable(f"not a file of the format {form}: {error}") from error


def solved(instance: Instance) -> Solved:
    """The cheapest flow and its proof; raises `NoFlow`."""
    began = time.perf_counter()
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        instance.tail, instance.head, instance.capacity, instance.cost
    )
    solver.set_nodes_supplies(np.arange(len(instance.supply)), instance.supply)
    if solver.solve() != solver.OPTIMAL:
        raise NoFlow("the supplies cannot be met")
    flow = np.asarray(solver.flows(arcs), dtype=np.int64)
    seconds = time.perf_counter() - began
    return Solved(int(instance.cost @ flow), _bound(instance, _prices(instance, flow)), seconds)


def _bound(instance: Instance, price: IntArray) -> int:
    """No flow costs less than this, whatever the prices of the nodes are (weak duality)."""
    reduced = instance.cost + price[instance.tail] - price[instance.head]
    saved = int((instance.capacity * np.minimum(reduced, 0)).sum())
    return saved - int((instance.supply * price).sum())


def _prices(instance: Instance, flow: IntArray) -> IntArray:
    """(nodes,) shortest ways in what the flow leaves open, from a point beside all nodes."""
    forward, backward = flow < instance.capacity, flow > 0
    tail = np.concatenate([instance.tail[forward], instance.head[backward]])
    head = np.concatenate([instance.head[forward], instance.tail[backward]])
    cost = np.concatenate([instance.cost[forward], -instance.cost[backward]])
    price = np.zeros(len(instance.supply), dtype=np.int64)
    for _ in range(len(price)):
        nearer = price.copy()
        np.minimum.at(nearer, head, price[tail] + cost)
        if np.array_equal(nearer, price):
            break
        price = nearer
    return price


def _assignment(text: str) -> Instance:
    size, *costs = (int(word) for word in text.split())
    if len(costs) != size * size:
        raise Unreadable(f"{len(costs)} costs instead of {size} × {size}")
    one = np.ones(size * size, dtype=np.int64)
    row, column = np.divmod(np.arange(size * size), max(1, size))
    supply = np.repeat(np.array([1, -1], dtype=np.int64), size)
    return Instance(row, size + column, one, np.array(costs, dtype=np.int64), supply)


def _dimacs(text: str) -> Instance:
    supply, arcs = np.zeros(0, dtype=np.int64), []
    for line in text.splitlines():
        kind, *words = line.split() or ["c"]
        if kind == "p":
            supply = np.zeros(int(words[1]), dtype=np.int64)
        elif kind == "n":
            supply[int(words[0]) - 1] = int(words[1])
        elif kind == "a":
            arcs.append([int(word) for word in words])
    tail, head, least, most, cost = np.array(arcs, dtype=np.int64).reshape(-1, 5).T
    if least.any():
        raise Unreadable("lower bounds are not read")
    return Instance(tail - 1, head - 1, most, cost, supply)
