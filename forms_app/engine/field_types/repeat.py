"""A group of questions that is answered several times: each member of a household, each bill."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forms_app.engine.definition import DataClass, Field
from forms_app.engine.drawing import Input, same
from forms_app.engine.field_type import Cell, Chart, Context, FieldType, Option, Value, type_of
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed

MOST_ITEMS = 100
USUAL = 20


class Repeat(FieldType):
    """Kept as a list of items, each with its answers by key.

    The answers of the items are read one by one where a whole form is read, so that each problem
    stands beside its own question.
    """

    key = "repeat"
    names = {"zh": "可重复的一组", "en": "Repeating group"}
    help = {"zh": "同样的几个问题填好几次，比如每个家人", "en": "The same questions several times"}
    icon = "copy"
    group = {"zh": "结构", "en": "Structure"}
    kind = Kind.ITEMS
    chart = Chart.HISTOGRAM
    widget = "items"
    in_groups = False
    missing = "items_missing"
    options = (
        Option("least", "whole", {"zh": "最少几个", "en": "At least"}, 1),
        Option("most", "whole", {"zh": "最多几个", "en": "At most"}, USUAL),
        Option("item", "text", {"zh": "每一个叫什么", "en": "What one is called"}, ""),
    )
    example_options = {"least": 1, "most": 5, "item": "家人"}

    def least_of(self, field: Field) -> int:
        """Return how few items will do, when there are any."""
        return int(field.options.get("least") or 0)

    def most_of(self, field: Field) -> int:
        """Return how many items are taken."""
        return min(int(field.options.get("most") or USUAL), MOST_ITEMS)

    def inputs(self, field: Field) -> tuple[Input, ...]:
        limits = {"min": str(self.least_of(field)), "max": str(self.most_of(field))}
        return (Input("items", names=same(field.options.get("item") or ""), attributes=limits),)

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        """Return one empty item for each that holds something; see `reading_answers`."""
        del context
        count = sum(1 for _ in typed.items)
        if count > self.most_of(field):
            raise Unfit("items_too_many", most=self.most_of(field))
        if 0 < count < self.least_of(field):
            raise Unfit("items_too_few", least=self.least_of(field))
        return [{} for _ in range(count)] or None

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        found = {}
        for number, item in enumerate(value):
            for inner in field.fields:
                if inner.key in item:
                    again = type_of(inner).typed(inner, item[inner.key])
                    for part, texts in again.items():
                        name = f"{number}.{inner.key}" + (f".{part}" if part else "")
                        found[name] = texts
        return found

    def json_schema(self, field: Field) -> dict[str, Any]:
        properties = {
            inner.key: {"title": inner.label} | type_of(inner).json_schema(inner)
            for inner in field.fields
            if type_of(inner).kind_of(inner) != Kind.NOTHING
        }
        one_item = {"type": "object", "properties": properties, "additionalProperties": False}
        least = max(1, self.least_of(field))
        return {
            "type": "array",
            "items": one_item,
            "minItems": least,
            "maxItems": self.most_of(field),
        }

    def words(self, field: Field, value: Value, context: Context) -> str:
        by_key = {inner.key: inner for inner in field.fields}
        lines = []
        for number, item in enumerate(value, 1):
            said = [
                f"{inner.label}：{type_of(inner).words(inner, item[key], context)}"
                for key, inner in by_key.items()
                if key in item
            ]
            lines.append(f"{number}. " + "；".join(said))
        return "\n".join(lines)

    def masked(self, field: Field, value: Value) -> str:
        del field
        return f"*** ({len(value)})"

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        return (self.words(field, value, context),)

    def class_of(self, field: Field) -> DataClass:
        classes = [type_of(inner).class_of(inner) for inner in field.fields]
        return max(classes, key=lambda found: found.rank, default=DataClass.NONE)

    def problems(self, field: Field) -> Iterator[Unfit]:
        if not field.fields:
            yield Unfit("group_empty", label=field.label)
        if not 0 <= self.least_of(field) <= self.most_of(field):
            yield Unfit("limits_crossed", label=field.label)
