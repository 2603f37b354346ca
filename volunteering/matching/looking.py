"""Looking for pairs: those that the hard rules allow, as far away and as good as it is asked for.

A bar says what a pair's points must exceed to matter. Distance alone tells of most pairs that they
cannot, before any criterion looks at them.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volunteering.matching.criteria import criteria
from volunteering.matching.nearby import STRIP_METRES, WORKERS, WORTH_THREADS, Nearby, Ranges
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import SLOTS_A_WEEK, BoolArray, IntArray, Problem
from volunteering.matching.scoring import Weights, total_points
from volunteering.matching.surroundings import Strips

EVERYWHERE = 1 << 30
"""Metres beyond which nobody lives."""
STEP_METRES, FARTHEST_METRES = 125, 8_000
"""How finely it is reckoned what a pair can score at a distance, and beyond which no more."""
MOST_AT_ONCE = 1 << 17
"""Pairs looked at together: few enough to stay in the processor's cache."""
MOST_COMPILED = 1 << 16
"""The same for compiled code, which keeps only those that may matter."""
SHIFTS_AT_ONCE = 128
WORTH_COMPILING = 10_000
"""Shifts from which on the compiled search is used: loading it takes longer than fewer take."""
SMALL = 2**15
WORTH_MOVING = 0.8
"""Pairs are closed up when fewer than this share of them are left."""
LOWEST = -(1 << 60)


@dataclass(frozen=True)
class Bar:
    """What a pair must exceed to matter: what is asked of its member less what its shift pays.

    paid  (shifts,) what a place of each shift pays
    asked (members,) what a day of each member must bring in
    """

    paid: IntArray
    asked: IntArray
    blind: bool = False
    """Whether pairs count no points."""

    def passed(self, shift: IntArray, member: IntArray, points: NDArray[np.integer]) -> BoolArray:
        """(k,) which pairs exceed it."""
        pay = self.paid[shift] - self.asked[member]
        return np.asarray(pay > 0 if self.blind else pay + points > 0)

    def lowered(self, by: int) -> "Bar":
        """The same, but so many points less are asked for."""
        return replace(self, asked=self.asked - by)


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


@dataclass(frozen=True)
class Sight:
    """Whom to find, by which rules and weights."""

    problem: Problem
    weights: Weights
    nearby: Nearby = field(repr=False)

    @cached_property
    def most(self) -> IntArray:
        """(steps, shifts or 1) the most points of a pair so many steps apart or farther."""
        steps = range(0, FARTHEST_METRES + 1, STEP_METRES)
        table = np.array([most_points(self.problem, self.weights, metres) for metres in steps])
        return table[:, :1] if (table == table[:, :1]).all() else table

    def reach(self, bar: Bar) -> IntArray:
        """(shifts,) metres beyond which no pair can exceed the bar."""
        least = int(bar.asked[self.problem.ready].min(initial=0))
        wanted = least - bar.paid
        if bar.blind:
            return np.where(wanted >= 0, 0, EVERYWHERE)
        too_far = wanted >= self.most
        step = np.argmax(too_far, axis=0)
        return np.where(too_far.any(axis=0), step * STEP_METRES, EVERYWHERE)

    def look(
        self, inner: IntArray, outer: IntArray, bar: Bar | None = None, *, known: Bar | None = None
    ) -> "Look":
        """A look from ``inner`` metres up to ``outer``, both (shifts,), for what exceeds the bar.

        Without a bar for every pair; what exceeds the bar ``known`` is left out.
        """
        return Look(self, inner, outer, bar, known)


def most_points(problem: Problem, weights: Weights, metres: int) -> IntArray:
    """(shifts,) the most points of a pair at least so far apart, ladders left aside."""
    most = np.zeros(problem.shifts.count, dtype=np.int64)
    for criterion in criteria():
        if criterion.direction:
            best = criterion.best_beyond(problem, metres)
            most += np.rint(best * weights.of(criterion)).astype(np.int64)
    return most


