"""A mainland mobile number, written as people write it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field, Purpose
from forms_app.engine.field_type import Context, FieldType, Value, one
from foundation.identifiers import masked_mobile, national_mobile, parse_mobile


class Phone(FieldType):
    """A number to call back, kept as E.164."""

    key = "phone"
    names = {"zh": "手机号", "en": "Mobile number"}
    icon = "mobile-alt"
    widget = "tel"
    always_personal = True
    purposes = (Purpose.CONTACT_PHONE,)
    attributes = {"maxlength": "24", "autocomplete": "tel", "inputmode": "tel"}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        return parse_mobile(one(given))

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "pattern": r"^\+861[3-9][0-9]{9}$"}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field, context
        return national_mobile(str(value))

    def masked(self, field: Field, value: Value) -> str:
        del field
        return masked_mobile(str(value))
