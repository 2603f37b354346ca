"""One out of a list, with pictures and “other” where they help."""

from __future__ import annotations

from typing import Any, ClassVar

from forms_app.engine.definition import Field
from forms_app.engine.field_type import Chart, Context, Option, Value, one
from forms_app.engine.kind import Kind
from forms_app.engine.listed import CHOICES, WITH_OTHER, Listed
from forms_app.engine.typed import Typed


class Choice(Listed):
    """Kept as the choice's id, so that words can be mended later; `other:words` for other."""

    key = "choice"
    offered_by_rules = True
    names = {"zh": "单选", "en": "One choice"}
    help = {"zh": "从几项里选一项，全部看得见", "en": "One of a few, all of them in sight"}
    icon = "list-ul"
    kind = Kind.CHOICE
    chart = Chart.BARS
    widget = "radio"
    options: ClassVar[tuple[Option, ...]] = (CHOICES, WITH_OTHER)
    example = {"": ["b"]}

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        texts = typed.texts
        return self.known(field, one(texts), typed, context) if texts else None

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        return {"": [self.typed_one(value)], **self.typed_other([value])}

    def json_schema(self, field: Field) -> dict[str, Any]:
        return self.schema_of_one(field)
