"""From one day to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import Cell, Chart, Column, Context, FieldType, Option, Value
from forms_app.engine.field_types.date import read_day
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed
from foundation.saying import day_in_words

FIRST = {"zh": "从哪天", "en": "From"}
LAST = {"zh": "到哪天", "en": "Until"}


class DateRange(FieldType):
    """Kept as `start` and `end`, both included; formulas ask `key.start` and `key.end`."""

    key = "date_range"
    names = {"zh": "起止日期", "en": "From day to day"}
    help = {"zh": "从哪天到哪天", "en": "A span of days"}
    icon = "calendar-alt"
    group = {"zh": "时间和地点", "en": "Time and place"}
    kind = Kind.OTHER
    chart = Chart.TIMELINE
    widget = "date"
    options = (
        Option("ahead", "flag", {"zh": "只能是今天以后", "en": "Only today and later"}, False),
    )
    example = {"start": ["2026/12/5"], "end": ["2026-12-07"]}
    counterexample = {"start": ["2026-02-03"], "end": ["2026-02-02"]}

    def parts_of(self, field: Field) -> Mapping[str, Kind]:
        del field
        return {"start": Kind.DATE, "end": Kind.DATE}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        del field
        return (Input("date", "start", FIRST), Input("date", "end", LAST))

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        first, last = typed.part("start").text, typed.part("end").text
        if not first and not last:
            return None
        if not first or not last:
            raise Unfit("range_half")
        start, end = read_day(first), read_day(last)
        if end < start:
            raise Unfit("range_backwards")
        if field.options.get("ahead") and start < context.today:
            raise Unfit("date_past")
        return {"start": start.isoformat(), "end": end.isoformat()}

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {"start": [value["start"]], "end": [value["end"]]}

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        day = {"type": "string", "format": "date"}
        return {
            "type": "object",
            "properties": {"start": day, "end": day},
            "required": ["start", "end"],
            "additionalProperties": False,
        }

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field
        start, end = (
            day_in_words(date.fromisoformat(value[part]), context.today, context.language)
            for part in ("start", "end")
        )
        return f"{start} – {end}"

    def columns(self, field: Field) -> tuple[Column, ...]:
        del field
        return (Column("start", FIRST), Column("end", LAST))

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del field, context
        return (value["start"], value["end"])
