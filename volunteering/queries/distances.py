"""Metres between a home and a meeting place, on the plane of a city."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians

from django.db.models import Q

from volunteering.models import Member, Shift

METRES_A_DEGREE = 111_195
"""Along a meridian."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, in degrees."""

    longitude: float
    latitude: float

    def metres_to(self, longitude: float, latitude: float) -> float:
        """Return the straight distance in metres; good to a thousandth within a city."""
        east = (longitude - self.longitude) * METRES_A_DEGREE * cos(radians(self.latitude))
        return hypot(east, (latitude - self.latitude) * METRES_A_DEGREE)

    def box(self, metres: float) -> Q:
        """Return the filter that keeps shifts within a square of twice `metres` round here."""
        up = metres / METRES_A_DEGREE
        across = up / cos(radians(self.latitude))
        return Q(
            longitude__range=(self.longitude - across, self.longitude + across),
            latitude__range=(self.latitude - up, self.latitude + up),
        )


def home_of(member: Member) -> Point | None:
    """Return where a member starts from: the home cell, or the centre of the home area."""
    if member.home_longitude is not None and member.home_latitude is not None:
        return Point(member.home_longitude, member.home_latitude)
    area = member.home_area
    if area is not None and area.longitude is not None and area.latitude is not None:
        return Point(area.longitude, area.latitude)
    return None


def metres_to_shift(home: Point | None, shift: Shift) -> int | None:
    """Return how far a shift is, to ten metres; None when either place is not known."""
    if home is None or shift.longitude is None or shift.latitude is None:
        return None
    return max(10, round(home.metres_to(shift.longitude, shift.latitude) / 10) * 10)
