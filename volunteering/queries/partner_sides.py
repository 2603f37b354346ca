"""Units and communities of an area as arrays: where they are, what is needed, what they can do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from people.models import Unit
from territory.models import Area
from volunteering.matching.partnering import Sides
from volunteering.matching.problem import IntArray
from volunteering.models import Member, MemberSkill, NeedSkill
from volunteering.queries.columns import read_columns
from volunteering.queries.matching_arrays import centre_of, metres_from, rows_of

HELD_BY = 0.05
"""A unit can do what this share of its members can."""


@dataclass(frozen=True)
class Reading:
    """The sides with the keys of their rows, and how many units have no place on the map."""

    sides: Sides
    units: IntArray
    communities: IntArray
    unplaced: int


def read_sides(area: Area) -> Reading:
    """Read the units whose members live in `area`, and its communities; a fixed number of queries.

    A unit stands where it has checked in, which is its partner by now if it is a community.
    """
    places = list(
        Area.objects.filter(
            path__startswith=area.path,
            level=Area.Level.COMMUNITY,
            longitude__isnull=False,
            latitude__isnull=False,
        )
        .order_by("pk")
        .values_list("pk", "longitude", "latitude")
    )
    communities = np.array([row[0] for row in places], dtype=np.int64)
    origin = centre_of([(row[1], row[2]) for row in places])
    spots = np.array([metres_from(origin, *row[1:]) for row in places]).reshape(-1, 2)
    members = read_columns(
        Member.objects.active()
        .filter(home_area__path__startswith=area.path)
        .order_by()
        .values_list("pk", "unit_id", "home_area_id"),
        ("number", "number", "number"),
    ).astype(np.int64)
    keys, sizes = np.unique(members[1], return_counts=True)
    units, standing, current, unplaced = _units(keys, communities, spots, origin)
    row, known = rows_of(members[2], communities)
    homes = np.bincount(row[known], minlength=len(communities))
    return Reading(
        Sides(
            unit_x=standing[:, 0],
            unit_y=standing[:, 1],
            unit_skills=_unit_skills(area, units, sizes[np.isin(keys, units)]),
            current=current,
            x=spots[:, 0],
            y=spots[:, 1],
            needs=_needs(area, communities),
            homes=homes + 1,
        ),
        units,
        communities,
        unplaced,
    )


def _units(
    keys: IntArray, communities: IntArray, spots: IntArray, origin: tuple[float, float]
) -> tuple[IntArray, IntArray, IntArray, int]:
    """The units that stand somewhere: keys, metres, row of the partner by now; and the others."""
    found = Unit.objects.filter(
        pk__in=keys.tolist(), area__longitude__isnull=False, area__latitude__isnull=False
    )
    rows = list(
        found.order_by("pk").values_list("pk", "area_id", "area__longitude", "area__latitude")
    )
    units = np.array([row[0] for row in rows], dtype=np.int64)
    partner = np.array([row[1] for row in rows], dtype=np.int64)
    at = np.array(
        [metres_from(origin, row[2] or 0.0, row[3] or 0.0) for row in rows], dtype=np.int64
    ).reshape(-1, 2)
    row, known = rows_of(partner, communities)
    current = np.where(known, row, -1)
    at[known] = spots[row[known]]
    return units, at, current, len(keys) - len(units)


def _unit_skills(area: Area, units: IntArray, sizes: IntArray) -> IntArray:
    held = read_columns(
        MemberSkill.objects.filter(member__home_area__path__startswith=area.path)
        .order_by()
        .values_list("member__unit_id", "skill__bit")
        .annotate(times=Count("pk")),
        ("number", "number", "number"),
    ).astype(np.int64)
    row, known = rows_of(held[0], units)
    row, bit, times = row[known], held[1][known], held[2][known]
    return _bits(row, bit, times >= np.maximum(HELD_BY * sizes[row], 1), len(units))


def _needs(area: Area, communities: IntArray) -> IntArray:
    asked = read_columns(
        NeedSkill.objects.filter(need__area__path__startswith=area.path)
        .order_by()
        .values_list("need__area_id", "skill__bit")
        .distinct(),
        ("number", "number"),
    ).astype(np.int64)
    row, known = rows_of(asked[0], communities)
    return _bits(row[known], asked[1][known], np.ones(int(known.sum()), bool), len(communities))


def _bits(row: IntArray, bit: IntArray, kept: NDArray[np.bool_], count: int) -> IntArray:
    masks = np.zeros(count, dtype=np.int64)
    np.bitwise_or.at(masks, row[kept], np.int64(1) << bit[kept])
    return masks
