"""Try weights out: what a plan by them would be like beside the plan by the usual ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.utils.translation import gettext_lazy as _

from foundation.errors import NotAllowed
from people.models import User
from territory.models import Area
from volunteering.actions.start_matching import checked_weights
from volunteering.matching import Problem, Weights, match
from volunteering.matching.fairness import fairness
from volunteering.matching.result import Offers
from volunteering.matching.tiling import part_of
from volunteering.permissions import may_run_matching
from volunteering.queries.match_limits import Limits
from volunteering.queries.matching_arrays import read_problem

TRIED_UP_TO = 30_000
"""Members that are tried out while somebody waits; two plans take a few seconds."""


@dataclass(frozen=True)
class Tried:
    """What a plan is like, as far as weights change it."""

    filled: int
    mean_metres: int
    members_asked: int
    member_gini: float
    least_fill: float

    @classmethod
    def of(cls, problem: Problem, offers: Offers) -> Tried:
        """Measure a plan."""
        spread = fairness(problem, offers)
        return cls(
            filled=offers.count,
            mean_metres=round(spread.mean_metres),
            members_asked=spread.members_asked,
            member_gini=round(spread.member_gini, 2),
            least_fill=round(spread.least_fill, 2),
        )


@dataclass(frozen=True)
class Preview:
    """Two plans over the same places: by the usual weights and by those asked for."""

    places: int
    usual: Tried
    asked: Tried
    sampled: int = 0
    """How many members were tried out, where the area has more than can be; else 0."""


def preview_weights(
    *,
    area: Area,
    month: date,
    weights: Mapping[str, int],
    by: User,
    now: datetime,
    limits: Limits | None = None,
) -> Preview:
    """Match `area` in `month` by the usual weights and by `weights`; write nothing.

    Both plans keep to `limits`, those of the run that is being prepared. A large area is tried
    out on its middle. Raises `NotAllowed` outside the person's posts and `Invalid` for weights
    that mean nothing.
    """
    if not may_run_matching(by, area):
        raise NotAllowed(_("Your posts do not cover matching in this area."), code="not_allowed")
    points = checked_weights(weights)
    whole = read_problem(area=area, month=month, now=now, limits=limits).problem
    problem = middle_of(whole)
    return Preview(
        problem.open_places,
        tried(problem, Weights()),
        tried(problem, Weights(points)),
        0 if problem is whole else problem.members.count,
    )


def tried(problem: Problem, weights: Weights) -> Tried:
    """What the best plan by some weights is like."""
    return Tried.of(problem, match(problem, weights).offers)


def middle_of(problem: Problem, most: int = TRIED_UP_TO) -> Problem:
    """The question itself, or that of the ``most`` members who live nearest to its middle.

    With them come the shifts that are as near: a piece of the town with about as many places for
    each member as the whole has.
    """
    members = problem.members
    if members.count <= most:
        return problem
    middle = np.median(members.x), np.median(members.y)
    homes = np.hypot(members.x - middle[0], members.y - middle[1])
    inside = np.sort(np.argsort(homes, kind="stable")[:most])
    places = np.hypot(problem.shifts.x - middle[0], problem.shifts.y - middle[1])
    return part_of(problem, inside, np.flatnonzero(places <= homes[inside].max()))
