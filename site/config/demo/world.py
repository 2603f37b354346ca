"""What the stages of the demo hand to one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import TypeVar

from django.db.models import Model

from config.demo.geometry import Point, Polygon
from config.demo.scales import Scale
from foundation import clock
from people.models import Unit, User
from territory.models import Area
from volunteering.models import Need, Shift, Skill

BATCH = 2_000
"""Rows that one statement writes, where the database takes so many."""

HOME = "370112001015"
"""百花公园社区: where the demo's worker works and its member lives."""

CHUNK = 20_000
"""Rows that are held in memory at a time, where there may be very many."""

Row = TypeVar("Row", bound=Model)
Thing = TypeVar("Thing")


def write(model: type[Row], rows: Iterable[Row]) -> int:
    """Write `rows` in bulk without holding them all; return how many."""
    count = 0
    for chunk in chunks(rows):
        model._default_manager.bulk_create(chunk, batch_size=BATCH)
        count += len(chunk)
    return count


def chunks(things: Iterable[Thing], size: int = CHUNK) -> Iterator[list[Thing]]:
    """Yield `things` in lists of at most `size`."""
    left = iter(things)
    while chunk := list(islice(left, size)):
        yield chunk


@dataclass(slots=True)
class Place:
    """A community of the demo: its ground, how many people live there, its grids, its worker."""

    area: Area
    centre: Point
    cell: Polygon
    weight: float
    street: str
    grids: list[Area] = field(default_factory=list)
    grid_centres: list[Point] = field(default_factory=list)
    worker: User | None = None

    @property
    def desk(self) -> User:
        """The community worker; raises LookupError before there is one."""
        if self.worker is None:
            raise LookupError(self.area.code)
        return self.worker


@dataclass(slots=True)
class World:
    """One demo in the making. All chance comes from `random(purpose)`, all time from `now`."""

    scale: Scale
    seed: int
    now: datetime
    places: list[Place] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    member_ids: list[int] = field(default_factory=list)
    persons: dict[int, int] = field(default_factory=dict)
    member_skills: list[frozenset[str]] = field(default_factory=list)
    member_places: list[int] = field(default_factory=list)
    skills: dict[str, Skill] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    shift_places: list[int] = field(default_factory=list)
    shift_templates: list[int] = field(default_factory=list)
    accounts: dict[str, User] = field(default_factory=dict)

    def random(self, purpose: str) -> Random:
        """Return the chance of one purpose: the same for the same seed, whatever else is made."""
        return Random(f"{self.seed}:{purpose}")

    @property
    def today(self) -> date:
        """The day on which the demo is made, as the city's calendar shows it."""
        return self.now.astimezone(clock.CITY_TIME).date()

    def at(self, day: date, minute: int) -> datetime:
        """Return the moment at `minute` of `day` in the city."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=clock.CITY_TIME)
        return midnight + timedelta(minutes=minute)

    def place_of(self, code: str) -> Place:
        """Return the community with this code; raises LookupError when it is not in the demo."""
        for place in self.places:
            if place.area.code == code:
                return place
        raise LookupError(code)
