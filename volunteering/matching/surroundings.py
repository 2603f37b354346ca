"""Who lives within reach of a shift, and what stops those whom no shift suits; for explanations."""

import numpy as np

from volunteering.matching.criteria import criteria
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import IntArray, Problem

STRIP_METRES = 1_000
PAIRS_AT_ONCE = 1 << 16
A_LITTLE_FARTHER_METRES = 1_000
"""Beyond the longest radius: for whom a somewhat longer way would be worth asking."""
FIRST_LOOKS_METRES = (150, 500)
"""Those who are never free only need one shift within reach to be told so: look close by first."""
EVERYWHERE = 1 << 30
"""Metres beyond which nobody lives."""


class Surroundings:
    """Places in strips of the map, each from west to east."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        members = problem.members
        self._reach = int(members.radius.max(initial=0)) + A_LITTLE_FARTHER_METRES
        self._of_members = Strips(members.x, members.y)

    def members_by(self, shift: int) -> Pairing:
        """All members who live little farther away than anybody goes, each on this shift."""
        place = self._problem.shifts
        one = np.array([shift])
        _, row = self._of_members.within(place.x[one], place.y[one], np.array([self._reach]))
        return Pairing(self._problem, np.full(len(row), shift, dtype=np.int64), row)


def last_hurdles(problem: Problem, members: IntArray) -> IntArray:
    """(k,) for each member the rule that stops them at the shifts they get furthest.

    It is the number of rules for those whom some shift suits after all.
    """
    shifts = Strips(problem.shifts.x, problem.shifts.y)
    furthest = np.zeros(problem.members.count, dtype=np.int64)
    never = ~problem.members.free[members].any(axis=1)
    never &= ~problem.opened.some[members]
    reach = problem.members.radius[members]
    _get_further(problem, shifts, members[~never], reach[~never], furthest)
    # Of whom no time suits it only matters whether the rules before that of time let any through.
    until = 1 + [criterion.name for criterion in criteria()].index("free")
    for metres in (*FIRST_LOOKS_METRES, EVERYWHERE):
        some = np.flatnonzero(never & (furthest[members] < until - 1))
        far = np.minimum(reach[some], metres)
        _get_further(problem, shifts, members[some], far, furthest, until)
    return furthest[members]


def _get_further(
    problem: Problem,
    shifts: "Strips",
    members: IntArray,
    metres: IntArray,
    furthest: IntArray,
    until: int | None = None,
) -> None:
    """Raise ``furthest`` (all members,) to the last rule that each reaches at some shift.

    Nobody gets past the rule before ``until``, if it is said.
    """
    home, rules = problem.members, criteria()[:until]
    for part in shifts.portions(home.x[members], home.y[members], metres):
        some = members[part]
        which, shift = shifts.within(home.x[some], home.y[some], metres[part])
        pairs = Pairing(problem, shift, some[which])
        for number, criterion in enumerate(rules):
            furthest[pairs.member] = np.maximum(furthest[pairs.member], number)
            if number + 1 == until:
                break
            pairs = pairs.where(criterion.allows(pairs))
        else:
            furthest[pairs.member] = len(rules)


class Strips:
    """Points sorted by strip and then from west to east."""

    def __init__(self, x: IntArray, y: IntArray) -> None:
        self._west, self._south = int(x.min(initial=0)), int(y.min(initial=0))
        self._width = int(x.max(initial=0)) - self._west + 1
        strip = (y - self._south) // STRIP_METRES
        self._count = int(strip.max(initial=0)) + 1
        key = strip * self._width + x - self._west
        self._order = np.argsort(key, kind="stable")
        self._key = key[self._order]

    def portions(self, x: IntArray, y: IntArray, reach: IntArray) -> list[slice]:
        """Parts of the centres that bring in about as many points as fit in memory at once."""
        _, low, high = self._ranges(x, y, reach)
        total = int((high - low).sum())
        parts = max(1, -(-total // PAIRS_AT_ONCE))
        size = max(1, -(-len(x) // parts))
        return [slice(begin, begin + size) for begin in range(0, len(x), size)]

    def within(self, x: IntArray, y: IntArray, reach: IntArray) -> tuple[IntArray, IntArray]:
        """Rows of centres and of points that may be in their reach: a square round each."""
        which, low, high = self._ranges(x, y, reach)
        counts = high - low
        row = np.arange(int(counts.sum())) + np.repeat(low - np.cumsum(counts) + counts, counts)
        return np.repeat(which, counts), self._order[row]

    def _ranges(
        self, x: IntArray, y: IntArray, reach: IntArray
    ) -> tuple[IntArray, IntArray, IntArray]:
        x, y = x - self._west, y - self._south
        lowest = np.clip((y - reach) // STRIP_METRES, 0, self._count)
        highest = np.clip((y + reach) // STRIP_METRES, -1, self._count - 1)
        counts = np.maximum(highest - lowest + 1, 0)
        which = np.repeat(np.arange(len(x)), counts)
        strip = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts - lowest, counts)
        west = np.clip(x - reach, 0, self._width)[which]
        east = np.clip(x + reach, -1, self._width - 1)[which]
        low = np.searchsorted(self._key, strip * self._width + west)
        high = np.searchsorted(self._key, strip * self._width + east, side="right")
        return which, low, np.maximum(high, low)
