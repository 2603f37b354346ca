"""Start a matching run: an organiser asks who should be offered what in a month of their area."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Invalid, NotAllowed, Refused
from people.models import User
from territory.models import Area
from volunteering.matching import Weights
from volunteering.matching.scoring import InvalidWeights
from volunteering.models import MatchRun
from volunteering.models.match_run import APART_BEYOND
from volunteering.permissions import may_run_matching
from volunteering.queries.match_limits import Limits
from volunteering.queries.match_runs import runs_in_the_way

STALE_AFTER = timedelta(minutes=30)
"""A run that has been under way for so long has lost its worker and stands in nobody's way."""


def start_matching(
    *,
    area: Area,
    month: date,
    by: User,
    now: datetime,
    weights: Mapping[str, int] | None = None,
    seed: int = 0,
    limits: Limits | None = None,
    apart_beyond: int = APART_BEYOND,
) -> MatchRun:
    """Write a waiting run for `area` and the month of `month`; a worker carries it out.

    `limits` are the most shifts of a member on one day, and the rest between any two.
    With more than `apart_beyond` members each district is matched by itself first.
    Raises `NotAllowed` outside the person's posts, `Invalid` for a month that is over or for
    weights that mean nothing, `Refused` while another run over the same shifts is under way.
    """
    if not may_run_matching(by, area):
        raise NotAllowed(_("Your posts do not cover matching in this area."), code="not_allowed")
    first = month.replace(day=1)
    if (first + timedelta(days=32)).replace(day=1) <= now.date():
        raise Invalid(_("This month is over. Choose this month or a later one."), code="month_over")
    points, limits = checked_weights(weights), limits or Limits()
    with transaction.atomic():
        _take_turns(area)
        if runs_in_the_way(area=area, month=first, since=now - STALE_AFTER).exists():
            raise Refused(
                _("A run over this area and month is under way. Please wait for its result."),
                code="run_under_way",
            )
        return MatchRun.objects.create(
            area=area,
            month=first,
            weights=points,
            seed=seed,
            day_cap=limits.day_cap,
            rest_minutes=limits.rest_minutes,
            apart_beyond=apart_beyond,
            started_by=by,
            created_at=now,
        )


def _take_turns(area: Area) -> None:
    """Lock the city that the area lies in, so that of two clicks the second sees the first."""
    city = area.path[: Area.steplen]
    Area.objects.select_for_update().filter(path=city).values_list("pk").first()


def checked_weights(weights: Mapping[str, int] | None) -> dict[str, int]:
    """Return the weights of a run, the usual ones where none are given; raises `Invalid`."""
    try:
        return dict(Weights(dict(Weights().points) | dict(weights or {})).points)
    except InvalidWeights as error:
        raise Invalid(
            _("These weights cannot be used: %(why)s"), code="invalid_weights", why=str(error)
        ) from error
