"""Pairs of a member and a shift, side by side: what the criteria look at."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from volunteering.matching.problem import BoolArray, IntArray, Problem


@dataclass(frozen=True)
class Pairing:
    """Pair ``i`` is ``member[i]`` on ``shift[i]``: (k,) rows each.

    ``timed`` says that whoever made the pairs has seen to it that the week or an opening covers
    the shift; the criterion of time then need not look again.
    """

    problem: Problem
    shift: IntArray
    member: IntArray
    timed: bool = False
    _known: dict[str, IntArray] = field(default_factory=dict, repr=False, compare=False)

    @property
    def count(self) -> int:
        """How many pairs there are."""
        return len(self.member)

    @cached_property
    def squared_metres(self) -> IntArray:
        """(k,) home to shift, squared."""
        if "squared" in self._known:
            return self._known["squared"]
        members, shifts = self.problem.members, self.problem.shifts
        across = members.x[self.member] - shifts.x[self.shift]
        along = members.y[self.member] - shifts.y[self.shift]
        return np.asarray(across * across + along * along)

    def where(self, kept: BoolArray) -> "Pairing":
        """The pairs at which ``kept`` is true."""
        rows = np.flatnonzero(kept)
        known = {"squared": self.squared_metres[rows]}
        return Pairing(self.problem, self.shift[rows], self.member[rows], self.timed, known)


def pairing(problem: Problem, shift: int, members: IntArray) -> Pairing:
    """These members, each on the same shift."""
    return Pairing(problem, np.full(len(members), shift, dtype=np.int64), members)
