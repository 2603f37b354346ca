"""The blocks in which it is written what follows a submission: one for every step."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField

from forms_app.blocks import option_block
from forms_app.engine.step import Step, steps
from forms_app.words import said_lazily

WHEN = "only_when"
LONGEST_CONDITION = 500


def step_block(step: Step) -> blocks.Block:
    """Return the block in which one step is settled."""
    children: list[tuple[str, blocks.Block]] = [
        (option.key, option_block(option)) for option in step.options
    ]
    condition = blocks.CharBlock(
        label=_("Only when"),
        required=False,
        max_length=LONGEST_CONDITION,
        help_text=_("Like “Q1A1” or “Q3 >= 60”; empty for always."),
    )
    return blocks.StructBlock(
        [*children, (WHEN, condition)],
        label=said_lazily(step.names),
        icon=step.icon,
    )


def course_blocks() -> list[tuple[str, blocks.Block]]:
    """Return fresh blocks for every step, each under its key."""
    return [(key, step_block(step)) for key, step in steps().items()]


class CourseField(StreamField):
    """A stream of steps; adding a step makes no migration."""

    def __init__(
        self, block_types: list[tuple[str, blocks.Block]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(course_blocks() if block_types is None else block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to build the field again, without its blocks."""
        name, path, _args, kwargs = models.Field.deconstruct(self)
        return name, path, [[]], kwargs
