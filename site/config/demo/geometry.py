"""Schematic outlines: a place is cut into cells round its centres, nearest centre wins.

No real boundary is drawn here. The cells only say which places lie beside which.
Points are (x, y) on a plane; `Plane` turns longitude and latitude into metres and back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

Point = tuple[float, float]
Polygon = list[Point]

METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Plane:
    """A flat piece of ground round one longitude and latitude, in metres."""

    longitude: float
    latitude: float

    @property
    def _per_longitude(self) -> float:
        return METRES_PER_DEGREE * math.cos(math.radians(self.latitude))

    def metres(self, place: Point) -> Point:
        """Return (x, y) in metres of a (longitude, latitude)."""
        return (
            (place[0] - self.longitude) * self._per_longitude,
            (place[1] - self.latitude) * METRES_PER_DEGREE,
        )

    def degrees(self, point: Point) -> Point:
        """Return (longitude, latitude) of a point in metres, to about one metre."""
        return (
            round(self.longitude + point[0] / self._per_longitude, 5),
            round(self.latitude + point[1] / METRES_PER_DEGREE, 5),
        )


def area_of(polygon: Polygon) -> float:
    """Return the signed area: positive when the points run counter-clockwise."""
    pairs = zip(polygon, [*polygon[1:], polygon[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def contains(polygon: Polygon, point: Point) -> bool:
    """Say whether `point` lies inside `polygon` (even–odd rule)."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def nearer(polygon: Polygon, here: Point, there: Point) -> Polygon:
    """Return the part of `polygon` that lies nearer to `here` than to `there`."""
    nx, ny = there[0] - here[0], there[1] - here[1]
    limit = (there[0] ** 2 + there[1] ** 2 - here[0] ** 2 - here[1] ** 2) / 2
    kept: Polygon = []
    previous = polygon[-1]
    before = previous[0] * nx + previous[1] * ny - limit
    for point in polygon:
        now = point[0] * nx + point[1] * ny - limit
        if (before <= 0) != (now <= 0):
            share = before / (before - now)
            kept.append(
                (
                    previous[0] + (point[0] - previous[0]) * share,
                    previous[1] + (point[1] - previous[1]) * share,
                )
            )
        if now <= 0:
            kept.append(point)
        previous, before = point, now
    return kept


def cells(outline: Polygon, centres: Sequence[Point]) -> list[Polygon]:
    """Return for each centre the part of `outline` that is nearest to it.

    The centres differ from one another. A centre far outside may get an empty cell.
    """
    found = []
    for centre in centres:
        others = sorted(
            (math.dist(centre, other), other) for other in centres if other is not centre
        )
        cell = outline
        reach = _reach(cell, centre)
        for distance, other in others:
            if distance > 2 * reach or not cell:
                break
            cell = nearer(cell, centre, other)
            reach = _reach(cell, centre)
        found.append(trimmed(cell))
    return found


def trimmed(polygon: Polygon) -> Polygon:
    """Return `polygon` without the hair-thin spikes that clipping a hollow shape leaves."""
    kept = list(polygon)
    place = 0
    while place < len(kept) and len(kept) > 3:
        before, here, after = kept[place - 1], kept[place], kept[(place + 1) % len(kept)]
        if _is_spike(before, here, after):
            del kept[place]
            place = max(0, place - 2)
        else:
            place += 1
    return kept


def _is_spike(before: Point, here: Point, after: Point) -> bool:
    """Say whether the way turns right back at `here`, or does not move at all."""
    ax, ay = here[0] - before[0], here[1] - before[1]
    bx, by = after[0] - here[0], after[1] - here[1]
    lengths = math.hypot(ax, ay) * math.hypot(bx, by)
    straight = abs(ax * by - ay * bx) <= 1e-6 * lengths
    return lengths <= 1e-6 or (straight and ax * bx + ay * by < 0)


def _reach(cell: Polygon, centre: Point) -> float:
    return max((math.dist(point, centre) for point in cell), default=0.0)


def scattered(outline: Polygon, count: int, random: Random) -> list[Point]:
    """Return `count` points inside `outline`, at random but not crowded.

    Each point is the best of a few tries: the one farthest from those already there.
    """
    west, east = min(x for x, _ in outline), max(x for x, _ in outline)
    south, north = min(y for _, y in outline), max(y for _, y in outline)
    points: list[Point] = []
    while len(points) < count:
        tries: list[Point] = []
        while len(tries) < 4:
            point = (random.uniform(west, east), random.uniform(south, north))
            if contains(outline, point):
                tries.append(point)
        points.append(
            max(tries, key=lambda one: min((math.dist(one, p) for p in points), default=0.0))
        )
    return points
