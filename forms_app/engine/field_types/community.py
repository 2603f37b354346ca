"""A community of the area that the form is for, found by its code or a part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Context, FieldType, Value, line, one
from forms_app.engine.sentences import Unfit

MOST_OFFERED = 12


class Community(FieldType):
    """Kept as the community's code; decides where a submission goes."""

    key = "community"
    names = {"zh": "社区", "en": "Community"}
    icon = "home"
    widget = "community"
    attributes = {"maxlength": "60", "autocomplete": "off"}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field
        found = context.find_places(line(one(given)[:60]))
        if not found:
            raise Unfit("community_unknown")
        if len(found) > MOST_OFFERED:
            raise Unfit("community_too_many")
        if len(found) > 1:
            raise Unfit("community_ambiguous", count=len(found))
        return found[0].code

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "pattern": "^[0-9A-Za-z-]{1,20}$"}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field
        found = context.find_places(str(value))
        return found[0].words if len(found) == 1 else str(value)
