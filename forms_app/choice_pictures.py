"""The pictures of choices, with their addresses: for pages and for other front ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cms.models.image import Picture
from cms.pictures import know_renditions
from forms_app.engine.definition import Definition

SIZE = "fill-320x240"


def pictures_of(numbers: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return number → `image` (its rendition) and `words`, in two queries, none for none."""
    wanted = set(numbers)
    if not wanted:
        return {}
    found = list(Picture.objects.filter(pk__in=wanted))
    know_renditions(found)
    return {
        picture.pk: {"image": picture.sizes_in_webp([SIZE])[0], "words": picture.words}
        for picture in found
    }


def pictures_in(definition: Definition) -> Iterator[int]:
    """Yield the number of every picture that stands above a choice of the form."""
    for field in definition.all_fields:
        for entry in field.options.get("choices") or ():
            if entry.get("picture"):
                yield entry["picture"]
