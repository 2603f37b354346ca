"""The units of the demo: invented names over real levels and industries, of very uneven size."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

from config.demo.scales import shared_out
from config.demo.texts import texts
from config.demo.world import BATCH, World
from foundation import text
from people.models import Unit

LEVELS = {
    "provincial": Unit.Level.PROVINCE,
    "municipal": Unit.Level.CITY,
    "district": Unit.Level.DISTRICT,
}


def found_units(world: World) -> str:
    """Make the units; each has checked in with a community, the crowded ones with several."""
    random = world.random("units")
    written = texts("units")
    names = _names(random, written, world.scale.units)
    places = random.choices(
        world.places, [place.weight for place in world.places], k=world.scale.units
    )
    for number, ((level, industry, name), place) in enumerate(zip(names, places, strict=True), 1):
        unit = Unit(
            code=f"D{number:05}",
            name=name,
            pinyin=text.pinyin(name)[:300],
            initials=text.initials(name)[:60],
            level=LEVELS[level],
            industry=industry,
            area=place.area,
        )
        world.units.append(unit)
    Unit.objects.bulk_create(world.units, batch_size=BATCH)
    return f"{len(world.units)} 个单位"


def _names(random: Random, written: Any, count: int) -> list[tuple[str, str, str]]:
    """Return `count` different (level, industry, name), the levels in their shares."""
    found: list[tuple[str, str, str]] = []
    shares = shared_out(count, [level["share"] for level in written["levels"]])
    for level, share in zip(written["levels"], shares, strict=True):
        prefix = level["prefix"].format(district="历城区")
        every = [
            (level["key"], industry["zh"], f"{prefix}{marker}{stem}{part}")
            for industry in written["industries"]
            for marker, stem, part in product(
                written["markers"], industry["stems"], industry["parts"]
            )
        ]
        found.extend(random.sample(every, share))
    return found
