"""Where to look: members by stretch of the week, band of radius and strip of the map.

It only narrows the search. What it leaves out is out by the rule of time, of radius or of the
month's room; what it lets through still meets every criterion.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volunteering.matching.problem import (
    DAY_MINUTES,
    SLOTS_A_WEEK,
    IntArray,
    Problem,
    rising,
)

STRIP_METRES = 500
"""Height of a strip of the map; within it members lie from west to east."""
BANDS_METRES = (1_200, 1_700, 2_300, 3_200, 4_300)
"""Members are kept apart by their radius, so that short ones are not looked for far away."""

SHIFTS_AT_ONCE = 256


@dataclass(frozen=True)
class Ranges:
    """For each shift, stretches of ``members`` to look at: rows ``low:high``, in order of shift."""

    members: IntArray
    shift: IntArray
    low: IntArray
    high: IntArray


class Nearby:
    """Members with room, in an order in which those near a place lie side by side."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        members = problem.members
        ready = np.flatnonzero(problem.room > 0)
        self._west = int(members.x[ready].min(initial=0))
        self._south = int(members.y[ready].min(initial=0))
        self._width = int(members.x[ready].max(initial=0)) - self._west + 1
        strip = (members.y[ready] - self._south) // STRIP_METRES
        self._strips = int(strip.max(initial=0)) + 1
        band = np.searchsorted(BANDS_METRES, members.radius[ready])
        key = (band * self._strips + strip) * self._width + members.x[ready] - self._west
        order = np.argsort(key, kind="stable")
        self._members, self._key = ready[order], key[order]
        self._reach = [
            int(members.radius[ready[band == number]].max(initial=-1))
            for number in range(len(BANDS_METRES) + 1)
        ]
        self._bytes = np.ascontiguousarray(members.free[self._members].T)
        self._opened, self._opened_shift = _opened_pairs(problem)

    def around(self, shifts: IntArray, inner: IntArray, outer: IntArray) -> Ranges:
        """Whom to look at for shifts that all lie at the same time of the week.

        Those less than ``inner`` or at least ``outer`` metres away, (k,) each, may be left out.
        """
        first, after = (int(edge[shifts[0]]) for edge in self._problem.slots)
        free = self._free_throughout(first, after)
        members, key = self._members[free], self._key[free]
        parts = [
            part
            for number, reach in enumerate(self._reach)
            if reach >= 0
            for part in self._strips_of(shifts, number, np.minimum(outer, reach), inner, key)
        ]
        opened, whose = self._opened_for(shifts, first, after)
        low = len(members) + np.searchsorted(whose, shifts)
        high = len(members) + np.searchsorted(whose, shifts, side="right")
        parts.append((shifts, low, high))
        shift, low, high = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.flatnonzero(high > low)
        order = order[np.argsort(shift[order], kind="stable")]
        return Ranges(np.concatenate([members, opened]), shift[order], low[order], high[order])

    def _strips_of(
        self, shifts: IntArray, band: int, outer: IntArray, inner: IntArray, key: IntArray
    ) -> list[tuple[IntArray, IntArray, IntArray]]:
        """In each strip that the reach of a band touches, from the west end to the east end.

        Where a whole stretch of the strip is nearer than ``inner``, only its two sides.
        """
        x = self._problem.shifts.x[shifts] - self._west
        y = self._problem.shifts.y[shifts] - self._south
        lowest = np.clip((y - outer) // STRIP_METRES, 0, self._strips)
        highest = np.clip((y + outer) // STRIP_METRES, -1, self._strips - 1)
        counts = np.where(inner > outer, 0, np.maximum(highest - lowest + 1, 0))
        which = np.repeat(np.arange(len(shifts)), counts)
        strip = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts - lowest, counts)
        edge = strip * STRIP_METRES
        y, x = y[which], x[which]
        away = np.maximum(np.maximum(edge - y, y - edge - STRIP_METRES + 1), 0)
        half = np.sqrt(np.maximum((outer * outer)[which] - away * away, 0)).astype(np.int64) + 1
        base = (band * self._strips + strip) * self._width
        west, east = (np.clip(end, 0, self._width - 1) for end in (x - half, x + half))
        low = np.searchsorted(key, base + west)
        high = np.searchsorted(key, base + east, side="right")
        if not inner.any():
            return [(shifts[which], low, high)]
        far = np.maximum(np.abs(edge - y), np.abs(edge + STRIP_METRES - 1 - y))
        known = np.sqrt(np.maximum((inner * inner)[which] - far * far, 0)).astype(np.int64) - 1
        known = np.maximum(known, 0)
        west, east = np.clip(x - known, 0, self._width), np.clip(x + known, -1, self._width - 1)
        left = np.searchsorted(key, base + west)
        right = np.where(known > 0, np.searchsorted(key, base + east, side="right"), left)
        left, right = np.clip(left, low, high), np.clip(right, low, high)
        return [(shifts[which], low, left), (shifts[which], right, high)]

    def _free_throughout(self, first: int, after: int) -> IntArray:
        """(k,) rows of the members whose week covers all these half hours."""
        covered = np.ones(len(self._members), dtype=np.bool_)
        for column, wanted in _wanted_bytes(first, after):
            covered &= (self._bytes[column] & wanted) == wanted
        return np.flatnonzero(covered)

    def _opened_for(self, shifts: IntArray, first: int, after: int) -> tuple[IntArray, IntArray]:
        """Members whom an opening frees although their week does not, and for which shift."""
        low, high = np.searchsorted(self._opened_shift, [shifts, shifts + 1])
        counts = high - low
        row = np.arange(int(counts.sum())) + np.repeat(low - np.cumsum(counts) + counts, counts)
        member, whose = self._opened[row], np.repeat(shifts, counts)
        added = np.zeros(len(member), dtype=np.bool_)
        for column, wanted in _wanted_bytes(first, after):
            added |= (self._problem.members.free[member, column] & wanted) != wanted
        return member[added], whose[added]


class Around:
    """Members with room around one place after another, each time found at once."""

    def __init__(self, problem: Problem) -> None:
        members = problem.members
        ready = np.flatnonzero(problem.ready)
        self._west = int(members.x[ready].min(initial=0))
        self._south = int(members.y[ready].min(initial=0))
        self._width = int(members.x[ready].max(initial=0)) - self._west + 1
        strip = (members.y[ready] - self._south) // STRIP_METRES
        self._strips = int(strip.max(initial=0)) + 1
        key = strip * self._width + members.x[ready] - self._west
        order = np.argsort(key, kind="stable")
        self._members, self._key = ready[order], key[order]
        self._reach = int(members.radius[ready].max(initial=0))
        # Neighbours lie side by side in each half hour, too: they are read one after the other.
        self._free = np.ascontiguousarray(members.free[self._members].T)
        self._opened = problem.opened.some[self._members]

    def only(self, problem: Problem, metres: int) -> IntArray:
        """Who is free less than ``metres`` from the only shift of ``problem``.

        Some who live farther away may be among them.
        """
        x = int(problem.shifts.x[0]) - self._west
        y = int(problem.shifts.y[0]) - self._south
        reach = min(self._reach, metres)
        first = max((y - reach) // STRIP_METRES, 0)
        last = min((y + reach) // STRIP_METRES, self._strips - 1)
        spans = []
        for strip in range(first, last + 1):
            edge = strip * STRIP_METRES
            away = max(edge - y, y - edge - STRIP_METRES + 1, 0)
            half = isqrt(max(reach * reach - away * away, 0)) + 1
            base = strip * self._width
            spans.append(base + min(max(x - half, 0), self._width))
            spans.append(base + min(max(x + half, -1), self._width - 1) + 1)
        edges = np.searchsorted(self._key, spans).tolist()
        parts = [slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        opened = _side_by_side(self._opened, parts)
        covered = np.ones(len(opened), dtype=np.bool_)
        slots = (int(edge[0]) for edge in problem.slots)
        for column, wanted in _wanted_bytes(*slots):
            covered &= (_side_by_side(self._free[column], parts) & wanted) == wanted
        members = _side_by_side(self._members, parts)
        others = np.flatnonzero(opened & ~covered)
        alone = np.zeros_like(others)
        covered[others] = problem.opened.covering(members[others], alone, problem.spans)
        return members[covered]


def _side_by_side(column: NDArray[Any], parts: list[slice]) -> NDArray[Any]:
    return np.concatenate([column[:0], *(column[part] for part in parts)])


def _wanted_bytes(first: int, after: int) -> Iterator[tuple[int, np.uint8]]:
    """Which bytes of a packed week hold these half hours, and their bits there."""
    week = np.zeros(SLOTS_A_WEEK, dtype=np.bool_)
    week[np.arange(first, after) % SLOTS_A_WEEK] = True
    wanted = np.packbits(week)
    return ((int(column), wanted[column]) for column in np.flatnonzero(wanted))


def _opened_pairs(problem: Problem) -> tuple[IntArray, IntArray]:
    """Members with an opening that covers a shift in their reach, in order of shift; none twice."""
    members, shifts = problem.members, problem.shifts
    west_to_east = np.argsort(shifts.x, kind="stable")
    wanted = west_to_east[shifts.places[west_to_east] > 0]
    found = [np.zeros(0, dtype=np.int64)]
    for day, rows in enumerate(_by_day(problem)):
        rows = rows[problem.ready[problem.openings.member[rows]]]
        rows = rows[np.argsort(members.x[problem.openings.member[rows]], kind="stable")]
        on_day = wanted[shifts.day[wanted] == day]
        for begin in range(0, len(on_day), SHIFTS_AT_ONCE):
            some = on_day[begin : begin + SHIFTS_AT_ONCE]
            shift, member = _opened_there(problem, some, rows)
            found.append(shift * members.count + member)
    both = rising(np.concatenate(found))
    return both % max(1, members.count), both // max(1, members.count)


def _opened_there(problem: Problem, some: IntArray, rows: IntArray) -> tuple[IntArray, IntArray]:
    """The pairs of some shifts, from west to east, with the openings of their day."""
    openings, members, shifts = problem.openings, problem.members, problem.shifts
    member = openings.member[rows]
    reach = int(members.radius[member].max(initial=0))
    x = members.x[member]
    first = np.searchsorted(x, shifts.x[some[0]] - reach)
    after = np.searchsorted(x, shifts.x[some[-1]] + reach, side="right")
    rows, member = rows[first:after], member[first:after]
    start, end = (edge[some][:, None] for edge in problem.spans)
    fits = (openings.start[rows] <= start) & (openings.end[rows] >= end)
    radius = members.radius[member]
    fits &= np.abs(members.x[member] - shifts.x[some][:, None]) <= radius
    fits &= np.abs(members.y[member] - shifts.y[some][:, None]) <= radius
    which, row = np.nonzero(fits)
    return some[which], member[row]


def _by_day(problem: Problem) -> list[IntArray]:
    """For each day the rows of the openings that touch it."""
    first = problem.openings.start // DAY_MINUTES
    last = (problem.openings.end - 1) // DAY_MINUTES
    order = np.argsort(first, kind="stable")
    longest = int((last - first).max(initial=0))
    edges = np.searchsorted(first[order], np.arange(-longest, problem.days + 1))
    found = []
    for day in range(problem.days):
        rows = order[edges[day] : edges[day + longest + 1]]
        found.append(rows[last[rows] >= day])
    return found
