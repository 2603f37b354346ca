"""A point on the map."""

from __future__ import annotations

import re
from typing import Any

from forms_app.engine.definition import DataClass, Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import Cell, Chart, Column, Context, FieldType, Value
from forms_app.engine.kind import Kind
from forms_app.engine.numbers import plainly, read_decimal
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed

LATITUDE = {"zh": "纬度", "en": "Latitude"}
LONGITUDE = {"zh": "经度", "en": "Longitude"}
_DECIMALS = 6


class Position(FieldType):
    """Kept as `lat` and `lon` in degrees (WGS 84) with six decimals at most."""

    key = "position"
    names = {"zh": "地图上的位置", "en": "Position on the map"}
    help = {"zh": "在地图上点一点，或用手机定位", "en": "A point on the map, or the phone's"}
    icon = "site"
    group = {"zh": "时间和地点", "en": "Time and place"}
    kind = Kind.OTHER
    chart = Chart.PLACES
    widget = "position"
    data_class = DataClass.PERSONAL
    can_be_personal = True
    example = {"lat": ["36.651200"], "lon": ["117.120 100"]}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        del field
        attributes = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "16"}
        return (
            Input("position", "lat", LATITUDE, attributes=attributes),
            Input("position", "lon", LONGITUDE, attributes=attributes),
        )

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        del field, context
        north, east = typed.part("lat").text, typed.part("lon").text
        if not north and not east:
            return None
        return {"lat": _degrees(north, 90), "lon": _degrees(east, 180)}

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {part: [plainly(degrees)] for part, degrees in value.items()}

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {
            "type": "object",
            "properties": {
                "lat": {"type": "number", "minimum": -90, "maximum": 90},
                "lon": {"type": "number", "minimum": -180, "maximum": 180},
            },
            "required": ["lat", "lon"],
            "additionalProperties": False,
        }

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field, context
        return f"{plainly(value['lat'])}, {plainly(value['lon'])}"

    def masked(self, field: Field, value: Value) -> str:
        del field, value
        return "***"

    def columns(self, field: Field) -> tuple[Column, ...]:
        del field
        return (Column("lat", LATITUDE), Column("lon", LONGITUDE))

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del field, context
        return (value["lat"], value["lon"])


def _degrees(text: str, most: int) -> float:
    value = read_decimal(re.sub(r"[°\s]", "", text))
    if value is None or abs(value) > most:
        raise Unfit("position_unreadable")
    return round(float(value), _DECIMALS)
