"""An hour that can be booked: a day with a beginning and an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, Names, Offer
from forms_app.engine.field_type import Chart, Context, FieldType, Option, Value, one
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from foundation.saying import day_in_words


def _words(slot: Mapping[str, Any], language: str = "zh") -> str:
    day = date.fromisoformat(slot["day"])
    return f"{day_in_words(day, day, language)} {slot['start']}–{slot['end']}"


class Slot(FieldType):
    """Kept as the slot's id; how many it takes is counted where submissions are written."""

    key = "slot"
    names = {"zh": "预约时段", "en": "Appointment"}
    help = {"zh": "从列出的时段里选一个，可以限人数", "en": "One of the listed hours, with limits"}
    icon = "calendar"
    group = {"zh": "时间和地点", "en": "Time and place"}
    kind = Kind.CHOICE
    chart = Chart.BARS
    widget = "radio"
    missing = "answer_not_chosen"
    options = (Option("slots", "slots", {"zh": "时段", "en": "Slots"}),)
    example_options = {
        "slots": [
            {"id": "s1", "day": "2099-12-05", "start": "09:00", "end": "10:00", "places": 10},
            {"id": "s2", "day": "2099-12-05", "start": "10:00", "end": "11:00", "places": 10},
        ]
    }
    example = {"": ["s2"]}

    def slots_of(self, field: Field) -> dict[str, Mapping[str, Any]]:
        """Return id → slot (`day`, `start`, `end`, `places`)."""
        return {slot["id"]: slot for slot in field.options.get("slots", ())}

    def choices_of(self, field: Field) -> dict[str, str]:
        return {key: _words(slot) for key, slot in self.slots_of(field).items()}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        offers = (
            Offer(key, {"zh": _words(slot), "en": _words(slot, "en")})
            for key, slot in self.slots_of(field).items()
        )
        return (Input(self.widget, offers=tuple(offers)),)

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        chosen = one(given)
        slot = self.slots_of(field).get(chosen)
        if slot is None:
            raise Unfit("choice_unknown")
        if date.fromisoformat(slot["day"]) < context.today:
            raise Unfit("date_past")
        if context.is_full(field.key, chosen):
            raise Unfit("choice_full", choice=_words(slot))
        return chosen

    def facets(self, field: Field) -> dict[str, Names]:
        return {offer.value: offer.names for offer in self.inputs(field)[0].offers}

    def facets_of(self, field: Field, value: Value) -> list[str]:
        del field
        return [str(value)]

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.slots_of(field))}

    def words(self, field: Field, value: Value, context: Context) -> str:
        slot = self.slots_of(field).get(value)
        return _words(slot, context.language) if slot is not None else str(value)

    def problems(self, field: Field) -> Iterator[Unfit]:
        found = self.slots_of(field)
        if not found:
            yield Unfit("slots_none", label=field.label)
        for slot in found.values():
            if slot["start"] >= slot["end"]:
                yield Unfit("slot_backwards", label=field.label, slot=_words(slot))
