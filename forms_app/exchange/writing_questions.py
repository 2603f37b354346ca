"""Write a definition as the stream of questions that its author edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import Option, field_types
from forms_app.engine.logic.writing import WithKeys
from forms_app.exchange.drafting import FIRST, ID_LENGTH, new_id

Json = Any
ONLY_WHEN = "only_when"
"""Under which name a block of a course keeps its condition."""


def content_of(definition: Definition) -> dict[str, Any]:
    """Return the parts of a form as JSON by name, the way a form keeps them."""
    return {
        "introduction": definition.introduction,
        "starts": definition.starts,
        "questions": questions_of(definition),
        "after": list(_course(definition)),
        "rules": [rule.document() for rule in definition.rules],
        "samples": [dict(sample) for sample in definition.samples],
        "translations": {
            language: {address: dict(one) for address, one in said.items()}
            for language, said in definition.translations.items()
        },
    }


def _course(definition: Definition) -> Iterator[dict[str, Json]]:
    writer = WithKeys(definition)
    for planned in definition.after:
        when = writer.tree(planned.when) if planned.when is not None else ""
        value = {**planned.settings, ONLY_WHEN: when}
        yield {"type": planned.step, "id": planned.id, "value": value}


def questions_of(definition: Definition) -> list[dict[str, Json]]:
    """Return the blocks of the stream, under the ids that the definition has."""
    return list(_blocks(definition))


def _blocks(definition: Definition) -> Iterator[dict[str, Json]]:
    for step in definition.steps:
        if step.id != FIRST:
            yield {"type": "step", "id": step.id, "value": {"title": step.title}}
        for section in step.sections:
            if section.id != f"{step.id}-section":
                yield {"type": "section", "id": section.id, "value": {"title": section.title}}
            for found in section.fields:
                yield _block(found)


def _block(found: Field) -> dict[str, Json]:
    kind = field_types()[found.type]
    value: dict[str, Json] = {"label": found.label, "hint": found.hint}
    if kind.is_answered:
        value["required"] = found.required
    for option in kind.options:
        value[option.key] = _OPTIONS.get(option.kind, _plain)(option, found.options.get(option.key))
    if kind.can_be_personal:
        value["data_class"] = found.data_class if found.personal else ""
    if kind.purposes:
        value["purpose"] = found.purpose
    if found.keep_days:
        value["keep_days"] = found.keep_days
    if found.fields:
        value["fields"] = [_block(inner) for inner in found.fields]
    return {"type": found.type, "id": found.id, "value": value}


def _plain(option: Option, value: Any) -> Json:
    del option
    return value


def _number(option: Option, value: Any) -> Json:
    del option
    return value or None


def _texts(option: Option, value: Any) -> Json:
    del option
    return [_item(entry, entry["text"]) for entry in value or ()]


def _entries(option: Option, value: Any) -> Json:
    del option
    return [
        _item(entry, {name: found for name, found in entry.items() if name != "id"})
        for entry in value or ()
    ]


def _item(entry: Mapping[str, Any], value: Json) -> dict[str, Json]:
    # The id of a choice is the beginning of its block's.
    return {"type": "item", "id": f"{entry['id']}{new_id()[ID_LENGTH:]}", "value": value}


_OPTIONS: Mapping[str, Callable[[Option, Any], Json]] = {
    "number": _number,
    "texts": _texts,
    "choices": _entries,
    "slots": _entries,
}
