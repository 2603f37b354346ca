"""A point on the map."""

from __future__ import annotations

import re
from typing import Any

from forms_app.engine.definition import DataClass, Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import (
    Cell,
    Column,
    Context,
    FieldType,
    Value,
    line,
)
from forms_app.engine.kind import Kind
from forms_app.engine.numbers import plainly, read_decimal
from forms_app.engine.places import found_place
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed

LATITUDE = {"zh": "纬度", "en": "Latitude"}
LONGITUDE = {"zh": "经度", "en": "Longitude"}
AREA = {"zh": "或者写社区名（记社区的中心点）", "en": "Or the community, whose centre is kept"}
HOW = {"zh": "怎么得来的", "en": "How it was found"}
WITHIN = {"zh": "误差（米）", "en": "Right to (m)"}
WAYS = {
    "phone": {"zh": "设备定位", "en": "the device"},
    "map": {"zh": "图上点的", "en": "chosen on the map"},
    "area": {"zh": "社区中心点", "en": "centre of the community"},
}
"""How a position came about; what was typed says nothing of it."""

FARTHEST = 100_000
_DECIMALS = 6
_LONGEST_AREA = 60


class Position(FieldType):
    """Kept as `lat` and `lon` in degrees (WGS 84) with six decimals at most.

    `by` is how it was found and `within` the metres to which it is right, as far as that is known;
    both come from the browser and are worth as much.
    """

    key = "position"
    names = {"zh": "地图上的位置", "en": "Position on the map"}
    help = {"zh": "在地图上点一点，或用手机定位", "en": "A point on the map, or the phone's"}
    icon = "site"
    group = {"zh": "时间和地点", "en": "Time and place"}
    kind = Kind.OTHER
    widget = "position"
    data_class = DataClass.PERSONAL
    can_be_personal = True
    example = {"lat": ["36.651200"], "lon": ["117.120 100"]}
    counterexample = {"lat": ["91"], "lon": ["0"]}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        del field
        attributes = {"inputmode": "decimal", "autocomplete": "off", "maxlength": "16"}
        return (
            Input("position", "lat", LATITUDE, attributes=attributes),
            Input("position", "lon", LONGITUDE, attributes=attributes),
            Input("text", "area", AREA, attributes={"maxlength": str(_LONGEST_AREA)}),
        )

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        del field
        north, east = typed.part("lat").text, typed.part("lon").text
        if not north and not east:
            area = line(typed.part("area").text[:_LONGEST_AREA])
            return _centre_of(area, context) if area else None
        found: dict[str, Any] = {"lat": _degrees(north, 90), "lon": _degrees(east, 180)}
        way, within = typed.part("by").text, typed.part("within").text
        if way in WAYS:
            found["by"] = way
            if within.isascii() and within.isdecimal() and 0 < int(within[:9]) <= FARTHEST:
                found["within"] = int(within[:9])
        return found

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        degrees = {part: [plainly(value[part])] for part in ("lat", "lon")}
        told = {part: [str(value[part])] for part in ("by", "within") if part in value}
        return degrees | told

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {
            "type": "object",
            "properties": {
                "lat": {"type": "number", "minimum": -90, "maximum": 90},
                "lon": {"type": "number", "minimum": -180, "maximum": 180},
                "by": {"enum": list(WAYS)},
                "within": {"type": "integer", "minimum": 1, "maximum": FARTHEST},
            },
            "required": ["lat", "lon"],
            "additionalProperties": False,
        }

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field, context
        point = f"{plainly(value['lat'])}, {plainly(value['lon'])}"
        way = WAYS[value["by"]]["zh"] if "by" in value else ""
        about = f"±{value['within']} m" if "within" in value else ""
        told = " ".join(filter(None, (way, about)))
        return f"{point} ({told})" if told else point

    def masked(self, field: Field, value: Value) -> str:
        del field, value
        return "***"

    def columns(self, field: Field) -> tuple[Column, ...]:
        del field
        return (
            Column("lat", LATITUDE),
            Column("lon", LONGITUDE),
            Column("by", HOW),
            Column("within", WITHIN),
        )

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del field, context
        way = WAYS[value["by"]]["zh"] if "by" in value else None
        return (value["lat"], value["lon"], way, value.get("within"))


def _centre_of(words: str, context: Context) -> dict[str, Any]:
    place = found_place(context.find_places(words))
    if place.centre is None:
        raise Unfit("position_area_unplaced", name=place.name)
    north, east = (round(degrees, _DECIMALS) for degrees in place.centre)
    return {"lat": north, "lon": east, "by": "area"}


def _degrees(text: str, most: int) -> float:
    value = read_decimal(re.sub(r"[°\s]", "", text))
    if value is None or abs(value) > most:
        raise Unfit("position_unreadable")
    return round(float(value), _DECIMALS)
