"""Find the communities that an answer may mean."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet

from forms_app.engine.context import Context, Place, Upload
from forms_app.engine.definition import Definition
from forms_app.engine.logic.wording import areas_named
from forms_app.engine.places import MOST_OFFERED
from forms_app.words import in_short
from foundation import clock
from foundation.text import cleaned_name
from territory.models import Area
from territory.queries import ancestors_of

_ENDINGS = ("社区居民委员会", "社区居委会", "居民委员会", "村民委员会", "居委会", "社区", "村")


def places_of(areas: Sequence[Area]) -> list[Place]:
    """Return communities as places to choose from, each with its street, in one query."""
    above = ancestors_of(areas)
    return [
        Place(area.code, str(area), str(above.get(area.parent_path, "")), area.level, _centre(area))
        for area in areas
    ]


def _centre(area: Area) -> tuple[float, float] | None:
    if area.latitude is None or area.longitude is None:
        return None
    return area.latitude, area.longitude


def communities_in(area: Area | None) -> QuerySet[Area]:
    """Return the communities of `area`, itself when it is one, all of them for None."""
    return areas_in(area, Area.Level.COMMUNITY)


def all_places() -> dict[str, Place]:
    """Return code → place for every area of the city, left ones too, in one query."""
    names: dict[str, str] = {}
    found: dict[str, Place] = {}
    areas = Area.objects.order_by("path").values_list("path", "code", "short_name", "name", "level")
    for path, code, short_name, name, level in areas.iterator(chunk_size=2000):
        names[path] = short_name or name
        found[code] = Place(code, names[path], names.get(path[: -Area.steplen], ""), level)
    return found


def with_area_names(definition: Definition) -> Definition:
    """Return the form with the names of the areas that its rules name by code, if they name any."""
    codes = areas_named(definition)
    if not codes:
        return definition
    found = Area.objects.filter(code__in=codes)
    return replace(definition, area_names={area.code: str(area) for area in found})


def few_communities(area: Area | None) -> list[Place]:
    """Return the communities of `area` when they fit into a list, nothing when they do not."""
    found = list(communities_in(area)[: MOST_OFFERED + 1])
    return places_of(found) if len(found) <= MOST_OFFERED else []


def find_places_in(area: Area | None) -> Callable[[str], Sequence[Place]]:
    """Return what finds communities of `area` by code or name; it remembers what it found."""
    known: dict[str, list[Place]] = {}

    def find(words: str) -> Sequence[Place]:
        if words not in known:
            known[words] = places_of(_matching(communities_in(area), words))
        return known[words]

    return find


def find_areas_in(area: Area | None) -> Callable[[str, str], Sequence[Place]]:
    """Return what finds areas of a level within `area`, of any level for none; it remembers."""
    known: dict[tuple[str, str], list[Place]] = {}

    def find(words: str, level: str) -> Sequence[Place]:
        if (words, level) not in known:
            areas = areas_in(area, level)
            known[words, level] = places_of(_matching(areas, words))
        return known[words, level]

    return find


def areas_in(area: Area | None, level: str) -> QuerySet[Area]:
    """Return the areas of one level within `area`, of any level for an empty one."""
    found: QuerySet[Area] = Area.objects.in_use()
    if level:
        found = found.filter(level=level)
    return found if area is None else found.filter(path__startswith=area.path)


def _matching(communities: QuerySet[Area], words: str) -> list[Area]:
    name = cleaned_name(words)
    exact = list(communities.filter(Q(code=name) | Q(short_name=name) | Q(name=name))[:20])
    core = next((name.removesuffix(end) for end in _ENDINGS if name.endswith(end)), name)
    if exact or not core:
        return exact
    return list(communities.filter(short_name__contains=core)[: MOST_OFFERED + 1])


def context_for(
    area: Area | None,
    *,
    full: Container[tuple[str, str]] = frozenset(),
    find_upload: Callable[[str], Upload | None] = lambda _id: None,
) -> Context:
    """Return what answers to a form of `area` are held against today.

    `full` are key and choice of the options that can no longer be had; `find_upload` knows the
    files that whoever answers has sent.
    """
    return Context(
        today=clock.today(),
        find_places=find_places_in(area),
        find_areas=find_areas_in(area),
        find_upload=find_upload,
        is_full=lambda key, choice: (key, choice) in full,
        language=in_short(),
    )


def context_for_many(area: Area | None) -> Context:
    """Return a context to say many kept answers with: every place is read at once, on first use."""
    known: dict[str, Place] = {}

    def one(code: str, _level: str = "") -> list[Place]:
        if not known:
            known.update(all_places())
        return [known[code]] if code in known else []

    return replace(context_for(area), find_places=one, find_areas=one)
