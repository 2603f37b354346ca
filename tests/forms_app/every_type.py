"""A published form with one question of every type, and how each is answered in a browser."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from forms_app.copying import renewed
from forms_app.engine.answering import Answered, answered, typed_again
from forms_app.engine.context import Context
from forms_app.engine.definition import Definition, Field
from forms_app.engine.document import document_of
from forms_app.engine.field_type import field_types, type_of
from forms_app.engine.kind import Kind
from forms_app.engine.logic.parsing import parse_rules
from forms_app.exchange.own_reading import read_document
from forms_app.exchange.writing_questions import content_of
from forms_app.gallery import form_of
from forms_app.models import Form, Submission
from forms_app.places import context_for
from forms_app.queries import areas_below
from territory.models import Area
from tests.forms_app.engine.examples import definition_of, example_of, field_of

MANY = [{"id": f"m{number}", "text": f"第 {number} 项"} for number in range(9)]
OPTIONS: dict[str, dict[str, Any]] = {
    "consent": {"separate": True},
    "dropdown": {"choices": MANY},
}
PLACED = {"area": "", "community": "", "address": "area", "position": "area"}
"""Types that ask for a place → the part in which its code or name is written."""


def whole() -> Definition:
    """Return a form that can be published, with a question of every type."""
    fields = [field_of(key, **_more(key)) for key in field_types()]
    places = {field.type: place for place, field in enumerate(fields, 1)}
    bare = definition_of(*fields)
    rule = f"set Q{places['computed']} = Q{places['number']} * 2"
    return replace(bare, rules=tuple(parse_rules(rule, bare)))


def _more(key: str) -> dict[str, Any]:
    return {"options": OPTIONS[key]} if key in OPTIONS else {}


def published(area: Area) -> Form:
    """Publish it for `area` and return it."""
    content = content_of(read_document(document_of(whole())).definition)
    slug = Form.objects.free_slug("every-type")
    form = form_of({**renewed(content), "title": "每一种题", "slug": slug})
    form.area = area
    form.full_clean()
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


def told(form: Form) -> str:
    """Return as JSON how each question is answered rightly and wrongly, and what is said then."""
    definition, context = form.current.definition, context_for(form.area)
    community = Area.objects.in_use().filter(level="community", path__startswith=form.area.path)
    code = community.order_by("path").values_list("code", flat=True)[0]
    asked = [_told(definition, field, context, form, code) for field in definition.fields]
    found = {"path": form.get_absolute_url(), "asked": [one for one in asked if one]}
    return json.dumps(found, ensure_ascii=False)


def _told(
    definition: Definition, field: Field, context: Context, form: Form, code: str
) -> dict[str, Any]:
    kind = type_of(field)
    if not kind.is_answered or field.type == "hidden":
        return {}
    alone = replace(definition, steps=definition_of(field).steps, rules=())
    good = _named(field, _good(field, code))
    values = answered(alone, good, context).values
    again = typed_again(alone, values) if field.type not in ("file", "photo") else {}
    wrong = answered(alone, _named(field, kind.counterexample), context)
    missing = answered(alone, {}, context)
    steps = areas_below(form.area, level="community", at=code)
    return {
        "key": field.key,
        "type": field.type,
        "good": again,
        "value": values.get(field.key),
        "bad": _named(field, kind.counterexample),
        "said": {
            language: [one.say(language) for one in wrong.problems] for language in ("zh", "en")
        },
        "missing": {
            language: [one.say(language) for one in missing.problems] for language in ("zh", "en")
        },
        "place": PLACED.get(field.type) if field.type != "position" else None,
        "codes": [step["chosen"] for step in steps],
        "choices": dict(kind.choices_of(field)) if kind.kind_of(field) == Kind.CHOICE else {},
    }


def _said(found: Answered) -> dict[str, list[str]]:
    return {language: [one.say(language) for one in found.problems] for language in ("zh", "en")}


def _good(field: Field, code: str) -> dict[str, list[str]]:
    found = {part: list(texts) for part, texts in type_of(field).example.items()}
    if field.type in PLACED and field.type != "position":
        found[PLACED[field.type]] = [code]
    if field.type == "dropdown":
        found[""] = ["m7"]
    if field.type == "signature":
        found.pop("drawn", None)
    if field.fields:
        for inner in field.fields:
            typed = example_of(inner) if inner.type != "number" else {inner.key: ["41"]}
            found |= {f"0.{name}": texts for name, texts in typed.items()}
    return found


def _named(field: Field, parts: Any) -> dict[str, list[str]]:
    ids = {choice["text"]: choice["id"] for choice in field.options.get("choices", ())}
    ids |= {row["text"]: row["id"] for row in field.options.get("rows", ())}
    old = {"a": "甲", "b": "乙", "c": "丙", "r1": "楼道", "r2": "电梯"}
    new = {key: ids[words] for key, words in old.items() if words in ids}
    if field.type == "dropdown":
        new = {choice["id"]: ids[choice["text"]] for choice in field.options["choices"]}
        new |= {f"m{number}": ids[entry["text"]] for number, entry in enumerate(MANY)}
    if field.type == "slot":
        new = {f"s{n}": slot["id"] for n, slot in enumerate(field.options["slots"], 1)}
    return {
        f"{field.key}.{new.get(part, part)}" if part else field.key: [
            new.get(text, text) for text in texts
        ]
        for part, texts in parts.items()
    }


def kept(references: list[str]) -> str:
    """Return as JSON what was kept of submissions, by key."""
    found = Submission.objects.filter(reference__in=references)
    return json.dumps([dict(one.values) for one in found], ensure_ascii=False)
