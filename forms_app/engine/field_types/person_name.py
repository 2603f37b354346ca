"""A person's name as it is written in China, minorities' and foreigners' names too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import DataClass, Field, Purpose
from forms_app.engine.field_type import Context, FieldType, Value, at_most, one
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from foundation.identifiers import masked_name
from foundation.text import CJK, cleaned_name

_NAME = re.compile(rf"(?:[{CJK}]+(?:·[{CJK}]+)*|[^\W\d_]+(?:[ '’.·-]+[^\W\d_]+)*\.?)")
_CHINESE = re.compile(rf"[{CJK}]")
LONGEST = 50


class PersonName(FieldType):
    """Kept without stray spaces, dots inside Chinese names as ·."""

    key = "person_name"
    names = {"zh": "姓名", "en": "Name"}
    help = {"zh": "一个人的姓名，列表里只显示姓", "en": "A person's name, masked in lists"}
    icon = "user"
    group = {"zh": "人和单位", "en": "People and units"}
    kind = Kind.TEXT
    data_class = DataClass.PERSONAL
    can_be_personal = True
    purposes = (Purpose.CONTACT_NAME,)
    attributes = {"maxlength": "50", "autocomplete": "name"}
    example = {"": ["林 样例"]}
    counterexample = {"": ["林"]}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        name = at_most(cleaned_name(one(given)), LONGEST)
        if not _NAME.fullmatch(name):
            raise Unfit("name_unreadable")
        if len(name) < 2 and _CHINESE.search(name):
            raise Unfit("name_too_short")
        return name

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "minLength": 1, "maxLength": LONGEST}

    def masked(self, field: Field, value: Value) -> str:
        del field
        return masked_name(str(value))
