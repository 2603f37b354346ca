"""Stars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, Names, Offer
from forms_app.engine.field_type import Cell, Chart, Context, FieldType, Option, Value, one
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from foundation.text import cleaned

USUAL = 5
FEWEST, MOST = 3, 10


class Rating(FieldType):
    """Kept as a whole number from 1 to the number of stars."""

    key = "rating"
    names = {"zh": "打星", "en": "Rating"}
    help = {"zh": "满意不满意，打几颗星", "en": "How good, in stars"}
    icon = "pick"
    kind = Kind.NUMBER
    chart = Chart.BARS
    widget = "radio"
    missing = "answer_not_chosen"
    options = (Option("stars", "whole", {"zh": "几颗星", "en": "How many stars"}, USUAL),)
    example_options = {"stars": 5}
    example = {"": ["4"]}

    def stars_of(self, field: Field) -> int:
        """Return how many stars there are."""
        return int(field.options.get("stars") or USUAL)

    def inputs(self, field: Field) -> tuple[Input, ...]:
        offers = tuple(
            Offer(str(n), {"zh": f"{n} 星", "en": f"{n} of {self.stars_of(field)}"})
            for n in range(1, self.stars_of(field) + 1)
        )
        return (Input(self.widget, offers=offers, layout="stars"),)

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del context
        text = cleaned(one(given))
        if text not in {str(n) for n in range(1, self.stars_of(field) + 1)}:
            raise Unfit("choice_unknown")
        return int(text)

    def facets(self, field: Field) -> dict[str, Names]:
        return {offer.value: offer.names for offer in self.inputs(field)[0].offers}

    def facets_of(self, field: Field, value: Value) -> list[str]:
        del field
        return [str(value)]

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": self.stars_of(field)}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del context
        return f"{value}/{self.stars_of(field)}"

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del field, context
        return (value,)

    def problems(self, field: Field) -> Iterator[Unfit]:
        if not FEWEST <= self.stars_of(field) <= MOST:
            yield Unfit("stars_beyond", label=field.label, least=FEWEST, most=MOST)
