"""Recommending: the shifts that suit one member best, by the criteria and rules of matching."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from volunteering.matching.criteria import criteria
from volunteering.matching.looking import most_points
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import IntArray, Problem
from volunteering.matching.scoring import Weights, total_points


@dataclass(frozen=True)
class Suiting:
    """Shifts that a member may take, the best first: (k,) rows and the points of each pair."""

    shift: IntArray
    points: IntArray


def suiting_rows(problem: Problem, *, member: int = 0, waived: Collection[str] = ()) -> IntArray:
    """(k,) the shifts with open places that all rules but the ``waived`` ones allow a member."""
    return _suiting(problem, member, waived).shift


def best_shifts(
    problem: Problem, weights: Weights, *, member: int = 0, waived: Collection[str] = ()
) -> Suiting:
    """Every shift with open places that all rules but the ``waived`` ones allow this member.

    Of equals the sooner comes first. All shifts are looked at side by side, so that a city's take
    a few milliseconds.
    """
    pairs = _suiting(problem, member, waived)
    points = total_points(weights, pairs)
    order = np.lexsort((pairs.shift, problem.spans[0][pairs.shift], -points))
    return Suiting(pairs.shift[order], points[order])


def most_beyond(problem: Problem, weights: Weights, metres: int) -> int:
    """The most points that a shift at least so many metres away can have."""
    return int(most_points(problem, weights, metres).max(initial=0))


def _suiting(problem: Problem, member: int, waived: Collection[str]) -> Pairing:
    rows = np.flatnonzero(problem.shifts.places > 0)
    pairs = Pairing(problem, rows, np.full(len(rows), member, dtype=np.int64))
    for criterion in sorted(criteria(), key=lambda criterion: criterion.effort):
        if criterion.name not in waived:
            pairs = pairs.where(criterion.allows(pairs))
    return pairs
