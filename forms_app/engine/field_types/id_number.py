"""A resident identity number (GB 11643)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import DataClass, Field
from forms_app.engine.drawing import Names
from forms_app.engine.field_type import Chart, Context, FieldType, Value, one
from forms_app.engine.kind import Kind
from foundation.identifiers import masked_id_number, parse_id_number


class IdNumber(FieldType):
    """Kept with eighteen characters; formulas ask `birth_date` of it."""

    key = "id_number"
    names = {"zh": "身份证号", "en": "ID number"}
    help = {
        "zh": "敏感信息，不是非要不可就别问；会核对校验位和出生日期",
        "en": "Sensitive: ask only when you must; check digit and birth date are verified",
    }
    icon = "key"
    group = {"zh": "人和单位", "en": "People and units"}
    kind = Kind.ID_NUMBER
    chart = Chart.AGES
    data_class = DataClass.SENSITIVE
    can_be_personal = True
    attributes = {"maxlength": "24", "autocomplete": "off", "autocapitalize": "characters"}
    example = {"": ["１１０１０５ 19491231 002x"]}
    counterexample = {"": ["110105194912310021"]}

    def advice(self, field: Field) -> Names:
        del field
        return {"zh": "18 位，最后一位可能是字母 X", "en": "18 characters; the last may be an X"}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field
        return parse_id_number(one(given), today=context.today).number

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "pattern": "^[0-9]{17}[0-9X]$"}

    def masked(self, field: Field, value: Value) -> str:
        del field
        return masked_id_number(str(value))
