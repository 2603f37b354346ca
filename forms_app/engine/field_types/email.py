"""An e-mail address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from forms_app.engine.definition import DataClass, Field
from forms_app.engine.drawing import Names
from forms_app.engine.field_type import Context, FieldType, Value, one
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from foundation.identifiers import masked_email
from foundation.text import cleaned

LONGEST = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def _is_host(host: str) -> bool:
    labels = host.split(".")
    return len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)


class Email(FieldType):
    """Kept with the host in small letters; full-width signs are read too."""

    key = "email"
    names = {"zh": "电子邮箱", "en": "E-mail"}
    help = {"zh": "一个邮箱地址", "en": "One address"}
    icon = "mail"
    group = {"zh": "人和单位", "en": "People and units"}
    kind = Kind.TEXT
    widget = "email"
    data_class = DataClass.PERSONAL
    can_be_personal = True
    attributes = {"maxlength": "254", "autocomplete": "email", "inputmode": "email"}
    example = {"": [" yang.li＠Example.cn "]}
    counterexample = {"": ["a@b"]}

    def advice(self, field: Field) -> Names:
        del field
        return {"zh": "比如 name@example.org", "en": "name@example.org, say"}

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del field, context
        address = cleaned(one(given))[: LONGEST + 1].replace(" ", "").replace("。", ".")
        local, at, host = address.rpartition("@")
        fits = len(address) <= LONGEST and len(local) <= 64
        if not (at and fits and _LOCAL.fullmatch(local) and _is_host(host)):
            raise Unfit("email_unreadable")
        return f"{local}@{host.lower()}"

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {"type": "string", "format": "email", "maxLength": LONGEST}

    def masked(self, field: Field, value: Value) -> str:
        del field
        return masked_email(str(value))
