"""The blocks in which a form is written: one for every type of field, made from the engine."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField

from forms_app.engine.definition import PURPOSE_NAMES
from forms_app.engine.field_type import FieldType, Option, field_types
from forms_app.words import said_lazily

SECTION = "section"


class SectionBlock(blocks.StructBlock):
    """A heading between questions."""

    title = blocks.CharBlock(label=_("Subheading"), max_length=40)

    class Meta:
        label = _("Subheading")
        icon = "title"
        label_format = "{title}"
        group = _("Layout")


def _option_block(option: Option) -> blocks.Block:
    label = said_lazily(option.names)
    if option.kind == "flag":
        return blocks.BooleanBlock(label=label, required=False, default=bool(option.default))
    return blocks.ListBlock(blocks.CharBlock(label=label, max_length=60), label=label, min_num=2)


def field_block(kind: FieldType) -> blocks.Block:
    """Return the block in which a field of this type is written."""
    children: list[tuple[str, blocks.Block]] = [
        (
            "label",
            blocks.CharBlock(
                label=_("Question"),
                max_length=120,
                help_text=_("Short and in plain words, the way you would ask at the door."),
            ),
        ),
        ("hint", blocks.CharBlock(label=_("Hint"), max_length=200, required=False)),
        ("required", blocks.BooleanBlock(label=_("Required"), required=False, default=True)),
    ]
    children += [(option.key, _option_block(option)) for option in kind.options]
    if kind.can_be_personal:
        children.append(
            (
                "personal",
                blocks.BooleanBlock(
                    label=_("Personal"),
                    required=False,
                    help_text=_("Hidden in lists; shown on request, with a reason, on record."),
                ),
            )
        )
    if kind.purposes:
        choices = [(purpose, said_lazily(PURPOSE_NAMES[purpose])) for purpose in kind.purposes]
        children.append(
            ("purpose", blocks.ChoiceBlock(label=_("Used as"), choices=choices, required=False))
        )
    return blocks.StructBlock(
        children,
        label=said_lazily(kind.names),
        icon=kind.icon,
        label_format="{label}",
        group=_("Questions"),
    )


def question_blocks() -> list[tuple[str, blocks.Block]]:
    """Return fresh blocks for headings and every type of field, each under its key."""
    fields = [(key, field_block(kind)) for key, kind in field_types().items()]
    return [*fields, (SECTION, SectionBlock())]


class QuestionsField(StreamField):
    """A stream of questions; adding a type of field makes no migration."""

    def __init__(
        self, block_types: list[tuple[str, blocks.Block]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(question_blocks() if block_types is None else block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to build the field again, without its blocks."""
        name, path, _args, kwargs = models.Field.deconstruct(self)
        return name, path, [[]], kwargs
