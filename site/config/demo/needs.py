"""What communities of the demo ask for: needs, and their shifts from three months ago onwards."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from config.demo.geometry import Point
from config.demo.grids import PLANE
from config.demo.texts import texts
from config.demo.world import BATCH, HOME, Place, World
from people.models import User
from volunteering.models import Need, NeedSkill, Shift

PAST_DAYS = 91
FUTURE_DAYS = 42
DAYS_IN_A_MONTH = 30.5
STARTS = {
    "am": (510, 540, 540, 570, 600),
    "pm": (840, 840, 870, 900, 930),
    "eve": (1110, 1140, 1140, 1170),
}
LATEST_END = 22 * 60
BUSY_DAYS = 7
"""On so many days from today the demo's own community has something every day."""

OF_TRUST = ("老人家中", "居民家中", "病人")


def ask_for_help(world: World) -> str:
    """Make the needs and their shifts, so many a month as the scale says."""
    random = world.random("needs")
    first, last = window(world)
    wanted = round(world.scale.monthly_shifts * ((last - first).days + 1) / DAYS_IN_A_MONTH)
    numbers = range(len(world.places))
    weights = [place.weight for place in world.places]
    which = range(len(texts("needs")))
    home = next(number for number in numbers if world.places[number].area.code == HOME)
    for ahead in range(BUSY_DAYS):
        day = world.today + timedelta(days=ahead)
        _ask(world, random, home, random.choice(which), [day])
    while len(world.shifts) < wanted:
        template = random.choice(which)
        days = list(_days(random, texts("needs")[template], first, last))
        _ask(world, random, random.choices(numbers, weights)[0], template, days)
    _write(world)
    places = sum(shift.places for shift in world.shifts)
    return f"{len(world.needs)} 个需求，{len(world.shifts)} 个班次，{places} 个名额"


def _ask(world: World, random: Random, where: int, which: int, days: list[date]) -> None:
    """Let the community number `where` ask for what template `which` says on `days`."""
    place, template = world.places[where], texts("needs")[which]
    need = _need(world, random, place, template, days[0])
    need.state = Need.State.OPEN if days[-1] >= world.today else Need.State.CLOSED
    world.needs.append(need)
    for shift in _shifts(world, random, need, place, template, days):
        world.shifts.append(shift)
        world.shift_places.append(where)
        world.shift_templates.append(which)


def window(world: World) -> tuple[date, date]:
    """Return the first and the last day with shifts: all of the next month is always in it."""
    first_of_next = (world.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    length = calendar.monthrange(first_of_next.year, first_of_next.month)[1]
    end = max(first_of_next + timedelta(days=length - 1), world.today + timedelta(FUTURE_DAYS))
    return world.today - timedelta(days=PAST_DAYS), end


def _days(random: Random, template: dict[str, Any], first: date, last: date) -> Iterator[date]:
    """Yield the days of one need: once, or every week or two for some time."""
    step, times = random.choices(((7, 1), (7, 4), (7, 10), (14, 5)), (30, 30, 20, 20))[0]
    day = first + timedelta(days=random.randint(-21, (last - first).days))
    weekend = random.random() < 0.45 and template["category"] != "tutoring"
    while (day.weekday() >= 5) != weekend:
        day += timedelta(days=1)
    days = [day + timedelta(days=step * turn) for turn in range(times)]
    inside = [one for one in days if first <= one <= last]
    yield from inside or [last if day > last else first]


def _need(world: World, random: Random, place: Place, template: dict[str, Any], day: date) -> Need:
    entered = min(day - timedelta(days=random.randint(6, 20)), world.today)
    return Need(
        area=place.area,
        title=template["title"],
        what=template["text"],
        category=template["category"],
        risk_note=template["risk"],
        origin=random.choices(Need.Origin.values, (70, 20, 10))[0],
        contact_name=f"{place.area.short_name}{template['contact_role']}",
        contact_phone=f"0531-5550{random.randint(3000, 8999)}",
        by_approval=any(word in template["place"] for word in OF_TRUST),
        created_by=place.desk,
        created_at=min(world.at(entered, random.randint(540, 1020)), world.now),
    )


def _shifts(
    world: World,
    random: Random,
    need: Need,
    place: Place,
    template: dict[str, Any],
    days: list[date],
) -> Iterator[Shift]:
    start = random.choice(STARTS[random.choice(template["day_parts"])])
    start = min(start, LATEST_END - template["minutes"])
    longitude, latitude = PLANE.degrees(_spot(random, place.centre))
    for day in days:
        ends_at = world.at(day, start + template["minutes"])
        yield Shift(
            need=need,
            area=place.area,
            starts_at=world.at(day, start),
            ends_at=ends_at,
            place=f"{place.area.short_name} · {template['place']}",
            longitude=longitude,
            latitude=latitude,
            places=_places(random, template["people"]),
            state=_state(random, ends_at, world.now),
        )


def _state(random: Random, ends_at: datetime, now: datetime) -> str:
    if random.random() < 0.02:
        return Shift.State.CANCELLED
    return Shift.State.DONE if ends_at <= now else Shift.State.OPEN


def _places(random: Random, people: int) -> int:
    """Return how many are wanted: about what the work asks for, now and then many more."""
    return max(1, min(20, people + int(random.expovariate(0.46))))


def _spot(random: Random, centre: Point) -> Point:
    return (random.gauss(centre[0], 250), random.gauss(centre[1], 250))


def _write(world: World) -> None:
    Need.objects.bulk_create(world.needs, batch_size=BATCH)
    wishes = [
        NeedSkill(need=need, skill=world.skills[key], required=required)
        for need, template in _with_templates(world)
        for required, key in _skills_of(template)
    ]
    NeedSkill.objects.bulk_create(wishes, batch_size=BATCH)


def _with_templates(world: World) -> Iterator[tuple[Need, dict[str, Any]]]:
    by_title = {row["title"]: row for row in texts("needs")}
    for need in world.needs:
        yield need, by_title[need.title]


def _skills_of(template: dict[str, Any]) -> Iterator[tuple[bool, str]]:
    for key in template["hard"]:
        yield True, key
    for key in template["soft"]:
        yield False, key


def host_of(shift: Shift) -> User:
    """Return who posted the shift; raises LookupError when that is not known."""
    host = shift.need.created_by
    if host is None:
        raise LookupError(shift.pk)
    return host
