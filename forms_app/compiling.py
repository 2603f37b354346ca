"""Turn the questions that an author wrote into the definition that people answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from forms_app.blocks import SECTION
from forms_app.engine.definition import Definition, Field, Section
from forms_app.engine.field_type import FieldType, field_types

_UNSAVED = UUID("6c1f6f0e-6f0a-4c8e-9f37-1e1f0b6a7d11")
KEY_LENGTH = 12


def compiled(*, title: str, introduction: str, starts: str, questions: Iterable[Any]) -> Definition:
    """Return the definition of a form; `questions` are the blocks of its stream.

    A field's id is its block's, its key comes from that id, so words may change freely. A block
    that has never been saved (in a preview) gets an id by its place.
    """
    sections: list[Section] = []
    heading, fields = ("", ""), list[Field]()
    for place, child in enumerate(questions):
        found_id = str(child.id or uuid5(_UNSAVED, str(place)))
        if child.block_type == SECTION:
            _close(sections, heading, fields)
            heading, fields = (found_id, child.value["title"]), []
        else:
            fields.append(_field(found_id, child.block_type, child.value))
    _close(sections, heading, fields)
    return Definition(title, introduction, starts, tuple(sections))


def _close(sections: list[Section], heading: tuple[str, str], fields: list[Field]) -> None:
    if fields:
        sections.append(Section(heading[0], heading[1], tuple(fields)))


def _field(found_id: str, key: str, value: Any) -> Field:
    kind = field_types()[key]
    field = Field(
        id=found_id,
        key=f"f{found_id.replace('-', '')[:KEY_LENGTH]}",
        type=key,
        label=value["label"],
        hint=value.get("hint") or "",
        required=bool(value.get("required")),
        personal=bool(value.get("personal")),
        purpose=value.get("purpose") or "",
        options=_options(kind, value),
    )
    return replace(field, personal=kind.is_personal(field))


def _options(kind: FieldType, value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for option in kind.options:
        if option.kind == "flag":
            found[option.key] = bool(value.get(option.key))
        else:
            found[option.key] = [
                {"id": str(child.id or place)[:8], "text": child.value}
                for place, child in enumerate(value[option.key].bound_blocks)
            ]
    return found
