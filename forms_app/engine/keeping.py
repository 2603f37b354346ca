"""How long single answers are kept: which go after so many days, and what is left without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forms_app.engine.definition import DataClass, Definition, Field
from forms_app.engine.field_type import Value, type_of

LONGEST_DAYS = 3650


def spans(definition: Definition) -> list[int]:
    """Return the days after which some question's answers go, each once, shortest first."""
    return sorted({field.keep_days for field in definition.all_fields if field.keep_days})


def goes_after(days: int) -> Callable[[Field], bool]:
    """Return what says of a question whether its answers are gone `days` after the end."""
    return lambda field: 0 < field.keep_days <= days


def needs_separate_consent(field: Field) -> bool:
    """Say whether a question is sensitive or a minor's, or the consent to such questions."""
    if field.type == "consent":
        return bool(field.options.get("separate"))
    return type_of(field).class_of(field).rank >= DataClass.SENSITIVE.rank and not field.fields


def without(
    definition: Definition, values: Mapping[str, Value], goes: Callable[[Field], bool]
) -> dict[str, Value]:
    """Return the answers without those of questions that go, in the items of groups too."""
    found: dict[str, Value] = {}
    for field in definition.fields:
        if field.key in values and not goes(field):
            found[field.key] = _without_inner(field, values[field.key], goes)
    return found


def _without_inner(field: Field, value: Any, goes: Callable[[Field], bool]) -> Any:
    gone = {inner.key for inner in field.fields if goes(inner)}
    if not gone or not isinstance(value, list):
        return value
    return [{key: kept for key, kept in item.items() if key not in gone} for item in value]
