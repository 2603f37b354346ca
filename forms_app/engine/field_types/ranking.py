"""Things put in an order, the most important first."""

from __future__ import annotations

from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, Names, Offer, same
from forms_app.engine.field_type import Cell, Chart, Column, Context, Option, Value
from forms_app.engine.kind import Kind
from forms_app.engine.listed import CHOICES, Listed
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed


class Ranking(Listed):
    """Kept as ids in the order that was given; each choice has a part with its rank."""

    key = "ranking"
    names = {"zh": "排序", "en": "Ranking"}
    help = {"zh": "按重要程度排一排", "en": "Put in order of importance"}
    icon = "order"
    kind = Kind.CHOICES
    chart = Chart.STACKED
    widget = "select"
    options = (
        CHOICES,
        Option(
            "most", "whole", {"zh": "只排前几名（空着是全部）", "en": "Only the first (or all)"}
        ),
    )
    example = {"b": ["1"], "a": ["2"], "c": ["3"]}
    counterexample = {"a": ["1"], "b": ["1"]}

    def _wanted(self, field: Field) -> int:
        count = len(self.choices_of(field))
        return min(field.options.get("most") or count, count)

    def inputs(self, field: Field) -> tuple[Input, ...]:
        ranks = tuple(Offer(str(n), same(str(n))) for n in range(1, self._wanted(field) + 1))
        return tuple(
            Input("select", key, same(words), offers=ranks)
            for key, words in self.choices_of(field).items()
        )

    def advice(self, field: Field) -> Names:
        del field
        return {"zh": "1 是最重要的", "en": "1 is the most important"}

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        ranks = {key: typed.part(key).text.strip() for key in self.choices_of(field)}
        given = {key: rank for key, rank in ranks.items() if rank}
        if not given:
            return None
        wanted = self._wanted(field)
        expected = {str(number) for number in range(1, wanted + 1)}
        if set(given.values()) != expected or len(given) != wanted:
            raise Unfit("ranking_unclear", count=wanted)
        del context
        return sorted(given, key=lambda key: int(given[key]))

    def facets_of(self, field: Field, value: Value) -> list[str]:
        """Return what was put first: all are in the order anyway."""
        del field
        return list(value[:1])

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {key: [str(rank)] for rank, key in enumerate(value, 1)}

    def json_schema(self, field: Field) -> dict[str, Any]:
        wanted = self._wanted(field)
        return {
            "type": "array",
            "items": self.schema_of_one(field),
            "uniqueItems": True,
            "minItems": wanted,
            "maxItems": wanted,
        }

    def words(self, field: Field, value: Value, context: Context) -> str:
        del context
        return " > ".join(self.said_one(field, key) for key in value)

    def columns(self, field: Field) -> tuple[Column, ...]:
        return tuple(Column(key, same(words)) for key, words in self.choices_of(field).items())

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del context
        ranks = {key: rank for rank, key in enumerate(value, 1)}
        return tuple(ranks.get(key) for key in self.choices_of(field))
