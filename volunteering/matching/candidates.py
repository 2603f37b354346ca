"""Who may take which shift: all pairs that the hard rules allow, and the best of each shift."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volunteering.matching.criteria import criteria
from volunteering.matching.criteria.free import covers, opened_for
from volunteering.matching.problem import BoolArray, FloatArray, IntArray, Problem
from volunteering.matching.scoring import Weights, total_points


@dataclass(frozen=True)
class Pairs:
    """Feasible pairs, shift by shift: those of shift ``h`` are rows ``start[h]:start[h + 1]``.

    start   (shifts + 1,) int64
    member  (pairs,) int32, rising within a shift
    points  (pairs,) int32, ladders left aside
    """

    start: IntArray
    member: NDArray[np.int32]
    points: NDArray[np.int32]

    @property
    def count(self) -> int:
        """How many pairs there are."""
        return len(self.member)

    def shift(self) -> NDArray[np.int32]:
        """(pairs,) the shift of each pair."""
        shifts = np.arange(len(self.start) - 1, dtype=np.int32)
        return np.repeat(shifts, np.diff(self.start))


class FreeMembers:
    """Members with room, by stretch of the week in which they are free, in order of ``x``.

    It only narrows where to look: whatever it leaves out is out by the rule of time or of radius.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._ready = np.flatnonzero(problem.room > 0)
        self._by_stretch: dict[tuple[int, int], tuple[IntArray, IntArray]] = {}
        self._reach = int(problem.members.radius.max(initial=0))

    def around(self, shift: int) -> IntArray:
        """Members free at the time of the shift, those out of reach to east and west left out."""
        members, x = self._free(self._problem.slots_of(shift))
        centre = int(self._problem.shifts.x[shift])
        first, after = np.searchsorted(x, [centre - self._reach, centre + self._reach + 1])
        around = members[first:after]
        opened = opened_for(self._problem, shift)
        opened = opened[self._problem.room[opened] > 0]
        added = opened[~covers(self._problem, *self._problem.slots_of(shift), opened)]
        return np.concatenate([around, np.unique(added)])

    def _free(self, stretch: tuple[int, int]) -> tuple[IntArray, IntArray]:
        if stretch not in self._by_stretch:
            free = self._ready[covers(self._problem, *stretch, self._ready)]
            free = free[np.argsort(self._problem.members.x[free], kind="stable")]
            self._by_stretch[stretch] = (free, self._problem.members.x[free])
        return self._by_stretch[stretch]


def allowed_members(problem: Problem, shift: int, members: IntArray) -> IntArray:
    """Those of ``members`` whom every hard rule lets take the shift."""
    for criterion in criteria():
        members = members[criterion.allows(problem, shift, members)]
    return members


def feasible_pairs(problem: Problem, weights: Weights) -> Pairs:
    """Every pair of the shifts with open places that the hard rules allow, with its points."""
    nearby = FreeMembers(problem)
    start = np.zeros(problem.shifts.count + 1, dtype=np.int64)
    nobody = np.zeros(0, dtype=np.int64)
    members: list[NDArray[np.int32]] = []
    points: list[NDArray[np.int32]] = []
    for shift in range(problem.shifts.count):
        around = nearby.around(shift) if problem.shifts.places[shift] else nobody
        found = np.sort(allowed_members(problem, shift, around))
        start[shift + 1] = start[shift] + len(found)
        members.append(found.astype(np.int32))
        points.append(total_points(problem, weights, shift, found).astype(np.int32))
    empty = [np.zeros(0, dtype=np.int32)]
    return Pairs(start, np.concatenate(members + empty), np.concatenate(points + empty))


def best_pairs(pairs: Pairs, appeal: IntArray, keep: IntArray, seed: int) -> BoolArray:
    """(pairs,) mask of the ``keep[h]`` best pairs of each shift.

    ``appeal`` (members,) is added to the points: what the member's next shift scores. Equals are
    ordered by chance from ``seed``, so that shifts do not all ask for the same people.
    """
    rank = pairs.points + appeal[pairs.member] + _chance(pairs.count, seed)
    mask = np.zeros(pairs.count, dtype=np.bool_)
    for shift in np.flatnonzero((np.diff(pairs.start) > 0) & (keep > 0)):
        first, after = int(pairs.start[shift]), int(pairs.start[shift + 1])
        surplus = after - first - int(keep[shift])
        if surplus <= 0:
            mask[first:after] = True
        else:
            mask[first + np.argpartition(rank[first:after], surplus)[surplus:]] = True
    return mask


def _chance(count: int, seed: int) -> FloatArray:
    return np.random.default_rng(seed).random(count)
