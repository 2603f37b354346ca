"""Try weights out: what a plan by them would be like beside the plan by the usual ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from foundation.errors import NotAllowed, Refused
from people.models import User
from territory.models import Area
from volunteering.actions.start_matching import checked_weights
from volunteering.matching import Problem, Weights, match
from volunteering.matching.fairness import fairness
from volunteering.matching.result import Offers
from volunteering.permissions import may_run_matching
from volunteering.queries.matching_arrays import read_problem

TRIED_UP_TO = 30_000
"""Members of an area that is tried out while somebody waits; two plans take a few seconds."""


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


def preview_weights(
    *, area: Area, month: date, weights: Mapping[str, int], by: User, now: datetime
) -> Preview:
    """Match `area` in `month` by the usual weights and by `weights`; write nothing.

    Raises `NotAllowed` outside the person's posts, `Invalid` for weights that mean nothing, and
    `Refused` for an area with too many members to wait for.
    """
    if not may_run_matching(by, area):
        raise NotAllowed(_("Your posts do not cover matching in this area."), code="not_allowed")
    points = checked_weights(weights)
    problem = read_problem(area=area, month=month, now=now).problem
    if problem.members.count > TRIED_UP_TO:
        raise Refused(
            _("This area is too large to try weights out while you wait. Choose a part of it."),
            code="too_large",
        )
    return Preview(problem.open_places, tried(problem, Weights()), tried(problem, Weights(points)))


def tried(problem: Problem, weights: Weights) -> Tried:
    """What the best plan by some weights is like."""
    return Tried.of(problem, match(problem, weights).offers)
