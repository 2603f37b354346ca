"""What can be read of matching runs."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from territory.models import Area
from territory.scope import Scope
from volunteering.models import MatchRun, Participation


def runs_within(scope: Scope) -> QuerySet[MatchRun]:
    """The runs over areas in `scope`, newest first, without the long part of their figures."""
    return (
        MatchRun.objects.filter(scope.condition("area__path"))
        .select_related("area", "started_by")
        .defer("figures")
        .annotate(places=KT("figures__places"), offered=KT("figures__offered"))
        .order_by("-created_at", "-pk")
    )


def overlapping_runs(*, area: Area, month: date) -> QuerySet[MatchRun]:
    """The runs of a month over this area, a part of it, or an area that it is part of."""
    step = Area.steplen
    above = [area.path[:length] for length in range(step, len(area.path) + 1, step)]
    return MatchRun.objects.filter(
        Q(area__path__startswith=area.path) | Q(area__path__in=above), month=month
    )


def runs_in_the_way(*, area: Area, month: date, since: datetime) -> QuerySet[MatchRun]:
    """The runs over the same shifts that are waiting or under way and began after `since`."""
    return overlapping_runs(area=area, month=month).filter(
        state__in=(MatchRun.State.WAITING, MatchRun.State.RUNNING), created_at__gt=since
    )


def unsent_of(run: MatchRun) -> QuerySet[Participation]:
    """What the run proposes and nobody has been asked yet."""
    return Participation.objects.filter(run=run, state=Participation.State.PROPOSED)


def proposals_of(run: MatchRun) -> QuerySet[Participation]:
    """What the run offers or would offer, by time, with what a page shows of it."""
    return (
        Participation.objects.filter(run=run)
        .select_related("member__user", "member__unit", "shift__need", "shift__area")
        .order_by("starts_at", "shift_id", "pk")
    )
