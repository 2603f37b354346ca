"""A number on a scale whose ends have names: 0 to 10, never to always."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, Names, Offer, same
from forms_app.engine.field_type import Cell, Chart, Context, FieldType, Option, Value, one
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from foundation.text import cleaned

LONGEST = 20


class Scale(FieldType):
    """Kept as a whole number within the scale."""

    key = "scale"
    names = {"zh": "量表", "en": "Scale"}
    help = {"zh": "从一头到另一头，比如 0 到 10 分", "en": "From one end to the other, 0 to 10 say"}
    icon = "minus"
    kind = Kind.NUMBER
    chart = Chart.BARS
    widget = "radio"
    missing = "answer_not_chosen"
    options = (
        Option("first", "whole", {"zh": "从几", "en": "From"}, 0),
        Option("last", "whole", {"zh": "到几", "en": "To"}, 10),
        Option("first_words", "text", {"zh": "最小的一头叫", "en": "The low end is"}, ""),
        Option("last_words", "text", {"zh": "最大的一头叫", "en": "The high end is"}, ""),
    )
    example_options = {"first": 0, "last": 10, "first_words": "不愿意", "last_words": "很愿意"}
    example = {"": ["７"]}

    def _ends(self, field: Field) -> tuple[int, int]:
        first, last = field.options.get("first"), field.options.get("last")
        return 0 if first is None else int(first), 10 if last is None else int(last)

    def inputs(self, field: Field) -> tuple[Input, ...]:
        first, last = self._ends(field)
        ends = {first: field.options.get("first_words"), last: field.options.get("last_words")}
        offers = tuple(
            Offer(str(n), same(f"{n} {ends.get(n) or ''}".strip())) for n in range(first, last + 1)
        )
        return (Input(self.widget, offers=offers, layout="scale"),)

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del context
        first, last = self._ends(field)
        text = cleaned(one(given))
        if text not in {str(n) for n in range(first, last + 1)}:
            raise Unfit("choice_unknown")
        return int(text)

    def facets(self, field: Field) -> dict[str, Names]:
        return {offer.value: offer.names for offer in self.inputs(field)[0].offers}

    def facets_of(self, field: Field, value: Value) -> list[str]:
        del field
        return [str(value)]

    def json_schema(self, field: Field) -> dict[str, Any]:
        first, last = self._ends(field)
        return {"type": "integer", "minimum": first, "maximum": last}

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del field, context
        return (value,)

    def problems(self, field: Field) -> Iterator[Unfit]:
        first, last = self._ends(field)
        if not 0 < last - first <= LONGEST:
            yield Unfit("scale_beyond", label=field.label, most=LONGEST)
