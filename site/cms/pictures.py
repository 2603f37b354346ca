"""The pictures in page bodies, found together so that their sizes are read together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from wagtail import blocks

from cms.models.image import Picture


def pictures_in(*values: Any) -> Iterator[Picture]:
    """Yield the pictures in values of blocks, at any depth, in their order."""
    for value in values:
        if isinstance(value, Picture):
            yield value
        elif isinstance(value, blocks.StreamValue):
            yield from pictures_in(*(child.value for child in value))
        elif isinstance(value, Mapping):
            yield from pictures_in(*value.values())
        elif isinstance(value, blocks.list_block.ListValue):
            yield from pictures_in(*value)


def know_renditions(pictures: Iterable[Picture]) -> None:
    """Read the renditions of `pictures` by one query, and none when there are no pictures."""
    found = list(pictures)
    if found:
        prefetch_related_objects(found, "renditions")
