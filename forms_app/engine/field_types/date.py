"""A day: when help is wanted, say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Context, FieldType, Option, Value, line, one
from forms_app.engine.sentences import Unfit
from foundation.saying import day_in_words

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
A_YEAR = timedelta(days=366)


class Day(FieldType):
    """Kept as YYYY-MM-DD; 2026/12/5 and 2026年12月5日 are read too."""

    key = "date"
    names = {"zh": "日期", "en": "Date"}
    icon = "date"
    widget = "date"
    options = (
        Option("ahead", "flag", {"zh": "只能是今天以后", "en": "Only today and later"}, False),
    )

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        found = _DAY.fullmatch(line(one(given)))
        try:
            day = date(*map(int, found.groups())) if found else None
        except ValueError:
            day = None
        if day is None:
            raise Unfit("date_unreadable")
        if field.options.get("ahead"):
            if day < context.today:
                raise Unfit("date_past")
            if day > context.today + A_YEAR:
                raise Unfit("date_far")
        return day.isoformat()

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "format": "date"}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field
        return day_in_words(date.fromisoformat(str(value)), context.today)
