"""Where to look: members by stretch of the week, band of radius and strip of the map.

It only narrows the search. What it leaves out is out by the rule of time, of radius or of the
month's room; what it lets through still meets every criterion.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volunteering.matching.problem import (
    DAY_MINUTES,
    SLOTS_A_WEEK,
    BoolArray,
    IntArray,
    Problem,
    rising,
)
from volunteering.matching.weekly import week_covers

STRIP_METRES, CELL_METRES = 500, 250
"""Height of a strip of the map, and the width of its cells, which lie from west to east."""
BANDS_METRES = (1_200, 1_700, 2_300, 3_200, 4_300)
"""Members are kept apart by their radius, so that short ones are not looked for far away."""

SHIFTS_AT_ONCE = 64
WORKERS = min(4, os.cpu_count() or 1)
WORTH_THREADS = 500
"""Shifts from which on several threads look for pairs."""


@dataclass(frozen=True)
class Ranges:
    """For each shift, stretches of ``rows`` to look at, from ``low`` to ``high``.

    ``rows`` are of the members in the order of `Nearby`. Shifts come in the order in which they
    were asked for.
    """

    rows: NDArray[np.int32]
    shift: IntArray
    low: IntArray
    high: IntArray


class Nearby:
    """Members with room, in an order in which those near a place lie side by side.

    ``members`` are their rows, ``x``, ``y``, ``radius`` and ``skills`` what is known of them.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        members = problem.members
        ready = np.flatnonzero(problem.room > 0)
        self._west = int(members.x[ready].min(initial=0))
        self._south = int(members.y[ready].min(initial=0))
        strip = (members.y[ready] - self._south) // STRIP_METRES
        cell = (members.x[ready] - self._west) // CELL_METRES
        self._strips = int(strip.max(initial=0)) + 1
        self._cells = int(cell.max(initial=0)) + 1
        band = np.searchsorted(BANDS_METRES, members.radius[ready])
        bands = len(BANDS_METRES) + 1
        place = (band * self._strips + strip) * self._cells + cell
        self.members = ready[np.argsort(place, kind="stable")]
        self.x, self.y = members.x[self.members], members.y[self.members]
        self.radius, self.skills = members.radius[self.members], members.skills[self.members]
        count = np.bincount(place, minlength=bands * self._strips * self._cells)
        self._first = np.append(0, np.cumsum(count))
        self._reach = np.array(
            [members.radius[ready[band == number]].max(initial=-1) for number in range(bands)]
        )
        self._bytes = np.ascontiguousarray(members.free[self.members].T)
        opened, self._opened_shift = _opened_pairs(problem)
        row = np.zeros(members.count, dtype=np.int32)
        row[self.members] = np.arange(len(self.members))
        self._opened = row[opened]

    def around(self, shifts: IntArray, inner: IntArray, outer: IntArray) -> Ranges:
        """Whom to look at for each shift; those at the same time of the week stand side by side.

        Those less than ``inner`` or at least ``outer`` metres away, (k,) each, may be left out.
        """
        which, low, high = self._strips_of(shifts, inner, outer)
        first, after = (edge[shifts] for edge in self._problem.slots)
        other_time = np.diff(first, prepend=-1) != 0
        other_time |= np.diff(after, prepend=-1) != 0
        begin = np.flatnonzero(other_time)
        edges = np.searchsorted(which, np.append(begin, len(shifts))).tolist()
        until = np.zeros(len(self.members) + 1, dtype=np.int32)
        rows, found = [], 0
        for number, begins in enumerate(begin.tolist()):
            part = slice(edges[number], edges[number + 1])
            free = self._free_throughout(int(first[begins]), int(after[begins]))
            np.cumsum(free, out=until[1:])
            low[part], high[part] = until[low[part]], until[high[part]]
            low[part] += found
            high[part] += found
            rows.append(np.flatnonzero(free).astype(np.int32))
            found += len(rows[-1])
        opened, many = self._opened_for(shifts)
        if len(opened):
            after_them = found + np.cumsum(many)
            which = np.concatenate([which, np.arange(len(shifts))])
            low, high = np.append(low, after_them - many), np.append(high, after_them)
        order = np.flatnonzero(high > low)
        if len(opened):
            order = order[np.argsort(which[order], kind="stable")]
        rows.append(opened)
        return Ranges(np.concatenate(rows), shifts[which[order]], low[order], high[order])

    def _strips_of(
        self, shifts: IntArray, inner: IntArray, outer: IntArray
    ) -> tuple[IntArray, IntArray, IntArray]:
        """Which of the shifts, and from where to where all members stand whom it may be about.

        A range for each strip that the reach of a band touches, from the west end to the east end;
        where cells of the strip are wholly nearer than ``inner``, for its two sides.
        """
        x = self._problem.shifts.x[shifts] - self._west
        y = self._problem.shifts.y[shifts] - self._south
        far = np.minimum(outer[:, None], self._reach)
        lowest = np.clip((y[:, None] - far) // STRIP_METRES, 0, self._strips)
        highest = np.clip((y[:, None] + far) // STRIP_METRES, -1, self._strips - 1)
        counts = np.maximum(highest - lowest + 1, 0)
        counts[(inner[:, None] > far) | (self._reach < 0)] = 0
        group = np.repeat(np.arange(counts.size), counts.ravel())
        ends = np.cumsum(counts)
        strip = np.arange(len(group)) - np.repeat(
            ends - counts.ravel() - lowest.ravel(), counts.ravel()
        )
        which, band = np.divmod(group, len(self._reach))
        x, y, edge = x[which], y[which], strip * STRIP_METRES
        base = (band * self._strips + strip) * self._cells
        away = np.maximum(np.maximum(edge - y, y - edge - STRIP_METRES + 1), 0)
        half = _half_chord(far.ravel()[group], away) + 1
        low = self._first[base + self._cell(x - half)]
        high = self._first[base + self._cell(x + half + CELL_METRES)]
        if not inner.any():
            return which, low, high
        away = np.maximum(np.abs(edge - y), np.abs(edge + STRIP_METRES - 1 - y))
        known = np.maximum(_half_chord(inner[which], away) - 1, 0)
        left = self._first[base + self._cell(x - known + CELL_METRES - 1)]
        right = self._first[base + self._cell(x + known + 1)]
        right = np.where(known > 0, np.clip(right, low, high), low)
        left = np.clip(left, low, right)
        sides = np.stack([low, left, right, high], axis=1).reshape(-1, 2)
        return np.repeat(which, 2), sides[:, 0].copy(), sides[:, 1].copy()

    def _cell(self, x: IntArray) -> IntArray:
        """(k,) the cell of each place of a strip, or the next one beyond its ends."""
        return np.asarray(np.clip(x // CELL_METRES, 0, self._cells))

    def _free_throughout(self, first: int, after: int) -> BoolArray:
        """(members,) whose week covers all these half hours, in our order."""
        covered = np.ones(len(self.members), dtype=np.bool_)
        for column, wanted in _wanted_bytes(first, after):
            covered &= (self._bytes[column] & wanted) == wanted
        return covered

    def _opened_for(self, shifts: IntArray) -> tuple[NDArray[np.int32], IntArray]:
        """Rows of the members whom an opening frees although their week does not, shift by shift.

        And (k,) how many there are of each shift.
        """
        low, high = np.searchsorted(self._opened_shift, [shifts, shifts + 1])
        counts = high - low
        row = np.arange(int(counts.sum())) + np.repeat(low - np.cumsum(counts) + counts, counts)
        return self._opened[row], counts


def _half_chord(radius: IntArray, away: IntArray) -> IntArray:
    """(k,) half of how wide a circle is so far from its centre, rounded down; 0 beyond it."""
    return np.sqrt(np.maximum(radius * radius - away * away, 0)).astype(np.int64)


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
    """Members whom only an opening frees for a shift in reach, in order of shift; none twice."""
    shifts = problem.shifts
    west_to_east = np.argsort(shifts.x, kind="stable")
    wanted = west_to_east[shifts.places[west_to_east] > 0]
    on_day = [wanted[shifts.day[wanted] == day] for day in range(problem.days)]

    def found(day: int, rows: IntArray) -> IntArray:
        return _opened_on(problem, on_day[day], rows)

    days = range(problem.days), _by_day(problem)
    if len(wanted) < WORTH_THREADS:
        keys = list(map(found, *days))
    else:
        with ThreadPoolExecutor(WORKERS) as pool:
            keys = list(pool.map(found, *days))
    none = np.zeros(0, dtype=np.int64)
    shift, member = np.divmod(rising(np.concatenate([none, *keys])), max(1, problem.members.count))
    return member, shift


def _opened_on(problem: Problem, shifts: IntArray, rows: IntArray) -> IntArray:
    """The pairs of a day's shifts, from west to east, with its openings: shift × members + member.

    Those whose week covers the shift are left out.
    """
    members, openings = problem.members, problem.openings
    rows = rows[problem.ready[openings.member[rows]]]
    rows = rows[np.argsort(members.x[openings.member[rows]], kind="stable")]
    parts = [shifts[at : at + SHIFTS_AT_ONCE] for at in range(0, len(shifts), SHIFTS_AT_ONCE)]
    found = [_opened_there(problem, some, rows) for some in parts]
    none = np.zeros(0, dtype=np.int64)
    shift, member = (np.concatenate(side) for side in zip((none, none), *found, strict=True))
    closed = ~week_covers(problem, member, shift)
    return np.asarray((shift * members.count + member)[closed])


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
