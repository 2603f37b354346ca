"""The rules of a form in its editing screen: picked in sentences, or written as text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext

from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import FieldType, field_types
from forms_app.engine.kind import Kind
from forms_app.engine.listed import OTHER_NAMES
from forms_app.engine.logic.admitting import admitted
from forms_app.engine.logic.checking_rules import problems_of_rules
from forms_app.engine.logic.notation import Numbering
from forms_app.engine.logic.parsing import parse_rules
from forms_app.engine.logic.pattern import PRESETS
from forms_app.engine.logic.picking import ANSWERED, UNANSWERED, Saying, sayings
from forms_app.engine.logic.wording import PART_NAMES, sentence_of
from forms_app.engine.logic.writing import Writer, written
from forms_app.engine.rule import Rule
from forms_app.engine.sentences import Unfit
from forms_app.words import language, said

LONGEST = 100_000
LONGEST_TREES = 1_000_000
TREES = "rules-trees"
"""The input that holds the rules as JSON where they are picked; empty where text counts."""


class RulesWidget(forms.Textarea):
    """A text that a module turns into sentences with lists to pick from."""

    template_name = "forms_app/desk/rules_widget.html"
    start: Mapping[str, Any] = {}

    @property
    def media(self) -> forms.Media:
        """The module and its sheet."""
        module = forms.Script("js/desk/rules.js", type="module")  # type: ignore[attr-defined]
        return forms.Media(css={"all": ["css/desk-forms.css"]}, js=[module])

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template draws, the lists that the module offers among it."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context |= {"start": self.start, "lists": lists(), "trees": TREES}
        context |= {"address": reverse("form_rules:read"), "areas": reverse("form_rules:areas")}
        return context


def rules_field() -> forms.CharField:
    """Return the field in which rules are written, one a line."""
    return forms.CharField(
        label=_l("Rules"),
        required=False,
        max_length=LONGEST,
        widget=RulesWidget(attrs={"rows": 6, "spellcheck": "false"}),
    )


def _saying(found: Saying) -> dict[str, Any]:
    return {
        "operator": found.operator,
        "takes": found.takes,
        "negated": found.negated,
        "words": said(found.names),
    }


def _usual_kind(kind: FieldType) -> Kind:
    return kind.kind_of(Field(id="", key="", type=kind.key, label=""))


def lists() -> dict[str, Any]:
    """Return everything that can be picked whatever the form asks, in the reader's language."""
    always = (ANSWERED, UNANSWERED)
    return {
        "kinds": {key: str(_usual_kind(kind)) for key, kind in field_types().items()},
        "offered": [key for key, kind in field_types().items() if kind.offered_by_rules],
        "parts": {
            "date_range": {"start": str(Kind.DATE), "end": str(Kind.DATE)},
            "address": {"area": str(Kind.AREA)},
        },
        "part_words": {part: said(names) for part, names in PART_NAMES.items()},
        "quantifiers": {
            "some": pgettext("rule", "some item"),
            "all": pgettext("rule", "every item"),
            "none": pgettext("rule", "no item"),
        },
        "sayings": {
            **{str(kind): [_saying(one) for one in sayings(kind)[:-2]] for kind in Kind},
            "always": [_saying(one) for one in always],
        },
        "patterns": [{"id": text, "words": said(names)} for text, names in PRESETS.items()],
        "other": said(OTHER_NAMES),
        "words": _words(),
    }


