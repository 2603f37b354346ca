"""Who may take which shift: the pairs that the hard rules allow, the near ones first.

``Pairs`` knows how far it has looked for each shift and what a pair beyond that could score at
most. Prices then tell whether looking farther could matter; usually it cannot.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from math import pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volunteering.matching.criteria import criteria
from volunteering.matching.nearby import Nearby, Ranges
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import SLOTS_A_WEEK, IntArray, Problem
from volunteering.matching.scoring import Weights, total_points

MOST_AT_ONCE = 1 << 17
"""Pairs looked at together: few enough to stay in the processor's cache."""
WORKERS = min(4, os.cpu_count() or 1)
WORTH_THREADS = 500
"""Shifts from which on several threads look for candidates."""
SMALL = 2**15
EVERYWHERE = 1 << 30
"""Metres beyond which nobody lives."""
STEP_METRES, FARTHEST_METRES = 125, 8_000
"""How finely it is decided how far to look, and beyond which distance everybody is looked at."""
LOOKED_AT = 8
"""Members expected around a shift for each pair that is wanted of it."""
FOUND_AT_LEAST = 1.5
"""Pairs found for each that is wanted; where there are fewer, everybody is looked at."""
LEAST_METRES = 400
DENSITY_METRES = 1_000
"""Side of the squares in which members are counted, to guess how far to look at first."""
WORTH_MOVING = 0.8
"""Pairs are closed up when fewer than this share of them are left."""


@dataclass(frozen=True)
class Block:
    """The feasible pairs of some shifts: those of ``shifts[i]`` are rows ``start[i]:start[i + 1]``.

    shifts  (b,) int64
    start   (b + 1,) int64
    member  (pairs,) int32
    points  (pairs,) int16 if they fit, else int32, ladders left aside
    """

    shifts: IntArray
    start: IntArray
    member: NDArray[np.int32]
    points: NDArray[Any]

    @cached_property
    def counts(self) -> IntArray:
        """(b,) pairs of each shift."""
        return np.diff(self.start)

    def rows(self, rows: IntArray) -> "Chosen":
        """The pairs in these rows."""
        shift = self.shifts[np.searchsorted(self.start, rows, side="right") - 1]
        return Chosen(self.member[rows].astype(np.int64), shift, self.points[rows].astype(np.int64))


@dataclass(frozen=True)
class Pairs:
    """The feasible pairs found so far, block by block; a shift may be in several blocks, or none.

    seen  (shifts,) metres: every feasible pair that is less than this apart is in a block
    """

    problem: Problem
    weights: Weights
    nearby: Nearby
    blocks: tuple[Block, ...]
    seen: IntArray

    @cached_property
    def count(self) -> int:
        """How many pairs have been found."""
        return sum(len(block.member) for block in self.blocks)

    @cached_property
    def of_shift(self) -> IntArray:
        """(shifts,) pairs found of each shift."""
        found = np.zeros(self.problem.shifts.count, dtype=np.int64)
        for block in self.blocks:
            found[block.shifts] += block.counts
        return found

    @cached_property
    def of_member(self) -> IntArray:
        """(members,) pairs found of each member."""
        found = np.zeros(self.problem.members.count, dtype=np.int64)
        for block in self.blocks:
            found += np.bincount(block.member, minlength=len(found))
        return found

    def out_to(self, metres: IntArray) -> "Pairs":
        """The same and every pair up to so many metres, (shifts,) of them, that is not yet known.

        Shifts without open places have no pairs.
        """
        wanted = np.flatnonzero((metres > self.seen) & (self.problem.shifts.places > 0))
        if not len(wanted):
            return self
        added = _found(self.problem, self.weights, self.nearby, wanted, self.seen, metres)
        seen = np.maximum(self.seen, metres)
        return Pairs(self.problem, self.weights, self.nearby, self.blocks + added, seen)

    def enough_for(
        self,
        paid: IntArray,
        least: int,
        *,
        blind: bool = False,
        at_most: IntArray | int = EVERYWHERE,
    ) -> "Pairs":
        """The same and every pair whose points can exceed ``least`` less what its shift pays.

        ``paid`` (shifts,) is what shifts pay; ``blind`` gives every pair 0 points. Nobody farther
        than ``at_most`` metres is looked at.
        """
        wanted = least - paid
        metres = np.full(len(paid), EVERYWHERE, dtype=np.int64)
        if blind:
            metres[wanted >= 0] = 0
            return self.out_to(metres)
        for step in range(FARTHEST_METRES, -1, -STEP_METRES):
            near_enough = wanted >= most_points(self.problem, self.weights, step)
            if not near_enough.any():
                break
            metres[near_enough] = step
        return self.out_to(np.minimum(metres, at_most))

    def worthless(self) -> "Pairs":
        """The same pairs with no points, without taking memory for it."""
        return replace(
            self,
            blocks=tuple(
                replace(block, points=np.broadcast_to(np.int16(0), len(block.member)))
                for block in self.blocks
            ),
        )

    def chosen(self) -> "Chosen":
        """All of them in three columns; for small problems."""
        return Chosen.together(block.rows(np.arange(len(block.member))) for block in self.blocks)


