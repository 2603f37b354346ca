"""An area of any of the five levels, down to one grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import Chart, Context, FieldType, Option, Value, line, one
from forms_app.engine.kind import Kind
from forms_app.engine.places import found_place

LEVELS = (
    ("", {"zh": "哪一级都行", "en": "any level"}),
    ("district", {"zh": "区县", "en": "district"}),
    ("street", {"zh": "街道或镇", "en": "street or town"}),
    ("community", {"zh": "社区或村", "en": "community or village"}),
    ("grid", {"zh": "网格", "en": "grid"}),
)


class Area(FieldType):
    """Kept as the area's code; formulas ask whether it lies within another."""

    key = "area"
    names = {"zh": "区域或网格", "en": "Area or grid"}
    help = {"zh": "从区县一直选到网格", "en": "From the district down to the grid"}
    icon = "site"
    group = {"zh": "时间和地点", "en": "Time and place"}
    kind = Kind.AREA
    chart = Chart.PLACES
    widget = "area"
    options = (Option("level", "pick", {"zh": "选到哪一级", "en": "Down to"}, "", LEVELS),)
    example_options = {"level": "community"}
    example = {"": ["百花园"]}
    counterexample = {"": ["没有这里"]}

    def level_of(self, field: Field) -> str:
        """Return the level that is asked for, empty for any."""
        return str(field.options.get("level") or "")

    def inputs(self, field: Field) -> tuple[Input, ...]:
        attributes = {"maxlength": "60", "autocomplete": "off", "data-level": self.level_of(field)}
        return (Input(self.widget, attributes=attributes),)

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        words = line(one(given)[:60])
        return found_place(context.find_areas(words, self.level_of(field))).code

    def facets_of(self, field: Field, value: Value) -> list[str]:
        del field
        return [str(value)]

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "pattern": "^[0-9A-Za-z-]{1,20}$"}

    def words(self, field: Field, value: Value, context: Context) -> str:
        found = context.find_areas(str(value), self.level_of(field))
        return found[0].words if len(found) == 1 else str(value)
