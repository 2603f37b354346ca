"""Who may take which shift: the pairs that the hard rules allow, the near ones first.

``Pairs`` knows how far it has looked for each shift, and beyond that which pairs some prices asked
for. Other prices then tell what could still matter; usually little more has to be looked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import pi

import numpy as np
from numpy.typing import NDArray

from volunteering.matching.looking import EVERYWHERE, FARTHEST_METRES, Bar, Block, Sight
from volunteering.matching.nearby import Nearby
from volunteering.matching.problem import IntArray, Problem
from volunteering.matching.scoring import Weights

WORTH_LOOKING_AROUND = 500
"""Shifts from which on only those around each are looked at first."""
LOOKED_AT = 8
"""Members expected around a shift for each pair that is wanted of it."""
FOUND_AT_LEAST = 1.5
"""Pairs found for each that is wanted; where there are fewer, everybody is looked at."""
LEAST_METRES = 400
DENSITY_METRES = 1_000
"""Side of the squares in which members are counted, to guess how far to look at first."""
MARGIN = 100
"""Points below the bar from which on pairs are kept, so that prices may move without a new look."""
MANY_SHIFTS, MANY_MEMBERS = 0.1, 0.01
"""Shares whose prices have moved from which on everything is looked through anew."""


@dataclass(frozen=True)
class Asked:
    """Pairs beyond what is seen that exceed a bar, less than ``reach`` (shifts,) metres apart.

    ``whole`` says that nobody farther away can exceed it.
    """

    bar: Bar
    reach: IntArray
    whole: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Pairs:
    """The feasible pairs found so far, block by block; a shift may be in several blocks, or none.

    seen     (shifts,) metres: every feasible pair that is less than this apart is in a block
    asked    what was looked for beyond, by prices
    places   the same by prices that are blind to points; some pairs are in both
    """

    sight: Sight
    blocks: tuple[Block, ...]
    seen: IntArray
    asked: Asked | None = None
    places: Asked | None = None

    @property
    def problem(self) -> Problem:
        """Whose pairs they are."""
        return self.sight.problem

    @property
    def known(self) -> tuple[Block, ...]:
        """All blocks but those of the places."""
        return self.blocks + (self.asked.blocks if self.asked else ())

    @cached_property
    def count(self) -> int:
        """How many pairs are known."""
        return sum(len(block.member) for block in self.known)

    @cached_property
    def of_shift(self) -> IntArray:
        """(shifts,) pairs known of each shift."""
        found = np.zeros(self.problem.shifts.count, dtype=np.int64)
        for block in self.known:
            found[block.shifts] += block.counts
        return found

    @cached_property
    def of_member(self) -> IntArray:
        """(members,) pairs known of each member."""
        found = np.zeros(self.problem.members.count, dtype=np.int64)
        for block in self.known:
            found += np.bincount(block.member, minlength=len(found))
        return found

    @property
    def looked(self) -> IntArray:
        """(shifts,) metres up to which it was looked for pairs that prices ask for."""
        return np.maximum(self.seen, self.asked.reach) if self.asked else self.seen

    def out_to(self, metres: IntArray) -> "Pairs":
        """The same and every pair up to so many metres, (shifts,) of them, that is not yet known.

        Shifts without open places have no pairs. What prices asked for is forgotten.
        """
        wanted = np.flatnonzero((metres > self.seen) & (self.problem.shifts.places > 0))
        if not len(wanted):
            return self
        added = self.sight.look(self.seen, metres).around(wanted)
        return Pairs(self.sight, self.blocks + added, np.maximum(self.seen, metres))

    def enough_for(self, bar: Bar, *, at_most: IntArray | int = EVERYWHERE) -> "Pairs":
        """The same and every pair that exceeds the bar.

        Nobody farther than ``at_most`` metres is looked at.
        """
        kept = self.places if bar.blind else self.asked
        more = self._moved(kept, bar) if kept and kept.whole else None
        if more is None:
            reach = self.sight.reach(bar)
            whole = bool((reach <= at_most).all())
            low = bar.lowered(MARGIN) if whole and not bar.blind else bar
            reach = np.minimum(self.sight.reach(low), at_most)
            more = Asked(low, reach, whole, self._beyond(reach, low))
        return replace(self, places=more) if bar.blind else replace(self, asked=more)

    def _beyond(self, reach: IntArray, bar: Bar) -> tuple[Block, ...]:
        wanted = np.flatnonzero((reach > self.seen) & (self.problem.shifts.places > 0))
        return self.sight.look(self.seen, reach, bar).around(wanted)

    def _moved(self, kept: Asked, bar: Bar) -> Asked | None:
        """What was kept and what a bar that has moved asks for besides; None if much has moved.

        A pair that exceeds the new bar but not the old one has a shift that pays more, or a member
        of whom less is asked, by half the margin at least.
        """
        margin = 0 if bar.blind else MARGIN
        wanted, ready = self.problem.shifts.places > 0, self.problem.ready
        pays = (bar.paid > kept.bar.paid + margin // 2) & wanted
        asks = (bar.asked - margin < kept.bar.asked - margin // 2) & ready
        if pays.sum() > MANY_SHIFTS * wanted.sum() or asks.sum() > MANY_MEMBERS * ready.sum():
            return None
        now = Bar(
            np.where(pays, bar.paid, kept.bar.paid),
            np.where(asks, bar.asked - margin, kept.bar.asked),
            bar.blind,
        )
        reach = np.maximum(kept.reach, self.sight.reach(now))
        look = partial(self.sight.look, self.seen, reach, now, known=kept.bar)
        others = np.flatnonzero(wanted & ~pays & (reach > self.seen))
        added = look().around(np.flatnonzero(pays & (reach > self.seen)))
        added += look().of_members(np.flatnonzero(asks), others)
        return Asked(now, reach, whole=True, blocks=(*kept.blocks, *added))

    def worthless(self) -> "Pairs":
        """The pairs that count by prices blind to points, without points."""
        blocks = self.blocks + (self.places.blocks if self.places else ())
        return Pairs(self.sight, without_points(blocks), self.seen)

    def chosen(self) -> "Chosen":
        """All of them in three columns; for small problems."""
        return Chosen.together(
            Chosen.of(block, np.arange(len(block.member))) for block in self.known
        )


@dataclass(frozen=True)
class Chosen:
    """Some of the pairs: (k,) int64 columns of member, shift and points."""

    member: IntArray
    shift: IntArray
    points: IntArray

    @classmethod
    def of(cls, block: Block, rows: IntArray) -> "Chosen":
        """The pairs in these rows of a block."""
        shift = block.shifts[np.searchsorted(block.start, rows, side="right") - 1]
        return cls(block.member[rows].astype(np.int64), shift, block.points[rows].astype(np.int64))

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


def without_points(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The same pairs without points."""
    return tuple(
        replace(block, points=np.broadcast_to(np.int16(0), len(block.member))) for block in blocks
    )


def feasible_pairs(problem: Problem, weights: Weights) -> Pairs:
    """Every pair of the shifts with open places that the hard rules allow, with its points."""
    everywhere = np.full(problem.shifts.count, EVERYWHERE, dtype=np.int64)
    return no_pairs_yet(problem, weights).out_to(everywhere)


def no_pairs_yet(problem: Problem, weights: Weights) -> Pairs:
    """Ready to look for pairs, none looked for."""
    nowhere = np.zeros(problem.shifts.count, dtype=np.int64)
    return Pairs(Sight(problem, weights, Nearby(problem)), (), nowhere)


def first_pairs(problem: Problem, weights: Weights, keep: IntArray) -> Pairs:
    """The pairs around each shift: expected to hold the ``keep[h]`` best of each.

    A small problem is looked at as a whole.
    """
    if np.count_nonzero(problem.shifts.places) < WORTH_LOOKING_AROUND:
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
        found.append(Chosen.of(block, _best_rows(block, rank, keep[block.shifts])))
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
