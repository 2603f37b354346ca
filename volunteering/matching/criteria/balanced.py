"""Balanced: units carry a fair share, communities are filled evenly."""

from typing import ClassVar

import numpy as np

from volunteering.matching.criterion import Criterion, Ladder
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import FloatArray, IntArray, Problem
from volunteering.matching.sentence import Sentence, Wording

SHARES = np.array([0.5, 1.0, 1.5, 2.0])
"""Rungs of a unit, in parts of its fair share; what goes beyond twice the share scores 0."""
FILLS = np.array([0.5, 0.8, 1.0])
"""Rungs of a community, in parts of its places."""

SHORT = Wording("balanced", "社区当月还缺 {places} 人", "the community still lacks {places}")


class Balanced(Criterion):
    """Two ladders of half the weight each: one of the units, one of the communities."""

    name = "balanced"
    label: ClassVar[Sentence] = Sentence("balanced.label", "均衡", "Balanced")
    weight = 150
    order = 5
    refusal: ClassVar[Sentence] = Sentence("balanced.no", "不限制", "never leaves anybody out")

    def ladders(self, problem: Problem) -> tuple[Ladder, ...]:
        return (_unit_ladder(problem), _community_ladder(problem))

    def alike(self, pairs: Pairing) -> IntArray:
        return pairs.problem.shifts.community[pairs.shift]

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        community = problem.shifts.community[shift]
        return SHORT.fill(places=int(problem.community_open[community]))


def _unit_ladder(problem: Problem) -> Ladder:
    active = np.bincount(problem.members.unit[problem.room > 0], minlength=problem.units)
    fair = problem.open_places * active / max(1, active.sum())
    upper = np.ceil(fair[:, None] * SHARES).astype(np.int64)
    everything = np.full((problem.units, 1), problem.open_places, dtype=np.int64)
    upper = np.minimum(np.hstack([upper, everything]), problem.open_places)
    sizes = np.diff(upper, axis=1, prepend=0)
    return Ladder("unit", sizes, _falling(sizes.shape))


def _community_ladder(problem: Problem) -> Ladder:
    upper = np.ceil(problem.community_total[:, None] * FILLS).astype(np.int64)
    filled = (problem.community_total - problem.community_open)[:, None]
    sizes = np.diff(np.maximum(upper, filled), axis=1, prepend=filled)
    return Ladder("community", sizes, _falling(sizes.shape))


def _falling(shape: tuple[int, ...]) -> FloatArray:
    """Half a point down to none, in equal steps along the rungs."""
    return np.broadcast_to(np.linspace(0.5, 0.0, shape[1]), shape)
