"""The same few choices for several rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, Names, same
from forms_app.engine.field_type import Cell, Chart, Column, Context, Option, Value, one
from forms_app.engine.kind import Kind
from forms_app.engine.listed import CHOICES, EXAMPLE_CHOICES, Listed
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed


class Matrix(Listed):
    """Kept as row → choice; formulas ask `key.row`."""

    key = "matrix"
    names = {"zh": "矩阵单选", "en": "Matrix"}
    help = {"zh": "几件事用同一把尺子来评", "en": "Several things on one scale"}
    icon = "table"
    kind = Kind.OTHER
    chart = Chart.STACKED
    widget = "radio"
    options = (Option("rows", "texts", {"zh": "行", "en": "Rows"}), CHOICES)
    example_options = {
        "choices": EXAMPLE_CHOICES,
        "rows": [{"id": "r1", "text": "楼道"}, {"id": "r2", "text": "电梯"}],
    }
    example = {"r1": ["a"], "r2": ["c"]}
    counterexample = {"r1": ["a"]}

    def rows_of(self, field: Field) -> dict[str, str]:
        """Return id → words of the rows."""
        return {row["id"]: row["text"] for row in field.options.get("rows", ())}

    def parts_of(self, field: Field) -> Mapping[str, Kind]:
        return dict.fromkeys(self.rows_of(field), Kind.CHOICE)

    def inputs(self, field: Field) -> tuple[Input, ...]:
        return tuple(
            Input(self.widget, row, same(words), offers=self.offers(field), layout="row")
            for row, words in self.rows_of(field).items()
        )

    def facets(self, field: Field) -> dict[str, Names]:
        del field
        return {}

    def facets_of(self, field: Field, value: Value) -> list[str]:
        del field, value
        return []

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        found = {}
        for row in self.rows_of(field):
            texts = typed.part(row).texts
            if texts:
                found[row] = self.known(field, one(texts), typed, context)
        left = len(self.rows_of(field)) - len(found)
        if found and left and field.required:
            raise Unfit("rows_missing", count=left)
        return found or None

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {row: [choice] for row, choice in value.items()}

    def json_schema(self, field: Field) -> dict[str, Any]:
        one_row = self.schema_of_one(field)
        return {
            "type": "object",
            "properties": dict.fromkeys(self.rows_of(field), one_row),
            "required": list(self.rows_of(field)) if field.required else [],
            "minProperties": 1,
            "additionalProperties": False,
        }

    def words(self, field: Field, value: Value, context: Context) -> str:
        del context
        rows = self.rows_of(field)
        return "\n".join(
            f"{rows[row]}：{self.said_one(field, choice)}" for row, choice in value.items()
        )

    def columns(self, field: Field) -> tuple[Column, ...]:
        return tuple(Column(row, same(words)) for row, words in self.rows_of(field).items())

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del context
        return tuple(
            self.said_one(field, value[row]) if row in value else None
            for row in self.rows_of(field)
        )

    def problems(self, field: Field) -> Iterator[Unfit]:
        yield from super().problems(field)
        if not self.rows_of(field):
            yield Unfit("rows_none", label=field.label)
