"""An address: the area where it lies, and street, building and room in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms_app.engine.definition import DataClass, Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import (
    Cell,
    Column,
    Context,
    FieldType,
    Option,
    Value,
    at_most,
    line,
)
from forms_app.engine.kind import Kind
from forms_app.engine.places import found_place
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed

AREA = {"zh": "社区或村", "en": "Community or village"}
DETAIL = {"zh": "小区、楼号、单元、房号", "en": "Estate, building, entrance, room"}
LONGEST = 100


class Address(FieldType):
    """Kept as `detail`, and `area` as a code when it is asked for; formulas ask `key.area`."""

    key = "address"
    names = {"zh": "地址", "en": "Address"}
    help = {"zh": "上门要去的地方，列表里打码", "en": "Where to come to, masked in lists"}
    icon = "home"
    group = {"zh": "时间和地点", "en": "Time and place"}
    kind = Kind.OTHER
    data_class = DataClass.PERSONAL
    can_be_personal = True
    options = (
        Option("with_area", "flag", {"zh": "还要选社区", "en": "Ask for the community"}, False),
    )
    example_options = {"with_area": True}
    example = {"area": ["百花园"], "detail": ["３号楼2单元"]}
    counterexample = {"area": ["没有这里"], "detail": ["3号楼"]}

    def parts_of(self, field: Field) -> Mapping[str, Kind]:
        return {"area": Kind.AREA} if field.options.get("with_area") else {}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        lengths = {"maxlength": str(LONGEST), "autocomplete": "street-address"}
        detail = Input("text", "detail", DETAIL, attributes=lengths)
        if not field.options.get("with_area"):
            return (detail,)
        attributes = {"maxlength": "60", "autocomplete": "off", "data-level": "community"}
        return (Input("area", "area", AREA, attributes=attributes), detail)

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        detail = at_most(line(typed.part("detail").text), LONGEST)
        area = line(typed.part("area").text[:60]) if field.options.get("with_area") else ""
        if not detail and not area:
            return None
        if not detail:
            raise Unfit("address_no_detail")
        if not field.options.get("with_area"):
            return {"detail": detail}
        if not area:
            raise Unfit("address_no_area")
        return {"area": found_place(context.find_areas(area, "community")).code, "detail": detail}

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {part: [text] for part, text in value.items()}

    def json_schema(self, field: Field) -> dict[str, Any]:
        properties: dict[str, Any] = {
            "detail": {"type": "string", "minLength": 1, "maxLength": LONGEST}
        }
        if field.options.get("with_area"):
            properties["area"] = {"type": "string", "pattern": "^[0-9A-Za-z-]{1,20}$"}
        return {
            "type": "object",
            "properties": properties,
            "required": sorted(properties),
            "additionalProperties": False,
        }

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field
        found = context.find_areas(value["area"], "community") if "area" in value else ()
        area = found[0].name if len(found) == 1 else value.get("area", "")
        return f"{area} {value['detail']}".strip()

    def masked(self, field: Field, value: Value) -> str:
        del field
        return f"{value['detail'][:1]}***"

    def columns(self, field: Field) -> tuple[Column, ...]:
        detail = Column("detail", DETAIL)
        return (Column("area", AREA), detail) if field.options.get("with_area") else (detail,)

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del context
        return tuple(value.get(column.part) for column in self.columns(field))
