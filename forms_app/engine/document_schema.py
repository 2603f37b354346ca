"""The schema of the document itself (JSON Schema 2020-12), made from what the engine knows.

`python -m forms_app.engine.document_schema` writes it; the published copy is
`static/schemas/forms-document-3.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from forms_app.engine.definition import MOST_FIELDS, MOST_RULES, SCHEMA_VERSION, DataClass, Purpose
from forms_app.engine.field_type import FieldType, Option, field_types
from forms_app.engine.keeping import LONGEST_DAYS
from forms_app.engine.kind import Kind
from forms_app.engine.logic.operators import OPERATORS
from forms_app.engine.planned import MOST_PLANNED
from forms_app.engine.rule import RuleKind
from forms_app.engine.samples import EXPECTED, MOST_SAMPLES
from forms_app.engine.schema import DIALECT
from forms_app.engine.step import Step, steps

Schema = dict[str, Any]

KEY: Schema = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,40}$"}
ID: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,80}$"}
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
MOST_PICKS = 20
WHOLE: Schema = {"type": "integer", "minimum": 0}
TIME: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}


def document_schema() -> Schema:
    """Return the schema of a kept document."""
    return {
        "$schema": DIALECT,
        "$id": f"forms-document-{SCHEMA_VERSION}.json",
        "title": "A form: steps, sections, fields, and their logic",
        **_closed(
            {
                "schema_version": {"const": SCHEMA_VERSION},
                "title": TEXT,
                "introduction": TEXT,
                "starts": TEXT,
                "steps": _list("step"),
                "rules": _list("rule", MOST_RULES),
                "samples": _list("sample", MOST_SAMPLES),
                "after": _list("planned", MOST_PLANNED),
                "translations": _translations(),
                "logic": {"$ref": "#/$defs/logic"},
            },
            optional=("translations", "logic"),
        ),
        "$defs": {
            "step": _closed({"id": ID, "title": TEXT, "sections": _list("section")}),
            "section": _closed({"id": ID, "title": TEXT, "fields": _list("field", MOST_FIELDS)}),
            "field": _field(),
            "rule": _rule(),
            "sample": _sample(),
            "planned": _planned(),
            "logic": _logic(),
            "tree": _tree(),
        },
    }


def _closed(properties: Mapping[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _list(name: str, most: int | None = None) -> Schema:
    found: Schema = {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}
    return found | ({"maxItems": most} if most else {})


def _field() -> Schema:
    types = field_types()
    found = _closed(
        {
            "id": ID,
            "key": KEY,
            "type": {"enum": sorted(types)},
            "label": TEXT,
            "hint": TEXT,
            "required": {"type": "boolean"},
            "data_class": {"enum": [str(one) for one in DataClass]},
            "purpose": {"enum": ["", *(str(one) for one in Purpose)]},
            "options": {"type": "object"},
            "keep_days": {"type": "integer", "minimum": 1, "maximum": LONGEST_DAYS},
            "fields": _list("field", MOST_FIELDS),
        },
        optional=("fields", "keep_days"),
    )
    cases = [
        {
            "if": {"properties": {"type": {"const": key}}},
            "then": {"properties": {"options": _options(types[key])}},
        }
        for key in sorted(types)
    ]
    return {**found, "allOf": cases}


def _options(kind: FieldType | Step) -> Schema:
    return {
        "properties": {option.key: _OPTIONS[option.kind](option) for option in kind.options},
        "additionalProperties": False,
    }


def _entries(more: Mapping[str, Schema]) -> Schema:
    one = _closed({"id": ID, **more}, optional=("score", "picture", "places"))
    return {"type": "array", "items": one}


def _pick(option: Option) -> Schema:
    return {"enum": [*dict.fromkeys(["", *(key for key, _ in option.among)]), None]}


_OPTIONS: Mapping[str, Callable[[Option], Schema]] = {
    "flag": lambda _option: {"type": "boolean"},
    "whole": lambda _option: {"type": ["integer", "null"]},
    "number": lambda _option: {"type": ["string", "null"]},
    "text": lambda _option: {"type": ["string", "null"]},
    "template": lambda _option: {"type": ["string", "null"]},
    "pick": _pick,
    "picks": lambda option: {
        "type": "array",
        "items": {"enum": [key for key, _ in option.among]},
        "maxItems": MOST_PICKS,
    },
    "texts": lambda _option: _entries({"text": TEXT}),
    "choices": lambda _option: _entries(
        {"text": TEXT, "score": {"type": "number"}, "picture": {"type": "integer"}, "places": WHOLE}
    ),
    "slots": lambda _option: _entries({"day": DAY, "start": TIME, "end": TIME, "places": WHOLE}),
}


def _rule() -> Schema:
    tree = {"$ref": "#/$defs/tree"}
    return _closed(
        {
            "id": ID,
            "kind": {"enum": [str(kind) for kind in RuleKind]},
            "targets": {"type": "array", "items": ID, "minItems": 1},
            "choices": {"type": "array", "items": ID, "minItems": 1},
            "when": tree,
            "value": tree,
            "from": ID,
            "message": TEXT,
        },
        optional=("choices", "when", "value", "from", "message"),
    )


def _tree() -> Schema:
    """A literal, a list, a reference or one operator of the closed set with its arguments."""
    tree = {"$ref": "#/$defs/tree"}
    operators = {
        name: {
            "type": "array",
            "items": tree,
            "minItems": found.least,
            "maxItems": found.most,
        }
        for name, found in OPERATORS.items()
    }
    one = {
        "type": "object",
        "properties": {"var": TEXT, **operators},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    literal = {"type": ["boolean", "number", "string", "null"]}
    return {"anyOf": [literal, {"type": "array", "items": tree}, one]}


def _sample() -> Schema:
    addresses = {"type": "array", "items": TEXT}
    expected = {name: addresses for name in EXPECTED if name != "computed"}
    computed = {"type": "object", "additionalProperties": {"type": "number"}}
    texts = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
    parts = {**expected, "computed": computed}
    return _closed(
        {
            "name": TEXT,
            "today": DAY,
            "answers": {"type": "object", "additionalProperties": texts},
            "expect": _closed(parts, optional=tuple(parts)),
        },
        optional=("today",),
    )


def _planned() -> Schema:
    known = steps()
    found = _closed(
        {
            "id": ID,
            "step": {"enum": sorted(known)},
            "settings": {"type": "object"},
            "when": {"$ref": "#/$defs/tree"},
        },
        optional=("when",),
    )
    cases = [
        {
            "if": {"properties": {"step": {"const": key}}},
            "then": {"properties": {"settings": _options(known[key])}},
        }
        for key in sorted(known)
    ]
    return {**found, "allOf": cases}


def _translations() -> Schema:
    """Language → address of some words → the translation, and the words that it translates."""
    entry = _closed({"text": TEXT, "of": TEXT})
    entries = {"type": "object", "additionalProperties": entry}
    return {"type": "object", "additionalProperties": entries}


def _logic() -> Schema:
    names = {"type": "array", "items": TEXT}
    scores = {"type": "object", "additionalProperties": {"type": "number"}}
    return _closed(
        {
            "order": names,
            "kinds": {
                "type": "object",
                "additionalProperties": {"enum": [str(kind) for kind in Kind]},
            },
            "scores": {"type": "object", "additionalProperties": scores},
            "unasked": names,
            "patterns": {"type": "object", "additionalProperties": _automaton()},
        },
        optional=("patterns",),
    )


def _automaton() -> Schema:
    """A pattern made ready: states as `[kind, next…]`, a `set` with the number of its ranges."""
    number = {"type": "integer", "minimum": 0}
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    kinds = {"enum": ["match", "split", "begin", "end", "set"]}
    state = {"type": "array", "prefixItems": [kinds], "items": number, "minItems": 1}
    return _closed(
        {
            "entry": number,
            "sets": {"type": "array", "items": {"type": "array", "items": pair}},
            "states": {"type": "array", "items": state},
        }
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(document_schema(), ensure_ascii=False, indent=1) + "\n")
