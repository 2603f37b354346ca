"""How a mobile number is asked for that has to be shown to be one's own, with and without JS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from forms_app.engine.context import Context
from forms_app.engine.drawing import Input
from foundation.identifiers import masked_mobile, parse_mobile
from foundation.reasons import Unacceptable

CODE = ".code"
"""What follows the name of a question in the input for the code that was sent."""


def _never(phone: str) -> bool:
    del phone
    return False


class PhoneWidget(forms.TextInput):
    """A number, a button that sends a code to it, and the code once one is on its way."""

    template_name = "forms_app/widgets/phone.html"
    is_proven: Callable[[str], bool] = staticmethod(_never)
    is_waiting: Callable[[str], bool] = staticmethod(_never)

    def __init__(self, drawn: Input) -> None:
        super().__init__(attrs=dict(drawn.attributes) | {"type": "tel"})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template draws; what is no number has no code yet."""
        found: dict[str, Any] = super().get_context(name, value, attrs)
        try:
            phone = parse_mobile(str(value or ""))
        except Unacceptable:
            phone = ""
        found["widget"] |= {
            "code": name + CODE,
            "proven": bool(phone) and self.is_proven(phone),
            "waiting": bool(phone) and self.is_waiting(phone),
            "sent_to": masked_mobile(phone),
        }
        return found


def know_phones(
    fields: Iterable[forms.Field], context: Context, is_waiting: Callable[[str], bool]
) -> None:
    """Tell the widgets of a form which numbers were shown, and to which a code is on its way."""
    for field in fields:
        if isinstance(field.widget, PhoneWidget):
            field.widget.is_proven = lambda phone: context.why_unproven(phone) is None
            field.widget.is_waiting = is_waiting
