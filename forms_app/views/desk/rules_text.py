"""The rules of a form as text in its editing screen, kept as trees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from forms_app.engine.definition import Definition
from forms_app.engine.logic.notation import Numbering
from forms_app.engine.logic.parsing import parse_rules
from forms_app.engine.logic.writing import written
from forms_app.engine.sentences import Unfit
from forms_app.words import language

LONGEST = 100_000


def rules_field() -> forms.CharField:
    """Return the field in which rules are written, one a line."""
    return forms.CharField(
        label=_l("Rules as text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_l(
            "One rule a line, like “if Q1A1 then show Q2”: when question 1 is answered with its "
            "first choice, question 2 is shown. S2 is the second step."
        ),
    )


def _plain(text: str) -> str:
    return "\n".join(text.split())


def rules_from(text: str, loaded: Definition, posted: Definition) -> list[dict[str, Any]]:
    """Return the rules that `text` says of the form as it was `posted`.

    Text that nobody touched keeps the rules that were `loaded`, however questions moved: their
    numbers are those of before. Raises ValidationError for text that is not understood, and for
    changed text whose numbers have moved.
    """
    if _plain(text) == _plain(written(loaded, language())):
        return [rule.document() for rule in loaded.rules]
    before, now = Numbering(loaded), Numbering(posted)
    tables = ((before.targets, now.targets), (before.references, now.references))
    if any(new.get(name) != kept for old, new in tables for name, kept in old.items()):
        message = _("Save the questions first, then change the rules: their numbers have moved.")
        raise ValidationError(message, code="numbers_moved")
    try:
        found = parse_rules(text, posted)
    except Unfit as reason:
        raise ValidationError(reason.say(language()), code=reason.code) from reason
    return [rule.document() for rule in found]
