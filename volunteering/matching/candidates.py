"""Who may take which shift: all pairs that the hard rules allow, and the best of each shift."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
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
    """All feasible pairs, block by block; a shift without any pair may be in no block."""

    problem: Problem
    blocks: tuple[Block, ...]

    @cached_property
    def count(self) -> int:
        """How many pairs there are."""
        return sum(len(block.member) for block in self.blocks)

    @cached_property
    def of_shift(self) -> IntArray:
        """(shifts,) pairs of each shift."""
        found = np.zeros(self.problem.shifts.count, dtype=np.int64)
        for block in self.blocks:
            found[block.shifts] = block.counts
        return found

    @cached_property
    def of_member(self) -> IntArray:
        """(members,) pairs of each member."""
        found = np.zeros(self.problem.members.count, dtype=np.int64)
        for block in self.blocks:
            found += np.bincount(block.member, minlength=len(found))
        return found

    def worthless(self) -> "Pairs":
        """The same pairs with no points, without taking memory for it."""
        return Pairs(
            self.problem,
            tuple(
                replace(block, points=np.broadcast_to(np.int16(0), len(block.member)))
                for block in self.blocks
            ),
        )

    def chosen(self) -> "Chosen":
        """All of them in three columns; for small problems."""
        return Chosen.together(block.rows(np.arange(len(block.member))) for block in self.blocks)


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
    nearby = Nearby(problem)
    first, after = problem.slots
    wanted = np.flatnonzero(problem.shifts.places > 0)
    stretch = first[wanted] * (2 * SLOTS_A_WEEK) + after[wanted]
    order = np.argsort(stretch, kind="stable")
    groups = np.split(wanted[order], np.flatnonzero(np.diff(stretch[order])) + 1)

    def blocks(shifts: IntArray) -> list[Block]:
        return list(_blocks(problem, weights, nearby, shifts))

    groups = [group for group in groups if len(group)]
    if len(wanted) < WORTH_THREADS:
        return Pairs(problem, tuple(block for group in groups for block in blocks(group)))
    with ThreadPoolExecutor(WORKERS) as pool:
        return Pairs(problem, tuple(block for found in pool.map(blocks, groups) for block in found))


def _blocks(
    problem: Problem, weights: Weights, nearby: Nearby, shifts: IntArray
) -> Iterator[Block]:
    ranges = nearby.around(shifts)
    edges = np.searchsorted(ranges.shift, np.append(shifts, problem.shifts.count))
    ends = np.cumsum(ranges.high - ranges.low)
    ends = np.append(0, ends)[edges]
    begin = 0
    while begin < len(shifts):
        within = np.searchsorted(ends, ends[begin] + MOST_AT_ONCE, side="right") - 1
        until = max(begin + 1, min(int(within), len(shifts)))
        part = slice(int(edges[begin]), int(edges[until]))
        yield _block(problem, weights, shifts[begin:until], ranges, part)
        begin = until


def _block(
    problem: Problem, weights: Weights, shifts: IntArray, ranges: Ranges, part: slice
) -> Block:
    pairs = allowed(_expanded(problem, ranges, part))
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
