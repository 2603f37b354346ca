"""The contracts of a form for outsiders: what is kept of a submission, and the document itself."""

from __future__ import annotations

from typing import Any

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import type_of
from forms_app.engine.kind import Kind
from forms_app.engine.rule import RuleKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def submission_schema(definition: Definition) -> dict[str, Any]:
    """Return the schema of the kept answers; it lets nothing through that was not asked.

    What rules may hide is not required here: only the form's logic knows when it is.
    """
    asked = [found for found in definition.fields if _kind(found) != Kind.NOTHING]
    movable = _what_rules_may_hide(definition)
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": {
            found.key: {"title": found.label} | type_of(found).json_schema(found) for found in asked
        },
        "required": [
            found.key
            for found in asked
            if found.required and type_of(found).is_answered and found.key not in movable
        ],
        "additionalProperties": False,
    }


def _kind(found: Any) -> Kind:
    return type_of(found).kind_of(found)


def _what_rules_may_hide(definition: Definition) -> set[str]:
    """Return the keys of fields that some rule may take out of the form."""
    hiding = (RuleKind.SHOW, RuleKind.HIDE, RuleKind.OFFER)
    targets = {name for rule in definition.rules if rule.kind in hiding for name in rule.targets}
    skips = any(rule.kind == RuleKind.SKIP for rule in definition.rules)
    found = set(targets)
    for step in definition.steps:
        for section in step.sections:
            if skips or {step.id, section.id} & targets:
                found |= {inner.key for inner in section.fields}
    return found
