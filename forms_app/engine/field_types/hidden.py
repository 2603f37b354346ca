"""Something that comes along unseen: what the installation knows, or a word in the link."""

from __future__ import annotations

from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Chart, Context, FieldType, Option, Value, at_most, line
from forms_app.engine.kind import Kind
from forms_app.engine.typed import Typed

SOURCES = (
    ("known", {"zh": "系统知道的（不能改）", "en": "known here (cannot be forged)"}),
    ("link", {"zh": "链接里带的", "en": "carried by the link"}),
)
LONGEST = 200


class Hidden(FieldType):
    """Kept as text. What is `known` comes from the context alone, never from what was sent."""

    key = "hidden"
    names = {"zh": "隐藏的内容", "en": "Hidden value"}
    help = {"zh": "随表单带上的内容，比如从哪个二维码来", "en": "Comes along: which poster, say"}
    icon = "view"
    group = {"zh": "结构", "en": "Structure"}
    kind = Kind.TEXT
    chart = Chart.BARS
    widget = "hidden"
    can_be_personal = True
    in_groups = False
    options = (
        Option("source", "pick", {"zh": "从哪里来", "en": "Where it comes from"}, "known", SOURCES),
        Option("name", "text", {"zh": "叫什么", "en": "Under which name"}, ""),
    )
    example_options = {"source": "link", "name": "poster"}
    example = {"": ["qr-3"]}

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        is_link = field.options.get("source") == "link"
        text = typed.text if is_link else context.known.get(field.key, "")
        return at_most(line(text), LONGEST) or None

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "minLength": 1, "maxLength": LONGEST}
