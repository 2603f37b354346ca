"""A time of day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Chart, Context, FieldType, Value, line, one
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from foundation.text import half_width

_TIME = re.compile(
    r"(凌晨|早上|上午|中午|下午|晚上)?\s?(\d{1,2})\s?(?:[:.点时]\s?(\d{1,2}|半|一刻|三刻)?\s?分?)?"
)
_PARTS = {"半": 30, "一刻": 15, "三刻": 45}
NOON = 12


class Time(FieldType):
    """Kept as HH:MM; 9:05, 下午3点半 and 14点 are read too."""

    key = "time"
    names = {"zh": "时间", "en": "Time"}
    help = {"zh": "几点钟", "en": "What time of day"}
    icon = "history"
    group = {"zh": "时间和地点", "en": "Time and place"}
    kind = Kind.TIME
    chart = Chart.HISTOGRAM
    widget = "time"
    example = {"": ["下午3点半"]}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        found = _TIME.fullmatch(half_width(line(one(given))))
        if found is None:
            raise Unfit("time_unreadable")
        word, hours, rest = found.groups()
        hour = int(hours)
        if word in ("下午", "晚上") and hour < NOON:
            hour += NOON
        minute = _PARTS.get(rest or "") or int(rest or 0)
        if hour > 23 or minute > 59:
            raise Unfit("time_unreadable")
        return f"{hour:02d}:{minute:02d}"

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
