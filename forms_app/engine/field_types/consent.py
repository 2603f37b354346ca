"""A box to tick: what somebody agrees to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import Context, FieldType, Option, Value, one
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit

TICKED = "on"


class Consent(FieldType):
    """Never ticked beforehand; the label says in full what is agreed to.

    `separate` makes it the consent of its own that sensitive answers need.
    """

    key = "consent"
    names = {"zh": "同意", "en": "Consent"}
    help = {"zh": "写明同意什么，由本人打勾", "en": "Says what is agreed to; ticked by the person"}
    icon = "check"
    kind = Kind.BOOLEAN
    given = ({"zh": "同意", "en": "agreed"}, {"zh": "没有同意", "en": "did not agree"})
    widget = "checkbox"
    missing = "answer_not_agreed"
    in_groups = False
    options = (
        Option(
            "separate",
            "flag",
            {
                "zh": "这是对敏感信息的单独同意",
                "en": "This is the separate consent to sensitive data",
            },
            False,
        ),
    )
    attributes = {"value": TICKED}
    example = {"": [TICKED]}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        del field
        return (Input(self.widget, attributes={"value": TICKED}),)

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        if one(given) != TICKED:
            raise Unfit("answer_not_agreed")
        return True

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field, value
        return {"": [TICKED]}

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"const": True}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field, value, context
        return "✓"
