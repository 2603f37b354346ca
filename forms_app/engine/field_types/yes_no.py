"""Yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, Names, Offer
from forms_app.engine.field_type import Chart, Context, FieldType, Value, one
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from foundation.text import cleaned

YES_NAMES = {"zh": "是", "en": "Yes"}
NO_NAMES = {"zh": "否", "en": "No"}
_READ = {
    "yes": True,
    "是": True,
    "有": True,
    "no": False,
    "否": False,
    "不是": False,
    "没有": False,
}


class YesNo(FieldType):
    """Kept as true or false; unanswered is neither."""

    key = "yes_no"
    names = {"zh": "是或否", "en": "Yes or no"}
    help = {"zh": "只有两种回答的问题", "en": "A question with two answers"}
    icon = "check"
    kind = Kind.BOOLEAN
    chart = Chart.BARS
    widget = "radio"
    missing = "answer_not_chosen"
    can_be_personal = True
    example = {"": ["no"]}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        del field
        offers = (Offer("yes", YES_NAMES), Offer("no", NO_NAMES))
        return (Input(self.widget, offers=offers, layout="row"),)

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        found = _READ.get(cleaned(one(given)).lower())
        if found is None:
            raise Unfit("choice_unknown")
        return found

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {"": ["yes" if value else "no"]}

    def facets(self, field: Field) -> dict[str, Names]:
        del field
        return {"yes": YES_NAMES, "no": NO_NAMES}

    def facets_of(self, field: Field, value: Value) -> list[str]:
        del field
        return ["yes" if value else "no"]

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "boolean"}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field
        return (YES_NAMES if value else NO_NAMES)[context.language]

    def masked(self, field: Field, value: Value) -> str:
        del field, value
        return "***"
