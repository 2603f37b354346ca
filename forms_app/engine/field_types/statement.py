"""Words to read between questions; nothing is asked."""

from __future__ import annotations

from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import Cell, Chart, Column, Context, FieldType, Option, Value
from forms_app.engine.kind import Kind
from forms_app.engine.typed import Typed


class Statement(FieldType):
    """Its label is the heading, its text stands below; it can be shown by rules."""

    key = "statement"
    names = {"zh": "说明文字", "en": "Statement"}
    help = {"zh": "给填表人看的话，不用回答", "en": "Words to read; nothing to answer"}
    icon = "info-circle"
    group = {"zh": "结构", "en": "Structure"}
    kind = Kind.NOTHING
    chart = Chart.NONE
    widget = "none"
    is_answered = False
    options = (Option("text", "text", {"zh": "内容", "en": "Text"}, ""),)
    example_options = {"text": "请准备好身份证。"}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        del field
        return ()

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        del field, typed, context
        return None

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field, value
        return {}

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"not": {}}

    def columns(self, field: Field) -> tuple[Column, ...]:
        del field
        return ()

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del field, value, context
        return ()
