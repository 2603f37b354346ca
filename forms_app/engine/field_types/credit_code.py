"""A unified social credit code (GB 32100) of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Names
from forms_app.engine.field_type import Context, FieldType, Value, one
from forms_app.engine.kind import Kind
from foundation.identifiers import parse_credit_code


class CreditCode(FieldType):
    """Kept in capitals, its check character verified."""

    key = "credit_code"
    names = {"zh": "统一社会信用代码", "en": "Unified social credit code"}
    help = {"zh": "单位的 18 位代码，会核对校验位", "en": "A unit's 18 characters, verified"}
    icon = "group"
    group = {"zh": "人和单位", "en": "People and units"}
    kind = Kind.TEXT
    attributes = {"maxlength": "24", "autocomplete": "off", "autocapitalize": "characters"}
    example = {"": ["91350100m000100y43"]}
    counterexample = {"": ["91350100M000100Y44"]}

    def advice(self, field: Field) -> Names:
        del field
        return {"zh": "18 位，营业执照上有", "en": "18 characters, as on the licence"}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        return parse_credit_code(one(given))

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "pattern": "^[0-9A-HJ-NPQRTUWXY]{18}$"}
