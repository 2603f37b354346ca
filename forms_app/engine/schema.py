"""The contract of a form for outsiders: JSON Schema 2020-12 of what is kept of a submission."""

from __future__ import annotations

from typing import Any

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import field_types

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def submission_schema(definition: Definition) -> dict[str, Any]:
    """Return the schema of the kept answers; it lets nothing through that was not asked."""
    fields = list(definition.fields)
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": {
            field.key: {"title": field.label} | field_types()[field.type].json_schema(field)
            for field in fields
        },
        "required": [field.key for field in fields if field.required],
        "additionalProperties": False,
    }