def most_points(problem: Problem, weights: Weights, metres: int) -> IntArray:
    """(shifts,) the most points of a pair at least so far apart, ladders left aside."""
    most = np.zeros(problem.shifts.count, dtype=np.int64)
    for criterion in criteria():
        if criterion.direction:
            best = criterion.best_beyond(problem, metres)
            most += np.rint(best * weights.of(criterion)).astype(np.int64)
    return most


@dataclass(frozen=True)
class Chosen:
    """Some of the pairs: (k,) int64 columns of member, shift and points."""

    member: IntArray
    shift: IntArray
    points: IntArray

    @classmethod
    def together(cls, parts: "Iterator[Chosen] | list[Chosen]") -> "Chosen":
        """Several selections one after the other."""
        empty = np.zeros(0, dtype=np.int64)
        columns = [(part.member, part.shift, part.points) for part in parts]
        member, shift, points = zip((empty, empty, empty), *columns, strict=True)
        return cls(*(np.concatenate(column) for column in (member, shift, points)))

    @property
    def count(self) -> int:
        """How many pairs there are."""
        return len(self.member)

    def worthless(self) -> "Chosen":
        """The same pairs without points."""
        return Chosen(self.member, self.shift, np.zeros_like(self.points))

    def rows(self, kept: IntArray | NDArray[np.bool_]) -> "Chosen":
        """A part of them."""
        return Chosen(self.member[kept], self.shift[kept], self.points[kept])


def feasible_pairs(problem: Problem, weights: Weights) -> Pairs:
    """Every pair of the shifts with open places that the hard rules allow, with its points."""
    everywhere = np.full(problem.shifts.count, EVERYWHERE, dtype=np.int64)
    return no_pairs_yet(problem, weights).out_to(everywhere)


def no_pairs_yet(problem: Problem, weights: Weights) -> Pairs:
    """Ready to look for pairs, none looked for."""
    nowhere = np.zeros(problem.shifts.count, dtype=np.int64)
    return Pairs(problem, weights, Nearby(problem), (), nowhere)


def first_pairs(problem: Problem, weights: Weights, keep: IntArray) -> Pairs:
    """The pairs around each shift: expected to hold the ``keep[h]`` best of each.

    A small problem is looked at as a whole.
    """
    if np.count_nonzero(problem.shifts.places) < WORTH_THREADS:
        return feasible_pairs(problem, weights)
    pairs = no_pairs_yet(problem, weights).out_to(_first_look(problem, keep))
    return pairs.out_to(np.where(pairs.of_shift < FOUND_AT_LEAST * keep, EVERYWHERE, 0))


