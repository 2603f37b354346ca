"""A mainland mobile number, written as people write it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import DataClass, Field, Purpose
from forms_app.engine.drawing import Names
from forms_app.engine.field_type import Context, FieldType, Option, Value, one
from forms_app.engine.kind import Kind
from foundation.identifiers import masked_mobile, national_mobile, parse_mobile


def asks_for_code(field: Field) -> bool:
    """Whether the number has to be shown to be one's own, by the code that is sent to it."""
    return field.type == Phone.key and bool(field.options.get("checked"))


class Phone(FieldType):
    """A number to call back, kept as E.164; `checked` asks for the code that is sent to it."""

    key = "phone"
    names = {"zh": "手机号", "en": "Mobile number"}
    help = {"zh": "能打通的手机号，列表里打码", "en": "A number to call, masked in lists"}
    icon = "mobile-alt"
    group = {"zh": "人和单位", "en": "People and units"}
    kind = Kind.TEXT
    widget = "tel"
    data_class = DataClass.PERSONAL
    can_be_personal = True
    purposes = (Purpose.CONTACT_PHONE,)
    options = (
        Option(
            "checked",
            "flag",
            {"zh": "要用短信验证码核实", "en": "Checked by a code sent to it"},
            False,
        ),
    )
    attributes = {"maxlength": "24", "autocomplete": "tel", "inputmode": "tel"}
    example = {"": ["１３９-0000-0001"]}
    counterexample = {"": ["139"]}

    def advice(self, field: Field) -> Names:
        if asks_for_code(field):
            return {"zh": "11 位，要能收短信", "en": "11 digits; it has to get text messages"}
        return {"zh": "11 位手机号", "en": "11 digits"}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        number = parse_mobile(one(given))
        reason = context.why_unproven(number) if asks_for_code(field) else None
        if reason is not None:
            raise reason
        return number

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "pattern": r"^\+861[3-9][0-9]{9}$"}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field, context
        return national_mobile(str(value))

    def masked(self, field: Field, value: Value) -> str:
        del field
        return masked_mobile(str(value))
