"""The form that takes an office's roster: which unit, which file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from people.permissions import Verb, units_where


class UploadForm(forms.Form):
    """A unit, out of those for which the person may import, and a file."""

    def __init__(self, *args: Any, person: object, **options: Any) -> None:
        super().__init__(*args, **options)
        units = units_where(person, Verb.IMPORT_ROSTER)
        first = list(units[:2])
        self.fields["unit"] = forms.ModelChoiceField(
            queryset=units,
            label=_l("Unit"),
            empty_label=_l("Choose a unit"),
            initial=first[0] if len(first) == 1 else None,
        )
        self.fields["file"] = forms.FileField(
            label=_l("Roster"),
            help_text=_l(
                "An .xlsx or .csv file as you have it: columns in any order, title rows and merged"
                " cells do no harm. It needs the columns 姓名 and 手机号."
            ),
            widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
            # What the file really is, the reader finds out and says.
            allow_empty_file=True,
        )
