"""One line of text: a name, a place, a number of a house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field, Purpose
from forms_app.engine.field_type import Context, FieldType, Value, at_most, line, one
from foundation.identifiers import masked_name


class ShortText(FieldType):
    """A line of at most 100 characters."""

    key = "short_text"
    names = {"zh": "一行文字", "en": "One line of text"}
    icon = "pilcrow"
    widget = "text"
    can_be_personal = True
    purposes = (Purpose.TITLE, Purpose.CONTACT_NAME)
    most = 100
    attributes = {"maxlength": "100"}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        return at_most(line(one(given)), self.most)

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "minLength": 1, "maxLength": self.most}

    def masked(self, field: Field, value: Value) -> str:
        is_name = field.purpose == Purpose.CONTACT_NAME
        return masked_name(str(value)) if is_name else super().masked(field, value)

    def is_personal(self, field: Field) -> bool:
        return super().is_personal(field) or field.purpose == Purpose.CONTACT_NAME
