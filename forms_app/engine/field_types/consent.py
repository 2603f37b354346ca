"""A box to tick: what somebody agrees to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Context, FieldType, Value, one
from forms_app.engine.sentences import Unfit

TICKED = "on"


class Consent(FieldType):
    """Never ticked beforehand; the label says in full what is agreed to."""

    key = "consent"
    names = {"zh": "同意", "en": "Consent"}
    icon = "check"
    widget = "checkbox"
    missing = "answer_not_agreed"

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        if one(given) != TICKED:
            raise Unfit("answer_not_agreed")
        return True

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"const": True}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field, value, context
        return "✓"
