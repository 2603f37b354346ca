"""One or several out of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Context, FieldType, Option, Value, one
from forms_app.engine.sentences import Unfit


class Choice(FieldType):
    """Choices have ids of their own, so that their words can be mended later."""

    key = "choice"
    names = {"zh": "选择", "en": "Choice"}
    icon = "list-ul"
    widget = "choice"
    missing = "answer_not_chosen"
    options = (
        Option("choices", "texts", {"zh": "选项", "en": "Choices"}),
        Option("several", "flag", {"zh": "可以选几项", "en": "Several can be chosen"}, False),
    )

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del context
        known = self._known(field)
        if any(answer not in known for answer in given):
            raise Unfit("choice_unknown")
        if not field.options.get("several"):
            return one(given)
        return [key for key in known if key in given]

    def json_schema(self, field: Field) -> dict[str, Any]:
        one_of = {"type": "string", "enum": list(self._known(field))}
        if not field.options.get("several"):
            return one_of
        return {"type": "array", "items": one_of, "minItems": 1, "uniqueItems": True}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del context
        known = self._known(field)
        chosen = value if isinstance(value, list) else [str(value)]
        return "、".join(known[key] for key in chosen)

    def problems(self, field: Field) -> Iterator[Unfit]:
        if len(self._known(field)) < 2:
            yield Unfit("choices_missing", label=field.label)

    @staticmethod
    def _known(field: Field) -> dict[str, str]:
        return {entry["id"]: entry["text"] for entry in field.options.get("choices", ())}