def allowed(pairs: Pairing) -> Pairing:
    """Those pairs that every hard rule allows."""
    kept = np.ones(pairs.count, dtype=np.bool_)
    for criterion in sorted(criteria(), key=lambda criterion: criterion.effort):
        kept &= criterion.allows(pairs)
        if np.count_nonzero(kept) < WORTH_MOVING * len(kept):
            pairs = pairs.where(kept)
            kept = np.ones(pairs.count, dtype=np.bool_)
    return pairs if kept.all() else pairs.where(kept)


@dataclass(frozen=True)
class Look:
    """One look for pairs: how far for each shift, and which of them."""

    sight: Sight
    inner: IntArray
    outer: IntArray
    bar: Bar | None
    known: Bar | None

    def around(self, shifts: IntArray) -> tuple[Block, ...]:
        """The pairs of these shifts."""
        problem = self.sight.problem
        first, after = problem.slots
        stretch = first[shifts] * (2 * SLOTS_A_WEEK) + after[shifts]
        # Neighbours one after the other: what is read of their members is still in the cache.
        x, y = problem.shifts.x[shifts], problem.shifts.y[shifts]
        order = np.lexsort((x, y // STRIP_METRES, stretch))
        parts = _together(shifts[order], stretch[order])
        # Loading what is compiled takes a while: only who needs it pays.
        worth = len(shifts) >= WORTH_COMPILING
        sweeping = import_module("volunteering.matching.sweeping") if worth else None

        def blocks(part: IntArray) -> list[Block]:
            ranges = self.sight.nearby.around(part, self.inner[part], self.outer[part])
            pairs = self._swept(ranges, sweeping) if sweeping else self._within(ranges)
            return [block for some in pairs if (block := self._rated(some))]

        if len(shifts) < WORTH_THREADS:
            return tuple(block for part in parts for block in blocks(part))
        with ThreadPoolExecutor(WORKERS) as pool:
            return tuple(block for found in pool.map(blocks, parts) for block in found)

    def of_members(self, members: IntArray, shifts: IntArray) -> tuple[Block, ...]:
        """The pairs of these few members with these shifts."""
        problem = self.sight.problem
        home, place = problem.members, problem.shifts
        places = Strips(place.x[shifts], place.y[shifts])
        x, y, radius = home.x[members], home.y[members], home.radius[members]
        found = []
        for part in places.portions(x, y, radius):
            which, row = places.within(x[part], y[part], radius[part])
            order = np.argsort(row, kind="stable")
            pairs = Pairing(problem, shifts[row[order]], members[part][which[order]])
            found.append(self._rated(self._mattering(pairs)))
        return tuple(block for block in found if block)

    def _rated(self, pairs: Pairing) -> Block | None:
        """Those that the rules allow and that exceed the bar, if any, with their points."""
        if self.bar is not None:
            # Few exceed it, and points are sooner reckoned than rules are looked at.
            pairs = pairs.where(self._passed(self.bar, pairs))
        pairs = allowed(pairs)
        points = total_points(self.sight.weights, pairs)
        shift, member = pairs.shift, pairs.member
        if not len(shift):
            return None
        begin = np.flatnonzero(np.diff(shift, prepend=-1))
        small = np.int16 if self.sight.weights.most < SMALL else np.int32
        start = np.append(begin, len(shift))
        return Block(shift[begin], start, member.astype(np.int32), points.astype(small))

    def _passed(self, bar: Bar, pairs: Pairing) -> BoolArray:
        """(k,) which exceed the bar and are not known."""
        points = total_points(self.sight.weights, pairs)
        kept = bar.passed(pairs.shift, pairs.member, points)
        if self.known is not None:
            kept &= ~self.known.passed(pairs.shift, pairs.member, points)
        return kept

    def _mattering(self, pairs: Pairing) -> Pairing:
        """Those at the right distance of which distance does not tell that they miss the bar."""
        apart = pairs.squared_metres
        kept = apart < (self.outer * self.outer)[pairs.shift]
        kept &= apart >= (self.inner * self.inner)[pairs.shift]
        if self.bar is None:
            return pairs.where(kept)
        most: IntArray | int = 0
        if not self.bar.blind:
            table = self.sight.most
            step = np.minimum(np.sqrt(apart) // STEP_METRES, len(table) - 1).astype(np.int64)
            most = table[step, 0 if table.shape[1] == 1 else pairs.shift]
        pay = self.bar.paid[pairs.shift] - self.bar.asked[pairs.member]
        return pairs.where(kept & (pay + most > 0))

    def _within(self, ranges: Ranges) -> Iterator[Pairing]:
        for part in _parts(ranges, MOST_AT_ONCE):
            low = ranges.low[part]
            counts = ranges.high[part] - low
            ends = np.cumsum(counts)
            row = np.arange(int(counts.sum())) + np.repeat(low - ends + counts, counts)
            shift = np.repeat(ranges.shift[part], counts)
            member = self.sight.nearby.members[ranges.rows[row]]
            pairs = Pairing(self.sight.problem, shift, member, timed=True)
            yield self._mattering(pairs)

    def _swept(self, ranges: Ranges, sweeping: ModuleType) -> Iterator[Pairing]:
        problem, bar, nearby = self.sight.problem, self.bar, self.sight.nearby
        most = np.zeros((1, 1), dtype=np.int64) if bar is None or bar.blind else self.sight.most
        for part in _parts(ranges, MOST_COMPILED):
            spans = ranges.shift[part], ranges.low[part], ranges.high[part]
            shift, row, squared = sweeping.within(
                ranges.rows, spans, self._people, self._places, most, STEP_METRES
            )
            yield Pairing(problem, shift, nearby.members[row], True, {"squared": squared})

    @cached_property
    def _people(self) -> IntArray:
        """(k, 5) x, y, radius, skills and what is asked of each member, in `Nearby`'s order."""
        near = self.sight.nearby
        asked = np.int64(LOWEST) if self.bar is None else self.bar.asked[near.members]
        columns = near.x, near.y, near.radius, near.skills.view(np.int64), asked
        return np.stack(np.broadcast_arrays(*columns), axis=1)

    @cached_property
    def _places(self) -> tuple[NDArray[Any], ...]:
        """Shifts: x, y, metres from and up to which to look, skills required, what is paid."""
        shifts = self.sight.problem.shifts
        paid = np.zeros(shifts.count, dtype=np.int64) if self.bar is None else self.bar.paid
        required = shifts.required.view(np.int64)
        return shifts.x, shifts.y, self.inner, self.outer, required, paid


def _together(shifts: IntArray, time: IntArray) -> list[IntArray]:
    """Shifts in parts of about the same size; those at the same time stay together if they can."""
    begin = np.append(np.flatnonzero(np.diff(time, prepend=-1)), len(time))
    edges = [0]
    for first, after in pairwise(begin.tolist()):
        if after - edges[-1] > SHIFTS_AT_ONCE and first > edges[-1]:
            edges.append(first)
        edges.extend(range(edges[-1] + SHIFTS_AT_ONCE, after, SHIFTS_AT_ONCE))
    return [shifts[first:after] for first, after in pairwise([*edges, len(shifts)])]


def _parts(ranges: Ranges, most: int) -> Iterator[slice]:
    """Ranges of about so many pairs together, those of a shift never parted."""
    begin = np.flatnonzero(np.diff(ranges.shift, prepend=-1))
    ends = np.append(0, np.cumsum(ranges.high - ranges.low))
    edges = np.append(begin, len(ranges.shift))
    before = ends[edges]
    at = 0
    while at < len(begin):
        within = int(np.searchsorted(before, before[at] + most, side="right")) - 1
        until = max(at + 1, min(within, len(begin)))
        yield slice(int(edges[at]), int(edges[until]))
        at = until
