"""The areas below one area as shapes with a count: a map that is ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

from territory.models import Area
from volunteering.queries.distances import METRES_A_DEGREE, Point

WIDTH = 600.0
HEIGHT = 620.0
"""No map is higher: a long land is drawn smaller, in the middle."""
MARGIN = 16.0
MOST_LEVELS = 3
LETTER_WIDE = 13.0
LETTER_PHONE = 22.0
"""How large names are drawn, in the map's own units; on a phone the whole map is smaller."""
ENDINGS = ("街道", "社区")
"""What every name ends with says nothing on the map."""

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns degrees into the map's own units: across to the right, down to the bottom."""

    west: float
    north: float
    scale: float
    """Map units a degree of latitude."""
    squeeze: float
    height: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a point lies on the map."""
        across = (longitude - self.west) * self.squeeze * self.scale
        return round(MARGIN + across, 1), round(MARGIN + (self.north - latitude) * self.scale, 1)

    def length(self, metres: float) -> float:
        """Return a length on the ground as one on the map."""
        return round(metres / METRES_A_DEGREE * self.scale, 1)


@dataclass(frozen=True, slots=True)
class AreaMap:
    """What `includes/area_map.html` draws, and the list beside it."""

    view_box: str
    shapes: list[dict[str, Any]]
    home: dict[str, float] | None = None
    rings: list[float] = field(default_factory=list)


def framed(rings: Sequence[Ring]) -> Frame | None:
    """Return the frame that holds these rings; None without any point."""
    points = [point for ring in rings for point in ring]
    if not points:
        return None
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    across, up = max(1e-6, (east - west) * squeeze), max(1e-6, north - south)
    scale = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / up)
    indent = (WIDTH - 2 * MARGIN - across * scale) / 2
    return Frame(west - indent / scale / squeeze, north, scale, squeeze, up * scale + 2 * MARGIN)


def area_map(
    areas: Sequence[Area],
    counts: Mapping[str, int],
    address: Callable[[Area], str],
    *,
    home: Point | None = None,
    ring_metres: Sequence[int] = (),
) -> AreaMap | None:
    """Draw `areas` with the `counts` of their tree paths; None when none of them has an outline."""
    outlined = {area.pk: area.outline for area in areas if area.outline}
    frame = framed([ring for rings in outlined.values() for ring in rings])
    if frame is None:
        return None
    most = max(counts.values(), default=0)
    shapes = [
        {
            "name": str(area),
            "url": address(area),
            "path": path_of(frame, outlined[area.pk]) if area.pk in outlined else "",
            "count": counts.get(area.path, 0),
            "level": _level(counts.get(area.path, 0), most),
            **_label(frame, area, outlined.get(area.pk)),
        }
        for area in areas
    ]
    for size, room in ((LETTER_WIDE, "wide"), (LETTER_PHONE, "phone")):
        for shape in _readable(shapes, size):
            shape["named"] = room
    spot = _spot(frame, home)
    return AreaMap(
        view_box=f"0 0 {WIDTH:.0f} {frame.height:.0f}",
        shapes=shapes,
        home=spot,
        rings=[frame.length(metres) for metres in ring_metres] if spot else [],
    )


def _level(count: int, most: int) -> int:
    return min(MOST_LEVELS, 1 + (count - 1) * MOST_LEVELS // most) if count else 0


def path_of(frame: Frame, rings: Sequence[Ring]) -> str:
    """Return the outline of an area as the path of an SVG."""
    parts = []
    for ring in rings:
        points = [frame.place(point[0], point[1]) for point in ring]
        parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(parts)


def _label(frame: Frame, area: Area, rings: Sequence[Ring] | None) -> dict[str, Any]:
    if rings is None:
        return {}
    outer = rings[0]
    longitude = area.longitude or sum(point[0] for point in outer) / len(outer)
    latitude = area.latitude or sum(point[1] for point in outer) / len(outer)
    x, y = frame.place(longitude, latitude)
    return {"x": x, "y": y, "short": _short(str(area))}


def _short(name: str) -> str:
    for ending in ENDINGS:
        if len(name) > len(ending) + 1:
            name = name.removesuffix(ending)
    return name


def _readable(shapes: Sequence[dict[str, Any]], letter: float) -> list[dict[str, Any]]:
    """Return the shapes whose names can be written without touching one another or the edge.

    Where names are too close, that of the area with more to do is written.
    """
    written: list[tuple[float, float, float, float]] = []
    found = []
    for shape in sorted(shapes, key=lambda shape: -shape["count"]):
        if "x" not in shape:
            continue
        half = len(shape["short"]) * letter / 2 + 2
        x, y = shape["x"], shape["y"]
        box = (x - half, y - letter, x + half, y + letter / 4)
        if box[0] < 0 or box[2] > WIDTH or any(_touch(box, other) for other in written):
            continue
        written.append(box)
        found.append(shape)
    return found


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _spot(frame: Frame, home: Point | None) -> dict[str, float] | None:
    if home is None:
        return None
    x, y = frame.place(home.longitude, home.latitude)
    inside = 0 <= x <= WIDTH and 0 <= y <= frame.height
    return {"x": x, "y": y, "r": 6} if inside else None
