"""The ground of the demo: the real register of areas, schematic outlines, invented grids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import territory
from config.demo.geometry import Plane, Point, Polygon, cells, contains, scattered
from config.demo.scales import shared_out
from config.demo.texts import texts
from config.demo.world import BATCH, Place, World
from territory.actions import import_areas, named
from territory.models import Area
from territory.register import read

REGISTER = Path(territory.__file__).parent / "register_files" / "jinan-areas.csv"
PLANE = Plane(117.15, 36.62)
DISTRICT = "370112"
FIRST_VILLAGE = 200
"""In the statistical codes the last three digits of a village begin here."""

# Hand-drawn and rough on purpose: where the ground of the demo ends, not where a border runs.
DISTRICT_OUTLINE: list[Point] = [
    (117.02, 36.66), (117.08, 36.655), (117.13, 36.63), (117.11, 36.56), (116.97, 36.55),
    (116.90, 36.52), (116.92, 36.43), (117.04, 36.36), (117.18, 36.33), (117.30, 36.38),
    (117.36, 36.48), (117.41, 36.58), (117.37, 36.66), (117.40, 36.74), (117.37, 36.84),
    (117.30, 36.90), (117.17, 36.86), (117.09, 36.82), (117.01, 36.77), (117.02, 36.72),
]  # fmt: skip
CITY_OUTLINE: list[Point] = [
    (116.20, 36.20), (116.60, 36.05), (117.10, 36.15), (117.45, 36.05), (117.95, 36.20),
    (118.00, 36.55), (117.75, 36.95), (117.50, 37.25), (117.10, 37.50), (116.85, 37.15),
    (116.55, 36.70), (116.25, 36.45),
]  # fmt: skip
CENTRES: dict[str, Point] = {
    "370102": (117.08, 36.66), "370103": (116.98, 36.62), "370104": (116.88, 36.66),
    "370105": (116.98, 36.75), "370112": (117.18, 36.66), "370113": (116.74, 36.50),
    "370114": (117.52, 36.70), "370115": (117.18, 37.00), "370116": (117.65, 36.30),
    "370117": (117.82, 36.12), "370124": (116.45, 36.28), "370126": (117.16, 37.30),
    "370112001": (117.045, 36.672), "370112002": (117.065, 36.690), "370112003": (117.092, 36.676),
    "370112004": (117.060, 36.710), "370112007": (117.075, 36.745), "370112008": (117.140, 36.775),
    "370112009": (117.145, 36.705), "370112010": (117.200, 36.700), "370112011": (117.255, 36.740),
    "370112012": (117.225, 36.680), "370112013": (117.205, 36.625), "370112016": (117.320, 36.770),
    "370112017": (117.320, 36.610), "370112018": (117.000, 36.500), "370112019": (117.110, 36.430),
    "370112020": (117.260, 36.830), "370112021": (117.245, 36.475),
}  # fmt: skip
CROWD = {
    "370112001": 1.2, "370112002": 1.2, "370112003": 1.6, "370112004": 1.3, "370112007": 1.3,
    "370112008": 0.5, "370112009": 1.3, "370112010": 1.2, "370112011": 0.6, "370112012": 1.4,
    "370112013": 0.9, "370112016": 0.4, "370112017": 0.3, "370112018": 0.4, "370112019": 0.3,
    "370112020": 0.3, "370112021": 0.2,
}  # fmt: skip
"""How many of the members live in each street, relative to one another."""

SHOWN = 2.5
"""How much more goes on in a community that has pages of its own than in its neighbours."""


def lay_ground(world: World) -> str:
    """Import the register, give every area of the demo a place, and divide it into grids."""
    rows = read(REGISTER)
    if world.scale.key == "community":
        rows = [
            row
            for row in rows
            if row.level in ("city", "district") or row.code.startswith(DISTRICT)
        ]
    import_areas(rows=rows)
    areas = list(Area.objects.exclude(level=Area.Level.GRID))
    _lay_out(world, areas)
    grids = _add_grids(world)
    return f"{len(areas)} 个区划，{len(world.places)} 个社区和村，{grids} 个网格"


def _lay_out(world: World, areas: list[Area]) -> None:
    code_at = {area.path: area.code for area in areas}
    below: dict[str, list[Area]] = defaultdict(list)
    for area in areas:
        if area.parent_path:
            below[code_at[area.parent_path]].append(area)
    whole_city = world.scale.key == "city"
    root = areas[0].code if whole_city else DISTRICT
    outline = [PLANE.metres(point) for point in (CITY_OUTLINE if whole_city else DISTRICT_OUTLINE)]
    drawn = [area for area in areas if area.code == root]
    _draw(drawn[0], _middle(outline), outline)
    waiting = [(drawn[0], outline)]
    while waiting:
        parent, ground = waiting.pop(0)
        for area, centre, cell in _divided(world, ground, below[parent.code]):
            _draw(area, centre, cell)
            drawn.append(area)
            if area.level != Area.Level.COMMUNITY:
                waiting.append((area, cell))
            elif area.code.startswith(world.scale.streets):
                world.places.append(_settled(world, area, parent, centre, cell))
    Area.objects.bulk_create(
        drawn,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["longitude", "latitude", "outline"],
    )


def _divided(
    world: World, ground: Polygon, areas: list[Area]
) -> Iterable[tuple[Area, Point, Polygon]]:
    known = [PLANE.metres(CENTRES[area.code]) for area in areas if area.code in CENTRES]
    if len(known) != len(areas) or not all(contains(ground, point) for point in known):
        code = areas[0].code if areas else ""
        known = scattered(ground, len(areas), world.random(f"ground:{code}"))
    return zip(areas, known, cells(ground, known), strict=True)


def _settled(world: World, area: Area, street: Area, centre: Point, cell: Polygon) -> Place:
    village = int(area.code[-3:]) >= FIRST_VILLAGE
    chance = world.random(f"crowd:{area.code}")
    crowd = CROWD.get(street.code, 0.6) * (1.0 if village else 5.0) * chance.lognormvariate(0, 0.5)
    if area.code in {row["code"] for row in texts("communities")}:
        crowd *= SHOWN
    return Place(area=area, centre=centre, cell=cell, weight=crowd, street=street.code)


def _draw(area: Area, centre: Point, cell: Polygon) -> None:
    area.longitude, area.latitude = PLANE.degrees(centre)
    area.outline = [[list(PLANE.degrees(point)) for point in cell]]


def _middle(outline: Polygon) -> Point:
    return (
        sum(x for x, _ in outline) / len(outline),
        sum(y for _, y in outline) / len(outline),
    )


def _add_grids(world: World) -> int:
    """Divide each community into grids, the crowded ones into more; return how many."""
    counts = shared_out(world.scale.grids, [place.weight**0.6 for place in world.places])
    made: list[Area] = []
    for place, count in zip(world.places, counts, strict=True):
        points = scattered(place.cell, count, world.random(f"grids:{place.area.code}"))
        for number, (point, cell) in enumerate(
            zip(points, cells(place.cell, points), strict=True), 1
        ):
            grid = named(
                Area(code=f"{place.area.code}g{number:02}", level=Area.Level.GRID),
                f"{place.area.short_name}第{number}网格",
            )
            grid.short_name = f"第{number}网格"
            grid.depth = place.area.depth + 1
            grid.path = Area._get_path(place.area.path, grid.depth, number)
            _draw(grid, point, cell)
            place.grids.append(grid)
            place.grid_centres.append(point)
        place.area.numchild = count
        made.extend(place.grids)
    Area.objects.bulk_create(made, batch_size=BATCH)
    for count in set(counts):
        codes = [place.area.pk for place in world.places if place.area.numchild == count]
        Area.objects.filter(pk__in=codes).update(numchild=count)
    return len(made)
