"""How fair a plan is: fill of the communities, load of members and units."""

from dataclasses import dataclass

import numpy as np

from volunteering.matching.problem import FloatArray, IntArray, Problem
from volunteering.matching.result import Offers


@dataclass(frozen=True)
class Fairness:
    """Shares and spreads after the plan, what was taken before it included.

    community_fill (communities,) filled places by all places, NaN without any place
    unit_load      (units,) offers by members with room, NaN without any member
    """

    community_fill: FloatArray
    unit_load: FloatArray
    least_fill: float
    fill_gini: float
    member_gini: float
    most_of_a_member: int
    members_asked: int
    unit_gini: float
    most_of_a_unit: float
    """The heaviest load of a unit, in times the average."""
    mean_metres: float
    """Home to shift, on average over the offers; 0 without any."""
    community_metres: FloatArray
    """(communities,) the same for the offers of each community, NaN without any."""


def fairness(problem: Problem, offers: Offers) -> Fairness:
    """Measure a plan."""
    community = problem.shifts.community[offers.shift]
    given = np.bincount(community, minlength=problem.communities)
    before = problem.community_total - problem.community_open
    fill = _share(before + given, problem.community_total)
    asked = np.bincount(offers.member, minlength=problem.members.count)
    load = (problem.members.taken + asked)[(problem.room > 0) | (asked > 0)]
    active = np.bincount(problem.members.unit[problem.room > 0], minlength=problem.units)
    of_unit = np.bincount(problem.members.unit[offers.member], minlength=problem.units)
    unit_load = _share(of_unit, active)
    present = unit_load[~np.isnan(unit_load)]
    average = of_unit.sum() / max(1, active.sum())
    filled = fill[~np.isnan(fill)]
    metres = offer_metres(problem, offers)
    return Fairness(
        community_fill=fill,
        unit_load=unit_load,
        least_fill=float(filled.min(initial=1.0)),
        fill_gini=gini(filled),
        member_gini=gini(load),
        most_of_a_member=int(load.max(initial=0)),
        members_asked=int((asked > 0).sum()),
        unit_gini=gini(present),
        most_of_a_unit=float(present.max(initial=0.0) / average) if average else 0.0,
        mean_metres=float(metres.mean()) if len(metres) else 0.0,
        community_metres=_share(
            np.bincount(community, weights=metres, minlength=problem.communities), given
        ),
    )


def offer_metres(problem: Problem, offers: Offers) -> FloatArray:
    """(k,) home to shift of each offer, in a straight line."""
    across = problem.members.x[offers.member] - problem.shifts.x[offers.shift]
    along = problem.members.y[offers.member] - problem.shifts.y[offers.shift]
    return np.asarray(np.hypot(across, along))


def gini(values: FloatArray | IntArray) -> float:
    """The Gini coefficient: 0 when all have the same, towards 1 when one has everything."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    total = ordered.sum()
    if not total:
        return 0.0
    count = len(ordered)
    ranks = np.arange(1, count + 1)
    return float((2 * (ranks * ordered).sum() / total - (count + 1)) / count)


def _share(part: IntArray | FloatArray, whole: IntArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
