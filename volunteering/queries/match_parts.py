"""What can be read of the districts of a matching run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import Count
from django.db.models.functions import Substr

from territory.models import Area
from volunteering.matching.apart import Part
from volunteering.matching.problem import IntArray
from volunteering.models import MatchPart, MatchRun, Member
from volunteering.queries.matching_arrays import Reading, rows_of


def districts_apart(run: MatchRun) -> list[Area]:
    """The districts in which a run's members live, if these are too many for one whole.

    They are the areas directly below the run's own; what belongs to none of them takes part in the
    exchange only. There are none if the run is small enough, or lies within a single one.
    """
    length = len(run.area.path) + Area.steplen
    living = dict(
        Member.objects.active()
        .filter(home_area__path__startswith=run.area.path)
        .annotate(district=Substr("home_area__path", 1, length))
        .order_by()
        .values_list("district")
        .annotate(members=Count("pk"))
    )
    if sum(living.values()) <= run.apart_beyond:
        return []
    found = list(Area.objects.filter(path__in=living, depth=run.area.depth + 1))
    return found if len(found) > 1 else []


@dataclass(frozen=True)
class Progress:
    """How far the districts of a run are."""

    done: int
    of: int
    areas: list[tuple[str, str, bool]]
    """Name and state of each district, and whether it is under way."""


def progress_of(run: MatchRun) -> Progress | None:
    """How far the districts of a run are; None for a run that is carried out as a whole."""
    parts = list(
        MatchPart.objects.filter(run=run)
        .select_related("area")
        .defer("content")
        .order_by("area__path")
    )
    if not parts:
        return None
    done = sum(part.state == MatchPart.State.DONE for part in parts)
    areas = [
        (str(part.area), str(part.get_state_display()), part.state == MatchPart.State.RUNNING)
        for part in parts
    ]
    return Progress(done, len(parts), areas)


def stopped_by(run: MatchRun) -> str:
    """The district that could not be matched, if that is why a run failed."""
    failed = MatchPart.objects.filter(run=run, state=MatchPart.State.FAILED).select_related("area")
    part = failed.defer("content").first()
    return str(part.area) if part else ""


def part_in_rows(part: Part, reading: Reading) -> Part:
    """A part by keys in the rows of the whole's reading; -1 for what is no longer there."""
    order = np.argsort(reading.members)
    rising = reading.members[order]

    def members(keys: IntArray) -> IntArray:
        row, known = rows_of(keys, rising)
        row[known] = order[row[known]]
        return np.where(known, row, -1)

    def rows(of: IntArray, keys: IntArray) -> IntArray:
        row, known = rows_of(keys, of)
        return np.where(known, row, -1)

    return part.within(
        members,
        lambda keys: rows(reading.shifts, keys),
        lambda keys: rows(reading.communities, keys),
    )
