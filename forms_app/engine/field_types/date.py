"""A day: when help is wanted, when somebody was born."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Chart, Context, FieldType, Option, Value, line, one
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from foundation.saying import day_in_words
from foundation.text import half_width

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})"
)
A_YEAR = timedelta(days=366)
EARLIEST = date(1900, 1, 1)


def read_day(answer: str) -> date:
    """Read a day as people write it; raises Unfit for what is none."""
    found = _DAY.fullmatch(half_width(line(answer)))
    try:
        day = date(*[int(part) for part in found.groups() if part]) if found else None
    except ValueError:
        day = None
    if day is None or day < EARLIEST:
        raise Unfit("date_unreadable")
    return day


class Day(FieldType):
    """Kept as YYYY-MM-DD; 2026/12/5, 2026年12月5日 and 20261205 are read too."""

    key = "date"
    names = {"zh": "日期", "en": "Date"}
    help = {"zh": "哪一天", "en": "Which day"}
    icon = "date"
    group = {"zh": "时间和地点", "en": "Time and place"}
    kind = Kind.DATE
    chart = Chart.TIMELINE
    widget = "date"
    can_be_personal = True
    attributes = {"autocomplete": "off"}
    options = (
        Option("ahead", "flag", {"zh": "只能是今天以后", "en": "Only today and later"}, False),
        Option("past", "flag", {"zh": "只能是今天以前", "en": "Only today and before"}, False),
    )
    example = {"": ["２０２６年12月5日"]}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        day = read_day(one(given))
        if field.options.get("ahead"):
            if day < context.today:
                raise Unfit("date_past")
            if day > context.today + A_YEAR:
                raise Unfit("date_far")
        if field.options.get("past") and day > context.today:
            raise Unfit("date_future")
        return day.isoformat()

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "format": "date"}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field
        return day_in_words(date.fromisoformat(str(value)), context.today, context.language)

    def masked(self, field: Field, value: Value) -> str:
        del field
        return f"{str(value)[:4]}-**-**"

    def cells(self, field: Field, value: Value, context: Context) -> tuple[str, ...]:
        del field, context
        return (str(value),)

    def problems(self, field: Field) -> Iterator[Unfit]:
        if field.options.get("ahead") and field.options.get("past"):
            yield Unfit("limits_crossed", label=field.label)
