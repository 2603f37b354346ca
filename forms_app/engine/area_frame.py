"""A picture of areas that is ours: outlines and centres on a sheet, and back to degrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import cos, radians
from typing import Any

WIDTH, HIGHEST, MARGIN = 600.0, 600.0, 24.0
"""The sheet, in units of its own; a long land is drawn smaller, in the middle."""

METRES_A_DEGREE = 111_320.0
_SMALLEST = 0.004
"""Degrees that are shown at least: some four hundred metres."""

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """An area to draw: latitude and longitude of its centre, its rings of (longitude, latitude)."""

    code: str
    name: str
    centre: tuple[float, float] | None
    rings: Sequence[Ring] = ()
    has_more: bool = False

    @property
    def points(self) -> list[tuple[float, float]]:
        """Longitude and latitude of everything that must be on the sheet."""
        found = [(float(point[0]), float(point[1])) for ring in self.rings for point in ring]
        return found or ([self.centre[::-1]] if self.centre else [])


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns degrees into units of the sheet: `west` and `north` are at its corner.

    `across` and `down` are units a degree of longitude and of latitude.
    """

    west: float
    north: float
    across: float
    down: float
    width: float
    height: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a point lies on the sheet."""
        x, y = (longitude - self.west) * self.across, (self.north - latitude) * self.down
        return round(x, 1), round(y, 1)

    @property
    def metres(self) -> float:
        """How many metres one unit is."""
        return round(METRES_A_DEGREE / self.down, 2)


def framed(shapes: Sequence[Shape]) -> Frame | None:
    """Return the frame that holds `shapes`; None when nobody knows where any of them lies."""
    points = [point for shape in shapes for point in shape.points]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = cos(radians((south + north) / 2))
    wide, high = max(_SMALLEST, (east - west) * squeeze), max(_SMALLEST, north - south)
    down = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / high)
    across = down * squeeze
    height = high * down + 2 * MARGIN
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return Frame(
        west=middle_x - WIDTH / 2 / across,
        north=middle_y + height / 2 / down,
        across=across,
        down=down,
        width=WIDTH,
        height=round(height, 1),
    )


def sheet(shapes: Sequence[Shape]) -> dict[str, Any] | None:
    """Return `shapes` as a browser draws them, and how it comes back to degrees."""
    frame = framed(shapes)
    if frame is None:
        return None
    return {
        "frame": asdict(frame) | {"metres": frame.metres},
        "areas": [_drawn(frame, shape) for shape in shapes if shape.points],
    }


def _drawn(frame: Frame, shape: Shape) -> dict[str, Any]:
    latitude, longitude = shape.centre or _middle(shape.points)
    x, y = frame.place(longitude, latitude)
    return {
        "code": shape.code,
        "name": shape.name,
        "path": "".join(_path(frame, ring) for ring in shape.rings),
        "x": x,
        "y": y,
        "lat": round(latitude, 6),
        "lon": round(longitude, 6),
        "has_more": shape.has_more,
    }


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(y for _, y in points) / len(points), sum(x for x, _ in points) / len(points)


def _path(frame: Frame, ring: Ring) -> str:
    placed = (frame.place(float(point[0]), float(point[1])) for point in ring)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in placed) + "Z"