def _first_look(problem: Problem, keep: IntArray) -> IntArray:
    """(shifts,) metres within which several times ``keep`` members with the skills should live."""
    members, shifts = problem.members, problem.shifts
    ready = np.flatnonzero(problem.ready)
    if not len(ready):
        return np.full(shifts.count, EVERYWHERE, dtype=np.int64)
    west, south = int(members.x[ready].min()), int(members.y[ready].min())
    across = int(members.x[ready].max() - west) // DENSITY_METRES + 1
    along = int(members.y[ready].max() - south) // DENSITY_METRES + 1
    column = np.clip((shifts.x - west) // DENSITY_METRES, 0, across - 1)
    row = np.clip((shifts.y - south) // DENSITY_METRES, 0, along - 1)
    square = (members.x[ready] - west) // DENSITY_METRES
    square += (members.y[ready] - south) // DENSITY_METRES * across
    living = np.bincount(square, minlength=across * along)[row * across + column]
    week = np.unpackbits(members.free[ready[:: max(1, len(ready) // 20_000)]], axis=1).mean(axis=0)
    free = week[problem.slots[0] % len(week)]
    asked, which = np.unique(shifts.required, return_inverse=True)
    able = np.array([np.mean(members.skills[ready] & skill == skill) for skill in asked])[which]
    density = living * free * able / DENSITY_METRES**2
    metres = np.sqrt(LOOKED_AT * keep / (pi * np.maximum(density, 1e-9)))
    return np.where(metres > FARTHEST_METRES, EVERYWHERE, np.maximum(metres, LEAST_METRES)).astype(
        np.int64
    )


def _found(
    problem: Problem,
    weights: Weights,
    nearby: Nearby,
    wanted: IntArray,
    inner: IntArray,
    outer: IntArray,
) -> tuple[Block, ...]:
    """The pairs of some shifts from ``inner`` metres up to ``outer``, both (all shifts,)."""
    first, after = problem.slots
    stretch = first[wanted] * (2 * SLOTS_A_WEEK) + after[wanted]
    order = np.argsort(stretch, kind="stable")
    groups = np.split(wanted[order], np.flatnonzero(np.diff(stretch[order])) + 1)

    def blocks(shifts: IntArray) -> list[Block]:
        return list(_blocks(problem, weights, nearby, shifts, inner, outer))

    if len(wanted) < WORTH_THREADS:
        return tuple(block for group in groups for block in blocks(group))
    with ThreadPoolExecutor(WORKERS) as pool:
        return tuple(block for found in pool.map(blocks, groups) for block in found)


def _blocks(
    problem: Problem,
    weights: Weights,
    nearby: Nearby,
    shifts: IntArray,
    inner: IntArray,
    outer: IntArray,
) -> Iterator[Block]:
    ranges = nearby.around(shifts, inner[shifts], outer[shifts])
    edges = np.searchsorted(ranges.shift, np.append(shifts, problem.shifts.count))
    ends = np.cumsum(ranges.high - ranges.low)
    ends = np.append(0, ends)[edges]
    begin = 0
    while begin < len(shifts):
        within = np.searchsorted(ends, ends[begin] + MOST_AT_ONCE, side="right") - 1
        until = max(begin + 1, min(int(within), len(shifts)))
        part = slice(int(edges[begin]), int(edges[until]))
        pairs = _between(_expanded(problem, ranges, part), inner, outer)
        yield _block(problem, weights, shifts[begin:until], pairs)
        begin = until


def _between(pairs: Pairing, inner: IntArray, outer: IntArray) -> Pairing:
    """Those pairs that are at least ``inner`` metres apart and less than ``outer``."""
    apart = pairs.squared_metres
    kept = apart < (outer * outer)[pairs.shift]
    kept &= apart >= (inner * inner)[pairs.shift]
    return pairs.where(kept)


def _block(problem: Problem, weights: Weights, shifts: IntArray, pairs: Pairing) -> Block:
    pairs = allowed(pairs)
    start = np.searchsorted(pairs.shift, np.append(shifts, problem.shifts.count))
    points = total_points(weights, pairs)
    small = np.int16 if weights.most < SMALL else np.int32
    return Block(shifts, start, pairs.member.astype(np.int32), points.astype(small))


def _expanded(problem: Problem, ranges: Ranges, part: slice) -> Pairing:
    low = ranges.low[part]
    counts = ranges.high[part] - low
    ends = np.cumsum(counts)
    row = np.arange(int(counts.sum())) + np.repeat(low - ends + counts, counts)
    shift = np.repeat(ranges.shift[part], counts)
    return Pairing(problem, shift, ranges.members[row], timed=True)


def allowed(pairs: Pairing) -> Pairing:
    """Those pairs that every hard rule allows."""
    kept = np.ones(pairs.count, dtype=np.bool_)
    for criterion in criteria():
        kept &= criterion.allows(pairs)
        if np.count_nonzero(kept) < WORTH_MOVING * len(kept):
            pairs = pairs.where(kept)
            kept = np.ones(pairs.count, dtype=np.bool_)
    return pairs if kept.all() else pairs.where(kept)


def best_pairs(pairs: Pairs, appeal: IntArray, keep: IntArray, seed: int) -> Chosen:
    """The ``keep[h]`` best pairs of each shift.

    ``appeal`` (members,) is added to the points: what the member's next shift scores. Equals are
    ordered by chance from ``seed``, so that shifts do not all ask for the same people.
    """
    random = np.random.default_rng(seed)
    fine = 1 << 10
    toss = random.integers(0, fine, len(appeal)), random.integers(0, fine, len(keep))
    rising = appeal * fine
    found = []
    for block in pairs.blocks:
        shift = np.repeat(block.shifts, block.counts)
        rank = block.points * np.int64(fine) + rising[block.member]
        rank += (toss[0][block.member] + toss[1][shift]) & (fine - 1)
        found.append(block.rows(_best_rows(block, rank, keep[block.shifts])))
    return Chosen.together(found)


def _best_rows(block: Block, rank: IntArray, keep: IntArray) -> IntArray:
    rows = [np.zeros(0, dtype=np.int64)]
    edges = zip(block.start[:-1].tolist(), block.start[1:].tolist(), keep.tolist(), strict=True)
    for first, after, most in edges:
        surplus = after - first - most
        if surplus <= 0:
            rows.append(np.arange(first, after))
        elif most > 0:
            rows.append(first + np.argpartition(rank[first:after], surplus)[surplus:])
    return np.concatenate(rows)
