"""Other ways to match the same instance, in the same process: time and result as ratios of ours.

    python -m benchmarks.matching.peers town district

Those who need scipy are left out, and said to be, where it is not installed. A ratio of seconds
above 1 means slower than ours; a plan is worth its places first and its points second.
"""

import argparse
import importlib
import importlib.util
import json
import os
import time
from itertools import pairwise

import numpy as np

from benchmarks.matching.city import NAMED, city
from benchmarks.matching.district import greedy
from volunteering.matching import Weights, match
from volunteering.matching.candidates import feasible_pairs
from volunteering.matching.checking import value, violations
from volunteering.matching.network import build, cheapest_flow
from volunteering.matching.result import Offers
from volunteering.matching.scoring import ladders

MOST_DENSE = 60_000_000
"""Cells of a square matrix beyond which the dense way is left out: 8 bytes each."""


class LocalSearch:
    """Best pair first, then fill what is open by moving one person at a time to another shift."""

    def __init__(self, problem, pairs):
        every, plan = pairs.chosen(), greedy(problem, pairs)
        self.problem, self.day = problem, problem.shifts.day.tolist()
        booked = zip(plan.member.tolist(), plan.shift.tolist(), strict=True)
        self.held = {(member, self.day[shift]): shift for member, shift in booked}
        self.load = np.bincount(plan.member, minlength=problem.members.count)
        self.given = np.bincount(plan.shift, minlength=problem.shifts.count)
        order = np.lexsort((-every.points, every.shift))
        first = np.searchsorted(every.shift[order], np.arange(problem.shifts.count + 1)).tolist()
        ranked = every.member[order].tolist()
        self.ranked = [ranked[a:b] for a, b in pairwise(first)]

    def plan(self):
        """Fill each open shift until nobody can be found for it."""
        places = self.problem.shifts.places
        for shift in np.flatnonzero(self.given < places).tolist():
            while self.given[shift] < places[shift] and self.fill(shift):
                self.given[shift] += 1
        member, shift = zip(*((m, s) for (m, _), s in self.held.items()), strict=True)
        return _sorted(np.array(member), np.array(shift))

    def fill(self, shift):
        """Somebody free, or somebody whose other shift somebody free can take."""
        member = self.free_for(shift)
        if member is not None:
            self.book(member, shift)
            return True
        for member in self.ranked[shift]:
            other = self.held.get((member, self.day[shift]))
            if other is not None and other != shift:
                instead = self.free_for(other)
                if instead is not None:
                    self.held[member, self.day[shift]] = shift
                    self.book(instead, other)
                    return True
        return False

    def free_for(self, shift):
        """The best member who has room and nothing else on the day."""
        for member in self.ranked[shift]:
            room = self.load[member] < self.problem.room[member]
            if room and (member, self.day[shift]) not in self.held:
                return member
        return None

    def book(self, member, shift):
        self.held[member, self.day[shift]] = shift
        self.load[member] += 1


def by_all_pairs(problem, pairs, worth):
    """The same flow over all feasible pairs at once, without rounds and prices."""
    every = pairs.chosen()
    network = build(problem, every, ladders(problem, Weights()), worth)
    flow = cheapest_flow(network)
    used = every.rows(np.flatnonzero(flow[len(flow) - every.count :]))
    order = np.lexsort((used.member, used.shift))
    return Offers(used.member[order], used.shift[order])


def by_sparse_assignment(problem, pairs, worth):
    """Sparse assignment: a column for each place, every member at most once."""
    sparse = importlib.import_module("scipy.sparse")
    graph = importlib.import_module("scipy.sparse.csgraph")
    every = pairs.chosen()
    places = np.repeat(np.arange(problem.shifts.count), problem.shifts.places)
    start = np.cumsum(problem.shifts.places) - problem.shifts.places
    times = problem.shifts.places[every.shift]
    row = np.repeat(start[every.shift], times) + _within(times)
    column, points = np.repeat(every.member, times), np.repeat(every.points, times)
    size = (len(places), problem.members.count)
    gain = sparse.csr_matrix((points + float(worth), (row, column)), shape=size)
    # A member of its own for each place lets it stay open.
    whole = sparse.hstack([gain, sparse.diags_array(np.full(len(places), 1e-6))]).tocsr()
    place, member = graph.min_weight_full_bipartite_matching(whole, maximize=True)
    real = member < problem.members.count
    return _sorted(member[real], places[place[real]])


def by_square_matrix(problem, pairs, worth):
    """A square matrix of members and places, as small schedulers do it (scipy, dense)."""
    optimize = importlib.import_module("scipy.optimize")
    every = pairs.chosen()
    places = np.repeat(np.arange(problem.shifts.count), problem.shifts.places)
    size = max(problem.members.count, len(places))
    gain = np.zeros((size, size))
    start = np.cumsum(problem.shifts.places) - problem.shifts.places
    for place in range(int(problem.shifts.places.max())):
        wide = place < problem.shifts.places[every.shift]
        row, column = start[every.shift[wide]] + place, every.member[wide]
        gain[row, column] = every.points[wide] + worth
    place, member = optimize.linear_sum_assignment(gain, maximize=True)
    real = gain[place, member] > 0
    return _sorted(member[real], places[place[real]])


def _within(times):
    return np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)


def _sorted(member, shift):
    order = np.lexsort((member, shift))
    return Offers(member[order].astype(np.int64), shift[order].astype(np.int64))


def compared(name: str) -> dict[str, object]:
    """Ours and every peer on one instance; each includes finding the feasible pairs."""
    problem, weights = city(NAMED[name]), Weights()
    began = time.process_time()
    ours = match(problem, weights, tolerance=1e-5)
    seconds = time.process_time() - began
    best = ours.verdict.value
    worth = 4 * weights.most + 1
    began = time.process_time()
    pairs = feasible_pairs(problem, weights)
    finding = time.process_time() - began
    peers = {
        "greedy_by_score": lambda: greedy(problem, pairs),
        "local_search": lambda: LocalSearch(problem, pairs).plan(),
        "ortools_all_pairs": lambda: by_all_pairs(problem, pairs, worth),
    }
    if importlib.util.find_spec("scipy"):
        peers["scipy_sparse"] = lambda: by_sparse_assignment(problem, pairs, worth)
        if max(problem.members.count, problem.open_places) ** 2 <= MOST_DENSE:
            peers["square_matrix"] = lambda: by_square_matrix(problem, pairs, worth)
    found = {}
    for peer, plan in peers.items():
        began = time.process_time()
        offers = plan()
        took = finding + time.process_time() - began
        reached = value(problem, weights, offers)
        assert not violations(problem, offers)
        found[peer] = {
            "seconds_ratio": round(took / seconds, 2),
            "open_places": problem.open_places - reached.filled,
            "filled_ratio": round(reached.filled / best.filled, 5),
            "points_ratio": round(reached.points / best.points, 5),
        }
    return {
        "instance": name,
        "load": round(os.getloadavg()[0], 1),
        "cpu_seconds": round(seconds, 2),
        "filled": best.filled,
        "open_places": problem.open_places - best.filled,
        "gap_percent": 100 * ours.verdict.gap,
        "scipy": bool(importlib.util.find_spec("scipy")),
        "peers": found,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="*", default=["town", "district"])
    for instance in parser.parse_args().instances:
        print(json.dumps(compared(instance)), flush=True)
