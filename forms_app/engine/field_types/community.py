"""A community of the area that the form is for, found by its code or a part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Cell, Chart, Context, FieldType, Value, line, one
from forms_app.engine.kind import Kind
from forms_app.engine.places import found_place


class Community(FieldType):
    """Kept as the community's code; decides where a submission goes."""

    key = "community"
    names = {"zh": "社区", "en": "Community"}
    help = {"zh": "决定这份表交给哪个社区", "en": "Decides which community receives it"}
    icon = "home"
    group = {"zh": "时间和地点", "en": "Time and place"}
    kind = Kind.AREA
    chart = Chart.PLACES
    widget = "community"
    in_groups = False
    attributes = {"maxlength": "60", "autocomplete": "off"}
    example = {"": ["百花园"]}
    counterexample = {"": ["没有这里"]}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field
        return found_place(context.find_places(line(one(given)[:60]))).code

    def facets_of(self, field: Field, value: Value) -> list[str]:
        del field
        return [str(value)]

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "pattern": "^[0-9A-Za-z-]{1,20}$"}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field
        found = context.find_places(str(value))
        return found[0].words if len(found) == 1 else str(value)

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        return (self.words(field, value, context),)
