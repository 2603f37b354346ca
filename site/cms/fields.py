"""The stream field of page bodies, whose blocks no migration knows."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.utils.module_loading import module_has_submodule
from wagtail.blocks import Block
from wagtail.fields import StreamField

import cms.blocks
from cms.blocks.base import BodyBlock, is_offered
from foundation.registry import classes_in

DOOR = "page_blocks"


def block_classes() -> list[type[BodyBlock]]:
    """Return every block that editors can pick: ours, then those that other packages offer."""
    found = classes_in(cms.blocks, BodyBlock)
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, DOOR):
            offered = import_module(f"{config.name}.{DOOR}")
            found += [
                candidate
                for candidate in vars(offered).values()
                if isinstance(candidate, type)
                and issubclass(candidate, BodyBlock)
                and candidate.__module__ == offered.__name__
            ]
    return sorted(filter(is_offered, found), key=lambda block: (block.order, block.key))


def blocks_for(slot: str) -> list[tuple[str, Block]]:
    """Return fresh blocks for the fields named `slot`, each under its key."""
    return [(block.key, cast("Block", block())) for block in block_classes() if slot in block.slots]


def streams_of(thing: models.Model) -> list[Any]:
    """Return the values of all stream fields of a page."""
    fields = thing._meta.concrete_fields
    return [getattr(thing, field.name) for field in fields if isinstance(field, StreamField)]


class BodyField(StreamField):
    """A stream of all the blocks offered for a slot; adding a block makes no migration."""

    def __init__(
        self,
        block_types: list[tuple[str, Block]] | None = None,
        *,
        slot: str = "body",
        **kwargs: Any,
    ) -> None:
        self.slot = slot
        kwargs.setdefault("blank", True)
        super().__init__(blocks_for(slot) if block_types is None else block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to build the field again, without its blocks."""
        name, path, _args, kwargs = models.Field.deconstruct(self)
        return name, path, [[]], kwargs
