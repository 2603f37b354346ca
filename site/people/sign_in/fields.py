"""What people type to say who they are: a mainland mobile number, or an e-mail address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation import identifiers


def normal_login(text: str) -> str:
    """Return what somebody typed as phone or e-mail in its one normal form."""
    try:
        return identifiers.parse_mobile(text)
    except identifiers.Malformed:
        return text.strip().lower()


class MobileField(forms.CharField):
    """Takes a number as people write it and gives E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number"))
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the number as E.164; raises `ValidationError` saying what is wrong with it."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return identifiers.parse_mobile(text)
        except identifiers.Malformed as error:
            raise ValidationError(error.say(get_language() or "zh"), code=error.code) from error
