"""Tiling: pairs looked for tile by tile of the map, so that a large one costs no more a member.

A tile is some neighbouring shifts and everybody who could reach one of them, as a problem of its
own. What is found counts in rows of the whole: who asks for pairs need not know of tiles.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from volunteering.matching.candidates import Asked, Pairs, no_pairs_yet, without_points
from volunteering.matching.looking import EVERYWHERE, Bar, Block
from volunteering.matching.problem import BoolArray, IntArray, Intervals, Members, Problem, Shifts
from volunteering.matching.scoring import Weights

SHIFTS_A_TILE = 25_000
"""Shifts from which on a tile is cut in two: about a city's."""


@dataclass(frozen=True)
class Tile:
    """Rows of the whole, rising, and what is known of their pairs; its blocks are in rows there."""

    members: IntArray
    shifts: IntArray
    pairs: Pairs

    def enough_for(self, bar: Bar, at_most: IntArray | int) -> "Tile":
        """The tile with every pair that exceeds the bar, which is of the whole."""
        own = Bar(bar.paid[self.shifts], bar.asked[self.members], bar.blind)
        most = at_most if isinstance(at_most, int) else at_most[self.shifts]
        found = self.pairs.enough_for(own, at_most=most)
        if bar.blind:
            found = replace(found, places=self._in_whole(self.pairs.places, found.places))
        else:
            found = replace(found, asked=self._in_whole(self.pairs.asked, found.asked))
        return replace(self, pairs=found)

    def _in_whole(self, before: Asked | None, now: Asked | None) -> Asked | None:
        """The same with all blocks in rows of the whole; those of before are already."""
        if now is None:
            return None
        kept = 0
        if before and before.blocks and now.blocks and now.blocks[0] is before.blocks[0]:
            kept = len(before.blocks)
        rows = self.members.astype(np.int32)
        found = (
            replace(block, shifts=self.shifts[block.shifts], member=rows[block.member])
            for block in now.blocks[kept:]
        )
        return replace(now, blocks=(*now.blocks[:kept], *found))


@dataclass(frozen=True)
class TiledPairs(Pairs):
    """The feasible pairs found so far, in rows of the whole."""

    whole: Problem = field(kw_only=True)
    tiles: tuple[Tile, ...] = field(kw_only=True)

    @property
    def problem(self) -> Problem:
        """Whose pairs they are."""
        return self.whole

    def enough_for(self, bar: Bar, *, at_most: IntArray | int = EVERYWHERE) -> "TiledPairs":
        """The same and every pair that exceeds the bar, as `Pairs.enough_for` says."""
        tiles = tuple(tile.enough_for(bar, at_most) for tile in self.tiles)
        known = [tile.pairs.places if bar.blind else tile.pairs.asked for tile in tiles]
        reach = np.zeros(self.whole.shifts.count, dtype=np.int64)
        blocks: list[Block] = []
        for tile, asked in zip(tiles, known, strict=True):
            if asked:
                reach[tile.shifts] = asked.reach
                blocks.extend(asked.blocks)
        more = Asked(bar, reach, all(asked and asked.whole for asked in known), tuple(blocks))
        changed = replace(self, tiles=tiles)
        return replace(changed, places=more) if bar.blind else replace(changed, asked=more)

    def worthless(self) -> "TiledPairs":
        """The pairs that count by prices blind to points, without points."""
        blocks = self.places.blocks if self.places else ()
        return replace(self, blocks=without_points(blocks), asked=None, places=None)


def part_of(problem: Problem, members: IntArray, shifts: IntArray) -> Problem:
    """The question of some members before some shifts, rows in rising order."""
    row = np.full(problem.members.count, -1, dtype=np.int64)
    row[members] = np.arange(len(members))
    column = np.full(problem.shifts.count, -1, dtype=np.int64)
    column[shifts] = np.arange(len(shifts))

    def inside(intervals: Intervals) -> Intervals:
        kept = row[intervals.member] >= 0
        return Intervals(row[intervals.member[kept]], intervals.start[kept], intervals.end[kept])

    refused = np.column_stack([row[problem.refused[:, 0]], column[problem.refused[:, 1]]])
    return replace(
        problem,
        members=Members(**{name: col[members] for name, col in vars(problem.members).items()}),
        shifts=Shifts(**{name: col[shifts] for name, col in vars(problem.shifts).items()}),
        openings=inside(problem.openings),
        absences=inside(problem.absences),
        engagements=inside(problem.engagements),
        refused=refused[(refused >= 0).all(axis=1)],
    )


def tiled(problem: Problem, weights: Weights, most: int = SHIFTS_A_TILE) -> TiledPairs:
    """Ready to look for pairs tile by tile, none looked for."""
    wanted = np.flatnonzero(problem.shifts.places > 0)
    tiles = (
        _tile(problem, weights, shifts, problem.ready) for shifts in _cut(problem, wanted, most)
    )
    return _together(problem, tuple(tiles))


def _together(problem: Problem, tiles: tuple[Tile, ...]) -> TiledPairs:
    nowhere = np.zeros(problem.shifts.count, dtype=np.int64)
    return TiledPairs(tiles[0].pairs.sight, (), nowhere, whole=problem, tiles=tiles)


def across(
    problem: Problem, weights: Weights, of_member: IntArray, of_shift: IntArray
) -> TiledPairs:
    """Ready to look for pairs of two districts only; (members,) and (shifts,) the district of each.

    What is of no district, -1, has pairs with everything.
    """
    wanted, tiles = problem.shifts.places > 0, list[Tile]()
    for district in np.unique(of_shift).tolist():
        shifts = np.flatnonzero(wanted & (of_shift == district))
        others = of_member != district if district >= 0 else np.ones(len(of_member), dtype=np.bool_)
        tiles.extend(_tile(problem, weights, part, others) for part in _cut(problem, shifts))
    return _together(problem, tuple(tiles))


def _cut(problem: Problem, shifts: IntArray, most: int = SHIFTS_A_TILE) -> list[IntArray]:
    """Rows of shifts in compact parts of at most so many: halved across the longer side."""
    if len(shifts) <= most:
        return [shifts]
    axes = problem.shifts.x[shifts], problem.shifts.y[shifts]
    axis = max(axes, key=lambda values: float(np.ptp(np.quantile(values, [0.05, 0.95]))))
    order = np.argsort(axis, kind="stable")
    half = len(shifts) // 2
    low, high = np.sort(shifts[order[:half]]), np.sort(shifts[order[half:]])
    return [*_cut(problem, low, most), *_cut(problem, high, most)]


def _tile(problem: Problem, weights: Weights, shifts: IntArray, among: BoolArray) -> Tile:
    people, places = problem.members, problem.shifts
    near = problem.ready & among
    for home, place in ((people.x, places.x[shifts]), (people.y, places.y[shifts])):
        near &= home + people.radius >= place.min(initial=EVERYWHERE)
        near &= home - people.radius <= place.max(initial=-EVERYWHERE)
    members = np.flatnonzero(near)
    return Tile(members, shifts, no_pairs_yet(part_of(problem, members, shifts), weights))
