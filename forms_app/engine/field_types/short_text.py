"""One line of text: a place, the number of a house, a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import DataClass, Field, Purpose
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import Context, FieldType, Value, at_most, line, one
from forms_app.engine.kind import Kind
from foundation.identifiers import masked_name


class ShortText(FieldType):
    """A line of at most 100 characters."""

    key = "short_text"
    names = {"zh": "一行文字", "en": "One line of text"}
    help = {"zh": "几个字就能答完的", "en": "Answered in a few words"}
    icon = "pilcrow"
    kind = Kind.TEXT
    can_be_personal = True
    purposes = (Purpose.TITLE, Purpose.CONTACT_NAME)
    most = 100
    attributes = {"maxlength": "100"}
    example = {"": ["3号楼"]}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        is_name = field.purpose == Purpose.CONTACT_NAME
        more = {"autocomplete": "name"} if is_name else {}
        return (Input(self.widget, attributes={**self.attributes, **more}),)

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        return at_most(line(one(given)), self.most)

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "minLength": 1, "maxLength": self.most}

    def masked(self, field: Field, value: Value) -> str:
        is_name = field.purpose == Purpose.CONTACT_NAME
        return masked_name(str(value)) if is_name else super().masked(field, value)

    def class_of(self, field: Field) -> DataClass:
        found = super().class_of(field)
        names_somebody = field.purpose == Purpose.CONTACT_NAME and found == DataClass.NONE
        return DataClass.PERSONAL if names_somebody else found
