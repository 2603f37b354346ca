"""Some lines of text in one's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field, Purpose
from forms_app.engine.field_type import Chart, Context, FieldType, Value, at_most, line, one
from forms_app.engine.kind import Kind


class LongText(FieldType):
    """A text of at most 1,000 characters; its line breaks stay."""

    key = "long_text"
    names = {"zh": "几行文字", "en": "Some lines of text"}
    help = {"zh": "用自己的话说一说", "en": "In one's own words"}
    icon = "doc-full"
    kind = Kind.TEXT
    chart = Chart.WORDS
    widget = "textarea"
    can_be_personal = True
    purposes = (Purpose.WHAT,)
    most = 1000
    attributes = {"rows": "5", "maxlength": "1000"}
    example = {"": ["灯不亮了\n想请人看看"]}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        lines = [line(part) for part in one(given).strip().splitlines()]
        return at_most("\n".join(lines), self.most)

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "minLength": 1, "maxLength": self.most}
