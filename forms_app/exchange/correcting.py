"""Correct what was read before it becomes a form: words, types, what is required or left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.field_type import FieldType, field_types, type_of
from forms_app.exchange.drafting import LONGEST, default_options, held
from forms_app.exchange.report import Note, Unreadable


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody decided about one question; an empty label or type keeps what was read."""

    label: str = ""
    type: str = ""
    required: bool = True
    left_out: bool = False


def types_for(field: Field) -> Mapping[str, FieldType]:
    """Return the types that a question can be turned into, key → type, its own among them."""
    own = type_of(field)
    if field.fields or own.key in ("matrix", "slot", "computed", "date_range"):
        return {own.key: own}
    listed = "choices" in field.options
    return {
        key: kind
        for key, kind in field_types().items()
        if key == own.key or (_is_simple(kind) and _is_listed(kind) == listed)
    }


def _is_listed(kind: FieldType) -> bool:
    return any(option.kind == "choices" for option in kind.options)


def _is_simple(kind: FieldType) -> bool:
    kinds = {option.kind for option in kind.options}
    whole = kind.key in ("repeat", "computed", "hidden", "matrix")
    return not whole and not kinds & {"slots", "texts"}


def corrected(
    definition: Definition, corrections: Mapping[str, Correction]
) -> tuple[Definition, list[Note]]:
    """Return the form with the corrections, by key, and why rules went that no longer hold.

    Raises Unreadable when nothing is left to ask.
    """
    steps = tuple(
        AnswerStep(step.id, step.title, sections)
        for step in definition.steps
        if (sections := tuple(_sections(step, corrections)))
    )
    if not steps:
        raise Unreadable("nothing_to_ask")
    found, notes = held(replace(definition, steps=steps))
    return found, notes


def _sections(step: AnswerStep, corrections: Mapping[str, Correction]) -> list[Section]:
    found = [
        replace(section, fields=tuple(_fields(section.fields, corrections)))
        for section in step.sections
    ]
    return [section for section in found if section.fields]


def _fields(fields: tuple[Field, ...], corrections: Mapping[str, Correction]) -> list[Field]:
    found = []
    for field in fields:
        correction = corrections.get(field.key)
        made = field if correction is None else _corrected(field, correction)
        if correction is not None and correction.left_out:
            continue
        if made.fields:
            made = replace(made, fields=tuple(_fields(made.fields, corrections)))
            if not made.fields:
                continue
        found.append(made)
    return found


def _corrected(field: Field, correction: Correction) -> Field:
    label = " ".join(correction.label.split())[: LONGEST["label"]] or field.label
    kind = types_for(field).get(correction.type, type_of(field))
    options: dict[str, Any] = dict(field.options)
    if kind.key != field.type:
        shared = {option.key for option in kind.options}
        options = default_options(kind) | {
            name: value for name, value in field.options.items() if name in shared
        }
    made = replace(
        field,
        label=label,
        type=kind.key,
        required=correction.required and kind.is_answered,
        options=options,
        purpose=field.purpose if field.purpose in kind.purposes else "",
    )
    return replace(made, data_class=str(kind.class_of(made)))
