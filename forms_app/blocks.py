"""The blocks in which a form is written: one for every type of field, made from the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock

from forms_app.engine.definition import DATA_CLASS_NAMES, PURPOSE_NAMES, DataClass
from forms_app.engine.field_type import FieldType, Option, field_types
from forms_app.engine.keeping import LONGEST_DAYS
from forms_app.words import said_lazily

STEP = "step"
SECTION = "section"
GROUP = "repeat"


class StepBlock(blocks.StructBlock):
    """Where the next screen begins."""

    title = blocks.CharBlock(label=_("Step"), max_length=40, required=False)

    class Meta:
        label = _("New step")
        icon = "doc-empty"
        label_format = "{title}"
        group = _("Layout")


class SectionBlock(blocks.StructBlock):
    """A heading between questions."""

    title = blocks.CharBlock(label=_("Subheading"), max_length=40)

    class Meta:
        label = _("Subheading")
        icon = "title"
        label_format = "{title}"
        group = _("Layout")


class ChoiceBlock(blocks.StructBlock):
    """One thing to choose; what was written as bare words is read too."""

    text = blocks.CharBlock(label=_("In words"), max_length=60)
    score = blocks.DecimalBlock(
        label=_("Score"),
        required=False,
        max_digits=8,
        decimal_places=2,
        help_text=_("For adding up in rules; people do not see it."),
    )
    picture = ImageChooserBlock(label=_("Picture"), required=False)
    places = blocks.IntegerBlock(
        label=_("Places"),
        required=False,
        min_value=1,
        help_text=_("How many can choose it; empty for no limit."),
    )

    class Meta:
        label = _("A choice")
        icon = "list-ul"
        label_format = "{text}"

    def to_python(self, value: Any) -> Any:
        """Read stored JSON; a bare text is the words."""
        return super().to_python(_as_struct(value))

    def bulk_to_python(self, values: Any) -> Any:
        """Read many at once."""
        return super().bulk_to_python([_as_struct(value) for value in values])

    def normalize(self, value: Any) -> Any:
        """Take words for a whole choice."""
        return super().normalize(_as_struct(value))


def _as_struct(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class SlotBlock(blocks.StructBlock):
    """An hour that can be booked."""

    day = blocks.DateBlock(label=_("Day"))
    start = blocks.TimeBlock(label=_("From"))
    end = blocks.TimeBlock(label=_("Until"))
    places = blocks.IntegerBlock(label=_("Places"), min_value=1, default=10)

    class Meta:
        label = _("A slot")
        icon = "calendar"
        label_format = "{day} {start}"


def _flag(option: Option, label: Any) -> blocks.Block:
    return blocks.BooleanBlock(label=label, required=False, default=bool(option.default))


def _texts(option: Option, label: Any) -> blocks.Block:
    del option
    return blocks.ListBlock(blocks.CharBlock(label=label, max_length=60), label=label)


def _choices(option: Option, label: Any) -> blocks.Block:
    del option
    return blocks.ListBlock(ChoiceBlock(), label=label, min_num=2)


def _slots(option: Option, label: Any) -> blocks.Block:
    del option
    return blocks.ListBlock(SlotBlock(), label=label)


def _whole(option: Option, label: Any) -> blocks.Block:
    return blocks.IntegerBlock(label=label, required=False, default=option.default)


def _number(option: Option, label: Any) -> blocks.Block:
    return blocks.DecimalBlock(label=label, required=False, default=option.default)


def _text(option: Option, label: Any) -> blocks.Block:
    return blocks.CharBlock(label=label, required=False, default=option.default, max_length=500)


def _pick(option: Option, label: Any) -> blocks.Block:
    choices = [(key, said_lazily(names)) for key, names in option.among if key]
    return blocks.ChoiceBlock(
        label=label, choices=choices, required=False, default=option.default or None
    )


def _picks(option: Option, label: Any) -> blocks.Block:
    choices = [(key, said_lazily(names)) for key, names in option.among]
    return blocks.ListBlock(blocks.ChoiceBlock(label=label, choices=choices), label=label)


def _template(option: Option, label: Any) -> blocks.Block:
    return blocks.TextBlock(label=label, required=False, default=option.default, max_length=20_000)


_OPTION_BLOCKS: Mapping[str, Callable[[Option, Any], blocks.Block]] = {
    "flag": _flag,
    "texts": _texts,
    "choices": _choices,
    "slots": _slots,
    "whole": _whole,
    "number": _number,
    "text": _text,
    "pick": _pick,
    "picks": _picks,
    "template": _template,
}


def option_block(option: Option) -> blocks.Block:
    """Return the block in which an author settles one option of a field type or of a step."""
    return _OPTION_BLOCKS[option.kind](option, said_lazily(option.names))


def _class_block(kind: FieldType) -> blocks.Block:
    offered = [found for found in DataClass if found.rank > kind.data_class.rank]
    return blocks.ChoiceBlock(
        label=_("How much care answers need"),
        choices=[(str(found), said_lazily(DATA_CLASS_NAMES[found])) for found in offered],
        required=False,
        help_text=_("Hidden in lists; shown on request, with a reason, on record."),
    )


def _days_block() -> blocks.Block:
    return blocks.IntegerBlock(
        label=_("Keep answers for so many days"),
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
        help_text=_("Counted from settling; empty to keep them with the rest."),
    )


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
    ]
    if kind.is_answered:
        required = blocks.BooleanBlock(label=_("Required"), required=False, default=True)
        children.append(("required", required))
    children += [(option.key, option_block(option)) for option in kind.options]
    if kind.can_be_personal:
        children.append(("data_class", _class_block(kind)))
    if kind.purposes:
        choices = [(purpose, said_lazily(PURPOSE_NAMES[purpose])) for purpose in kind.purposes]
        children.append(
            ("purpose", blocks.ChoiceBlock(label=_("Used as"), choices=choices, required=False))
        )
    if kind.is_answered:
        children.append(("keep_days", _days_block()))
    if kind.key == GROUP:
        inner = [
            (key, field_block(found)) for key, found in field_types().items() if found.in_groups
        ]
        children.append(("fields", blocks.StreamBlock(inner, label=_("Questions of each item"))))
    return blocks.StructBlock(
        children,
        label=said_lazily(kind.names),
        icon=kind.icon,
        label_format="{label}",
        group=said_lazily(kind.group),
        description=said_lazily(kind.help),
    )


def question_blocks() -> list[tuple[str, blocks.Block]]:
    """Return fresh blocks for steps, headings and every type of field, each under its key."""
    fields = [(key, field_block(kind)) for key, kind in field_types().items()]
    return [*fields, (SECTION, SectionBlock()), (STEP, StepBlock())]


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
