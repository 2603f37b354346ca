"""A definition as a Django form: the engine judges, Django only draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forms_app.engine.answering import Answered, answered
from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import Context, Place, field_types
from forms_app.engine.field_types.consent import TICKED
from forms_app.words import language

Choices = list[tuple[str, str]]
NOT_SAID = "community_ambiguous"


class Unjudged(forms.Field):
    """Takes whatever was typed: the engine says later whether it holds."""

    def clean(self, value: Any) -> Any:
        """Return `value` as it is."""
        return value


def _choices(field: Field) -> Choices:
    return [(entry["id"], entry["text"]) for entry in field.options.get("choices", ())]


def _chosen_from(choices: Choices, *, several: bool = False) -> forms.Widget:
    kind = forms.CheckboxSelectMultiple if several else forms.RadioSelect
    return kind(choices=choices)


def _places(places: Sequence[Place]) -> Choices:
    return [(place.code, place.words) for place in places]


def widget_for(field: Field, places: Sequence[Place]) -> forms.Widget:
    """Return what the field is filled in with; `places` are offered when there are any."""
    kind = field_types()[field.type]
    attributes = dict(kind.attributes)
    if kind.widget == "textarea":
        return forms.Textarea(attrs=attributes)
    if kind.widget == "checkbox":
        return forms.CheckboxInput(attrs=attributes | {"value": TICKED})
    if kind.widget == "choice":
        return _chosen_from(_choices(field), several=bool(field.options.get("several")))
    if kind.widget == "community" and places:
        return _chosen_from(_places(places))
    found = "text" if kind.widget == "community" else kind.widget
    if field.purpose == "contact_name":
        attributes["autocomplete"] = "name"
    return forms.TextInput(attrs=attributes | {"type": found})


class AnswerForm(forms.Form):
    """The questions of a definition, filled in or not.

    `places` are the communities to choose from where they are few. After `is_valid`,
    `kept` holds the answers that the engine let through.
    """

    use_required_attribute = False
    kept: Answered

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        definition: Definition,
        context: Context,
        places: Sequence[Place] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="%s")
        self.definition = definition
        self.context = context
        for field in definition.fields:
            self.fields[field.key] = Unjudged(
                label=field.label,
                help_text=field.hint,
                required=field.required,
                widget=widget_for(field, places),
            )

    def clean(self) -> dict[str, Any]:
        """Let the engine judge; what it finds stands beside each question."""
        self.kept = answered(self.definition, self.given, self.context)
        for problem in self.kept.problems:
            self.add_error(
                problem.field.key, forms.ValidationError(problem.say(language()), problem.code)
            )
            if problem.code == NOT_SAID:
                self._offer_places(problem.field)
        return dict(self.kept.values)

    @property
    def given(self) -> dict[str, list[str]]:
        """What was sent for the questions asked, as it was typed."""
        data = self.data
        asked = [field.key for field in self.definition.fields]
        return {key: data.getlist(key) for key in asked} if isinstance(data, QueryDict) else {}

    def _offer_places(self, field: Field) -> None:
        found = self.context.find_places(self.given[field.key][0])
        self.fields[field.key].widget = _chosen_from(_places(found))

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The questions as the page groups them."""
        return [
            {"title": section.title, "fields": [self[field.key] for field in section.fields]}
            for section in self.definition.sections
        ]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Name and value of everything typed, to be carried through the checking page."""
        return [(key, text) for key, texts in self.given.items() for text in texts if text]


class StatusForm(forms.Form):
    """The number and the code with which somebody asks after what they sent."""

    use_required_attribute = False

    reference = forms.CharField(
        label=_("Receipt number"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Nine digits; spaces do not matter."),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}
        ),
        help_text=_("Six digits, shown when you sent the form."),
    )

    def clean_reference(self) -> str:
        """Return the digits alone."""
        return "".join(filter(str.isdigit, self.cleaned_data["reference"]))

    def clean_code(self) -> str:
        """Return the digits alone."""
        return "".join(filter(str.isdigit, self.cleaned_data["code"]))
