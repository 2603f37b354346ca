"""The objective: what a plan is worth, in whole points, given the weights.

A plan is better than another if it fills more places; among plans that fill the same number, if it
has more points. The points of a plan are the sum over its offers of the pair's points (near, free,
skilled …) plus, for every member, unit and community, the points of the rungs that it uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from volunteering.matching.criteria import criteria
from volunteering.matching.criterion import Criterion, Group
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import FloatArray, IntArray, Problem


class InvalidWeights(ValueError):
    """A weight is negative or of a criterion that does not exist."""


def _defaults() -> dict[str, int]:
    return {criterion.name: criterion.weight for criterion in criteria()}


@dataclass(frozen=True)
class Weights:
    """Points that each criterion gives for a score of 1; policy, stored with every run."""

    points: Mapping[str, int] = field(default_factory=_defaults)

    def __post_init__(self) -> None:
        """Refuse unknown names and negative points.

        Raises:
            InvalidWeights: naming the entry.

        """
        known = _defaults()
        for name, points in self.points.items():
            if name not in known or points < 0:
                raise InvalidWeights(f"{name}: {points}")

    def of(self, criterion: Criterion) -> int:
        """Points of a criterion; its own weight when the mapping is silent."""
        return self.points.get(criterion.name, criterion.weight)

    @property
    def most(self) -> int:
        """The most points that one place can carry."""
        return sum(self.of(criterion) for criterion in criteria())


@dataclass(frozen=True)
class Steps:
    """The ladder of a group in points: (groups, rungs) places on each rung, points of each."""

    sizes: IntArray
    points: IntArray

    def worth(self, used: IntArray) -> int:
        """Points of the rungs when group ``g`` is given ``used[g]`` places."""
        below = np.cumsum(self.sizes, axis=1) - self.sizes
        on_rung = np.clip(used[:, None] - below, 0, self.sizes)
        return int((on_rung * self.points).sum())

    def points_at(self, group: int, position: int) -> int:
        """Points of the place number ``position`` (from 0) that the group is given."""
        rung = int(np.searchsorted(np.cumsum(self.sizes[group]), position, side="right"))
        return int(self.points[group, min(rung, self.points.shape[1] - 1)])


@dataclass(frozen=True)
class Ladders:
    """The steps of all members, units and communities, and whose points they are."""

    member: Steps
    unit: Steps
    community: Steps
    named: Mapping[Group, str]
    """Which criterion the points of a group belong to."""

    def blind(self) -> "Ladders":
        """The same rungs without points: only how many places they let through."""
        member, unit, community = (
            Steps(steps.sizes, np.zeros_like(steps.points))
            for steps in (self.member, self.unit, self.community)
        )
        return Ladders(member, unit, community, self.named)


def pair_points(weights: Weights, pairs: Pairing) -> dict[str, IntArray]:
    """Points by criterion of these pairs: (k,) each."""
    return {
        criterion.name: _rounded(criterion.score(pairs) * weights.of(criterion))
        for criterion in criteria()
        if criterion.direction
    }


def total_points(weights: Weights, pairs: Pairing) -> IntArray:
    """(k,) points of the pairs, ladders left aside."""
    total = np.zeros(pairs.count, dtype=np.int64)
    for points in pair_points(weights, pairs).values():
        total += points
    return total


def ladders(problem: Problem, weights: Weights) -> Ladders:
    """The ladders of all criteria in points.

    Raises:
        TypeError: if two criteria claim the same group or a ladder's scores rise.

    """
    rungs = np.arange(max(1, int(problem.room.max(initial=0))))
    steps: dict[Group, Steps] = {
        "member": _flat((rungs < problem.room[:, None]).astype(np.int64)),
        "unit": _flat(np.full((problem.units, 1), problem.open_places, dtype=np.int64)),
        "community": _flat(problem.community_open[:, None]),
    }
    named: dict[Group, str] = {}
    for criterion in criteria():
        for ladder in criterion.ladders(problem):
            points = _rounded(ladder.scores * weights.of(criterion))
            if ladder.group in named or (np.diff(points, axis=1) > 0).any():
                raise TypeError(f"the {ladder.group} ladder of {criterion.name} is not usable")
            named[ladder.group] = criterion.name
            steps[ladder.group] = Steps(ladder.sizes, points)
    return Ladders(steps["member"], steps["unit"], steps["community"], named)


def place_worth(problem: Problem, weights: Weights) -> int:
    """What filling one place counts, so that filling comes first exactly.

    One place more must outweigh every difference in points that two plans can have; a plan has
    from 0 to ``open_places × most`` points, hence the number.
    """
    return problem.open_places * weights.most + 1


def _flat(sizes: IntArray) -> Steps:
    return Steps(sizes, np.zeros_like(sizes))


def _rounded(points: FloatArray) -> IntArray:
    return np.asarray(np.rint(points), dtype=np.int64)
