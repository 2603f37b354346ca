"""Recommending: the shifts that suit one member best, by the criteria and rules of matching."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from volunteering.matching.criteria import criteria
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import IntArray, Problem
from volunteering.matching.scoring import Weights, total_points


@dataclass(frozen=True)
class Suiting:
    """Shifts that a member may take, the best first: (k,) rows and the points of each pair."""

    shift: IntArray
    points: IntArray


def best_shifts(
    problem: Problem, weights: Weights, *, member: int = 0, waived: Collection[str] = ()
) -> Suiting:
    """Every shift with open places that all rules but the ``waived`` ones allow this member.

    Of equals the sooner comes first. All shifts are looked at side by side, so that a city's take
    a few milliseconds.
    """
    rows = np.flatnonzero(problem.shifts.places > 0)
    pairs = Pairing(problem, rows, np.full(len(rows), member, dtype=np.int64))
    for criterion in criteria():
        if criterion.name not in waived:
            pairs = pairs.where(criterion.allows(pairs))
    points = total_points(weights, pairs)
    order = np.lexsort((pairs.shift, problem.spans[0][pairs.shift], -points))
    return Suiting(pairs.shift[order], points[order])
