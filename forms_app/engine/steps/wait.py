"""Nothing happens for a while: hours, days, working days, or until what was started is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Names, Option
from forms_app.engine.roles import morning_after
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Stands, Step, Verdict, WaitsFor

UNITS = {
    "hours": {"zh": "小时", "en": "hours"},
    "days": {"zh": "天", "en": "days"},
    "working_days": {"zh": "个工作日", "en": "working days"},
    "served": {
        "zh": "志愿服务或办件做完",
        "en": "until the volunteers have been or the case is closed",
    },
}
SERVED = "served"
LONGEST = 400


class Wait(Step):
    """Waits; working days end in the morning of the day, by the calendar of the city."""

    key = "wait"
    names = {"zh": "等一等", "en": "Wait"}
    icon = "time"
    options = (
        Option(
            "unit",
            "pick",
            {"zh": "等什么", "en": "For what"},
            default="working_days",
            among=tuple(UNITS.items()),
        ),
        Option("count", "whole", {"zh": "多少", "en": "How many"}, default=1),
    )
    example = {"unit": "working_days", "count": 2}

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        if settings.get("unit") == SERVED:
            return Verdict() if facts.is_served else _waiting(WaitsFor.SERVED, None)
        until = _until(facts.reached_at, settings)
        return Verdict() if now >= until else _waiting(WaitsFor.TIME, until)

    def sentence(self, settings: Settings) -> Names:
        unit = UNITS.get(settings.get("unit") or "", UNITS["days"])
        if settings.get("unit") == SERVED:
            return {"zh": f"等{unit['zh']}", "en": f"wait {unit['en']}"}
        count = settings.get("count") or 0
        return {"zh": f"等 {count} {unit['zh']}", "en": f"wait {count} {unit['en']}"}

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del in_community
        unit, count = settings.get("unit"), settings.get("count") or 0
        if unit not in UNITS or (unit != SERVED and not 0 < count <= LONGEST):
            yield Unfit("wait_length", most=LONGEST)
        if unit == SERVED and not definition.starts:
            yield Unfit("wait_for_nothing")


def _until(start: datetime, settings: Settings) -> datetime:
    count = settings.get("count") or 0
    if settings.get("unit") == "working_days":
        return morning_after(start, count)
    return start + timedelta(**{"hours" if settings.get("unit") == "hours" else "days": count})


def _waiting(what: WaitsFor, until: datetime | None) -> Verdict:
    return Verdict(Stands.WAITING, waits_for=what, wakes_at=until)
