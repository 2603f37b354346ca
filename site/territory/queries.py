"""What can be read of the tree of areas."""

from __future__ import annotations

from collections.abc import Iterable

from territory.models import Area


def ancestors_of(areas: Iterable[Area]) -> dict[str, Area]:
    """Return path → area for every ancestor of `areas`, in one query."""
    step = Area.steplen
    wanted = {area.path[:length] for area in areas for length in range(step, len(area.path), step)}
    return {area.path: area for area in Area.objects.filter(path__in=wanted)}
