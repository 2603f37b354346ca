"""Several out of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Names, same
from forms_app.engine.field_type import Cell, Chart, Column, Context, Option, Value
from forms_app.engine.kind import Kind
from forms_app.engine.listed import CHOICES, EXAMPLE_CHOICES, WITH_OTHER, Listed, choice_of
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed


class Choices(Listed):
    """Kept as ids in the order of the form, however they were ticked."""

    key = "choices"
    names = {"zh": "多选", "en": "Several choices"}
    help = {"zh": "可以选几项；能限制最少、最多选几项", "en": "Several, within limits if need be"}
    icon = "list-ul"
    kind = Kind.CHOICES
    chart = Chart.BARS
    widget = "checkboxes"
    offered_by_rules = True
    options = (
        CHOICES,
        WITH_OTHER,
        Option("least", "whole", {"zh": "最少选几项", "en": "At least"}),
        Option("most", "whole", {"zh": "最多选几项", "en": "At most"}),
    )
    example_options = {"choices": EXAMPLE_CHOICES, "other": True}
    example = {"": ["other", "a"], "other": ["别的办法"]}
    counterexample = {"": ["other"]}

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        chosen = set(typed.texts)
        if not chosen:
            return None
        if unknown := chosen - self.choices_of(field).keys():
            raise Unfit("choice_unknown", unknown=len(unknown))
        least, most = field.options.get("least") or 0, field.options.get("most") or len(chosen)
        if len(chosen) < least:
            raise Unfit("choices_too_few", least=least, count=len(chosen))
        if len(chosen) > most:
            raise Unfit("choices_too_many", most=most, count=len(chosen))
        return [
            self.known(field, choice, typed, context)
            for choice in self.choices_of(field)
            if choice in chosen
        ]

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {"": [choice_of(chosen) for chosen in value], **self.typed_other(value)}

    def json_schema(self, field: Field) -> dict[str, Any]:
        least = max(1, field.options.get("least") or 1)
        found = {"type": "array", "items": self.schema_of_one(field), "uniqueItems": True}
        most = field.options.get("most")
        return {**found, "minItems": least} | ({"maxItems": most} if most else {})

    def words(self, field: Field, value: Value, context: Context) -> str:
        comma = "、" if context.language == "zh" else ", "
        return comma.join(self.said_one(field, chosen, context.language) for chosen in value)

    def advice(self, field: Field) -> Names:
        least, most = field.options.get("least") or 0, field.options.get("most") or 0
        if least and most:
            return {"zh": f"请选 {least} 到 {most} 项", "en": f"Choose {least} to {most}"}
        if most:
            return {"zh": f"最多选 {most} 项", "en": f"Choose {most} at most"}
        if least > 1:
            return {"zh": f"最少选 {least} 项", "en": f"Choose {least} at least"}
        return {"zh": "可以选几项", "en": "Choose all that apply"}

    def columns(self, field: Field) -> tuple[Column, ...]:
        single = [Column(key, same(words)) for key, words in self.choices_of(field).items()]
        return (Column(), *single)

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        chosen = {choice_of(entry) for entry in value}
        flags = [int(key in chosen) for key in self.choices_of(field)]
        return (self.words(field, value, context), *flags)

    def problems(self, field: Field) -> Iterator[Unfit]:
        yield from super().problems(field)
        least, most = field.options.get("least") or 0, field.options.get("most")
        if (most and least > most) or least > len(self.choices_of(field)):
            yield Unfit("limits_crossed", label=field.label)