def _words() -> dict[str, str]:
    """Return the words of the module."""
    return {
        "add": pgettext("rule", "Add a rule"),
        "none": pgettext("rule", "No rules yet: every question is shown to everybody."),
        "when": pgettext("rule", "When"),
        "always": pgettext("rule", "in any case"),
        "if": pgettext("rule", "If"),
        "where": pgettext("rule", "Where"),
        "only_where": pgettext("rule", "Count only those that…"),
        "all": pgettext("rule", "all of these hold"),
        "any": pgettext("rule", "one of these holds"),
        "not_all": pgettext("rule", "not all of these hold"),
        "not_any": pgettext("rule", "none of these holds"),
        "more": pgettext("rule", "More"),
        "group": pgettext("rule", "Several conditions together…"),
        "formula": pgettext("rule", "a calculation"),
        "of_number": pgettext("rule", "that comes to a number"),
        "of_day": pgettext("rule", "that comes to a day"),
        "show": pgettext("rule", "show"),
        "hide": pgettext("rule", "do not show"),
        "require": pgettext("rule", "require"),
        "offer": pgettext("rule", "offer only then"),
        "skip": pgettext("rule", "skip ahead"),
        "compute": pgettext("rule", "compute"),
        "check": pgettext("rule", "check"),
        "pick_question": pgettext("rule", "Pick a question…"),
        "pick_target": pgettext("rule", "Add what it is about…"),
        "pick_value": pgettext("rule", "Pick…"),
        "add_condition": pgettext("rule", "Add a condition"),
        "remove": pgettext("rule", "Remove"),
        "up": pgettext("rule", "Move up"),
        "down": pgettext("rule", "Move down"),
        "from": pgettext("rule", "from"),
        "to": pgettext("rule", "to"),
        "end": pgettext("rule", "the end"),
        "step": pgettext("rule", "Step"),
        "is": pgettext("rule", "is"),
        "yes": pgettext("rule", "yes"),
        "no": pgettext("rule", "no"),
        "today": pgettext("rule", "today"),
        "a_day": pgettext("rule", "a day"),
        "a_value": pgettext("rule", "a value"),
        "a_number": pgettext("rule", "a number"),
        "some_numbers": pgettext("rule", "several numbers, like 1、2、3"),
        "some_texts": pgettext("rule", "several words, apart by commas"),
        "some_days": pgettext("rule", "several days, like 2026-12-05、2026-12-06"),
        "some_times": pgettext("rule", "several times, like 09:00、14:00"),
        "a_pattern": pgettext("rule", "a pattern"),
        "own_pattern": pgettext("rule", "a pattern of one's own"),
        "pattern_example": pgettext("rule", "like A-\\d{4}: “A-” and four digits"),
        "pick_area": pgettext("rule", "Pick an area…"),
        "narrow": pgettext("rule", "or only a part of it…"),
        "search_area": pgettext("rule", "Search by name"),
        "another": pgettext("rule", "another question"),
        "must": pgettext("rule", "must hold:"),
        "else_say": pgettext("rule", "otherwise say"),
        "number": pgettext("rule", "a number"),
        "then": pgettext("rule", "then it is"),
        "otherwise": pgettext("rule", "otherwise"),
        "after_days": pgettext("rule", "and so many days later:"),
        "places": pgettext("rule", "to {n} decimals"),
        "way_just": pgettext("rule", "the same as"),
        "way_+": pgettext("rule", "added up"),
        "way_-": pgettext("rule", "the first minus the second"),
        "way_*": pgettext("rule", "multiplied"),
        "way_/": pgettext("rule", "the first divided by the second"),
        "way_sum": pgettext("rule", "the total over a group"),
        "way_min": pgettext("rule", "the least in a group"),
        "way_max": pgettext("rule", "the greatest in a group"),
        "way_count": pgettext("rule", "how many there are in a group"),
        "way_score": pgettext("rule", "the scores of choices"),
        "way_age": pgettext("rule", "the age in years"),
        "way_chosen": pgettext("rule", "how many choices are ticked"),
        "way_days": pgettext("rule", "the days from the first to the second"),
        "way_months": pgettext("rule", "the full months from the first to the second"),
        "way_years": pgettext("rule", "the full years from the first to the second"),
        "way_least": pgettext("rule", "the least of several"),
        "way_greatest": pgettext("rule", "the greatest of several"),
        "way_round": pgettext("rule", "rounded"),
        "way_floor": pgettext("rule", "rounded down"),
        "way_ceil": pgettext("rule", "rounded up"),
        "way_if": pgettext("rule", "one or the other, by a condition"),
        "way_today": pgettext("rule", "today"),
        "way_date_add": pgettext("rule", "so many days after a day"),
        "way_birth": pgettext("rule", "the birth date in an ID number"),
        "text_only": pgettext("rule", "Written as text; lists cannot say it"),
        "unfinished": pgettext("rule", "This rule is not finished and is not kept yet."),
        "gone": pgettext("rule", "(gone)"),
        "unreachable": pgettext(
            "rule", "The rules could not be checked just now. They are kept when you save."
        ),
    }


def told(definition: Definition) -> dict[str, Any]:
    """Return the rules of `definition` as trees, sentences and text, with what is wrong."""
    writer = Writer(definition, language())
    return {
        "rules": [rule.document() for rule in definition.rules],
        "words": [said(sentence_of(definition, rule)) for rule in definition.rules],
        "lines": [writer.rule(rule) for rule in definition.rules],
        "text": writer.rules(definition.rules),
        "areas": dict(definition.area_names),
        "problems": [_problem(found) for found in problems_of_rules(definition)],
    }


def _problem(found: Unfit) -> dict[str, Any]:
    return {"rule": found.rule, "say": found.say(language())}


def _plain(text: str) -> str:
    return "\n".join(text.split())


def rules_from_trees(text: str) -> tuple[Rule, ...]:
    """Return the rules that were picked; raises ValidationError for what is no rule."""
    try:
        return admitted(json.loads(text) if len(text) <= LONGEST_TREES else None)
    except (ValueError, RecursionError) as error:
        message = _("The rules arrived damaged. Please reload the page and try again.")
        raise ValidationError(message, code="rules_damaged") from error
    except Unfit as reason:
        raise ValidationError(reason.say(language()), code=reason.code) from reason


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
    return [rule.document() for rule in rules_in(text, posted)]


def rules_in(text: str, posted: Definition) -> Sequence[Rule]:
    """Return the rules that `text` says of a form; raises ValidationError with the place."""
    try:
        return parse_rules(text, posted)
    except Unfit as reason:
        raise ValidationError(reason.say(language()), code=reason.code) from reason
