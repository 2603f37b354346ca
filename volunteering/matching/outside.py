"""Instances from outside, with known optima: the solver and the proof are held against them.

Two formats are read: ``dimacs``, minimum-cost flow of the first DIMACS challenge (lines ``p min``,
``n``, ``a``), and ``assign``, the assignment problems of the OR-Library (n, then n × n costs).
"""

import time
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from volunteering.matching.network import WORTH_COMPILING
from volunteering.matching.problem import IntArray
from volunteering.matching.scaling import cheapest_by_scaling, may_be_scaled

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
    if not text.strip():
        raise Unreadable("the file is empty")
    try:
        return _assignment(text) if form == "assign" else _dimacs(text)
    except Unreadable:
        raise
    except (ValueError, IndexError) as error:
        raise Unreadable(f"not a file of the format {form}: {error}") from error


def solved(instance: Instance) -> Solved:
    """The cheapest flow and its proof; raises `NoFlow`.

    As in a match, the compiled solver is used where a network is large and its numbers are small
    enough for it, and OR-Tools where not.
    """
    began = time.perf_counter()
    found = _by_scaling(instance) if len(instance.cost) >= WORTH_COMPILING else None
    flow, price = found or (_by_or_tools(instance), None)
    seconds = time.perf_counter() - began
    price = _prices(instance, flow) if price is None else price
    return Solved(int(instance.cost @ flow), _bound(instance, price), seconds)


def _by_or_tools(instance: Instance) -> IntArray:
    """(arcs,) the cheapest flow."""
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        instance.tail, instance.head, instance.capacity, instance.cost
    )
    solver.set_nodes_supplies(np.arange(len(instance.supply)), instance.supply)
    if solver.solve() != solver.OPTIMAL:
        raise NoFlow("the supplies cannot be met")
    return np.asarray(solver.flows(arcs), dtype=np.int64)


def _by_scaling(instance: Instance) -> tuple[IntArray, IntArray] | None:
    """(arcs,) the cheapest flow and (nodes,) its prices; None if the numbers are too large.

    One hub feeds the nodes with a supply, and what a unit of supply earns outweighs every way that
    it can take; the other hub takes in what the nodes with a lack are due.
    """
    nodes, supply = len(instance.supply), instance.supply
    giving, taking = np.flatnonzero(supply > 0), np.flatnonzero(supply < 0)
    earned = int(np.abs(instance.cost).max(initial=0)) * nodes + 1
    tail = np.concatenate([instance.tail + 2, np.zeros_like(giving), taking + 2])
    head = np.concatenate([instance.head + 2, giving + 2, np.ones_like(taking)])
    capacity = np.concatenate([instance.capacity, supply[giving], -supply[taking]])
    paid = np.zeros_like(taking)
    cost = np.concatenate([instance.cost, np.full_like(giving, -earned), paid])
    loops = bool((instance.tail == instance.head).any())
    if loops or supply.sum() or not may_be_scaled(cost, capacity):
        return None
    found = cheapest_by_scaling(nodes + 2, tail, head, capacity, cost)
    if found is None:
        return None
    flow, label = found
    arcs = len(instance.cost)
    if (flow[arcs:] < capacity[arcs:]).any():
        raise NoFlow("the supplies cannot be met")
    return flow[:arcs], label[2:]


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
    if size < 1:
        raise Unreadable(f"an assignment of {size} has nothing to assign")
    if len(costs) != size * size:
        raise Unreadable(f"{len(costs)} costs instead of {size} × {size}")
    one = np.ones(size * size, dtype=np.int64)
    row, column = np.divmod(np.arange(size * size), size)
    supply = np.repeat(np.array([1, -1], dtype=np.int64), size)
    return Instance(row, size + column, one, np.array(costs, dtype=np.int64), supply)


def _dimacs(text: str) -> Instance:
    lines = [line.split() for line in text.splitlines()]
    nodes, arcs = _announced([words[1:] for words in lines if words[:1] == ["p"]])
    table = [words[1:] for words in lines if words[:1] == ["a"]]
    if len(table) != arcs:
        raise Unreadable(f"{len(table)} arcs instead of {arcs}")
    tail, head, least, most, cost = np.array(table, dtype=np.int64).reshape(-1, 5).T
    given = [words[1:] for words in lines if words[:1] == ["n"]]
    node, amount = np.array(given, dtype=np.int64).reshape(-1, 2).T
    named = np.concatenate([tail, head, node])
    if ((named < 1) | (named > nodes)).any():
        raise Unreadable(f"a node is not one of 1 to {nodes}")
    if least.any():
        raise Unreadable("lower bounds are not read")
    if (most < 0).any():
        raise Unreadable("a capacity is negative")
    supply = np.zeros(nodes, dtype=np.int64)
    supply[node - 1] = amount
    return Instance(tail - 1, head - 1, most, cost, supply)


def _announced(headers: list[list[str]]) -> tuple[int, int]:
    """How many nodes and arcs the one line ``p min NODES ARCS`` announces."""
    if len(headers) != 1:
        raise Unreadable(f"{len(headers)} lines “p min NODES ARCS” instead of one")
    kind, *counts = headers[0]
    if kind != "min" or len(counts) != 2:
        raise Unreadable(f"“p {' '.join(headers[0])}” instead of “p min NODES ARCS”")
    nodes, arcs = map(int, counts)
    if nodes < 1 or arcs < 1:
        raise Unreadable("there are no nodes or no arcs")
    return nodes, arcs
