"""A value that a formula works out: a total, an age, a score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, same
from forms_app.engine.field_type import Cell, Chart, Context, FieldType, Option, Value
from forms_app.engine.field_types.money import UNIT, yuan
from forms_app.engine.kind import Kind
from forms_app.engine.numbers import MOST_PLACES, plainly
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed

AS = (
    ("number", {"zh": "数字", "en": "a number"}),
    ("money", {"zh": "金额（元）", "en": "money (yuan)"}),
)


class Computed(FieldType):
    """Never typed: a compute rule says what it is; kept like a number, or as fen."""

    key = "computed"
    names = {"zh": "自动计算", "en": "Computed value"}
    help = {"zh": "由规则算出来，填表人只能看", "en": "Worked out by a rule; read only"}
    icon = "cogs"
    group = {"zh": "结构", "en": "Structure"}
    chart = Chart.HISTOGRAM
    widget = "output"
    is_answered = False
    options = (
        Option("as", "pick", {"zh": "算出来是", "en": "The result is"}, "number", AS),
        Option("places", "whole", {"zh": "小数位数", "en": "Decimals"}, 0),
        Option("unit", "text", {"zh": "单位", "en": "Unit"}, ""),
    )
    example_options = {"as": "number", "places": 1, "unit": "分"}

    def kind_of(self, field: Field) -> Kind:
        return Kind.MONEY if field.options.get("as") == "money" else Kind.NUMBER

    def inputs(self, field: Field) -> tuple[Input, ...]:
        money = self.kind_of(field) == Kind.MONEY
        return (Input("output", names=UNIT if money else same(field.options.get("unit") or "")),)

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        del field, typed, context
        return None

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field, value
        return {}

    def json_schema(self, field: Field) -> dict[str, Any]:
        whole = self.kind_of(field) == Kind.MONEY or not field.options.get("places")
        return {"type": "integer" if whole else "number", "readOnly": True}

    def words(self, field: Field, value: Value, context: Context) -> str:
        if self.kind_of(field) == Kind.MONEY:
            return f"{yuan(value)} {UNIT[context.language]}"
        return f"{plainly(value)} {field.options.get('unit') or ''}".strip()

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del context
        return (value / 100 if self.kind_of(field) == Kind.MONEY else value,)

    def problems(self, field: Field) -> Iterator[Unfit]:
        if not 0 <= int(field.options.get("places") or 0) <= MOST_PLACES:
            yield Unfit("places_beyond", label=field.label, most=MOST_PLACES)
