"""A definition as a Django form: the engine judges, Django only draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms_app.engine.answering import Answered, answered
from forms_app.engine.context import Context, Place
from forms_app.engine.definition import Definition, Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import type_of
from forms_app.engine.field_types.consent import TICKED
from forms_app.engine.uploading import Uploaded
from forms_app.upload_widgets import UploadWidget, know_uploads
from forms_app.words import language, said

Choices = list[tuple[str, str]]
NOT_SAID = "community_ambiguous"
ITEMS_SHOWN = 3
"""How many items of a group are offered at least where no JavaScript adds more."""


class Unjudged(forms.Field):
    """Takes whatever was typed: the engine says later whether it holds."""

    def clean(self, value: Any) -> Any:
        """Return `value` as it is."""
        return value


def _places(places: Sequence[Place]) -> Choices:
    return [(place.code, place.words) for place in places]


def _offers(drawn: Input) -> Choices:
    return [(offer.value, said(offer.names)) for offer in drawn.offers]


_TEXT_TYPES = {"tel": "tel", "email": "email", "date": "date", "time": "time", "hidden": "hidden"}


def control(drawn: Input, places: Sequence[Place] = ()) -> forms.Widget:
    """Return Django's widget for one input; `places` are offered when there are any."""
    attributes = dict(drawn.attributes)
    if drawn.widget == "textarea":
        return forms.Textarea(attrs=attributes)
    if drawn.widget == "checkbox":
        return forms.CheckboxInput(attrs=attributes | {"value": TICKED})
    if drawn.widget == "radio":
        return forms.RadioSelect(choices=_offers(drawn))
    if drawn.widget == "checkboxes":
        return forms.CheckboxSelectMultiple(choices=_offers(drawn))
    if drawn.widget in ("select", "search"):
        return forms.Select(choices=[("", _("Please choose")), *_offers(drawn)], attrs=attributes)
    if drawn.widget == "community" and places:
        return forms.RadioSelect(choices=_places(places))
    return forms.TextInput(attrs=attributes | {"type": _TEXT_TYPES.get(drawn.widget, "text")})


class PartsWidget(forms.Widget):
    """Several inputs under one question, each under a name of its own."""

    template_name = "forms_app/widgets/parts.html"
    use_fieldset = True

    def __init__(self, drawn: Sequence[tuple[str, Input, str]]) -> None:
        super().__init__()
        self.drawn = drawn

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, list[str]]:
        """Return what was typed, by part."""
        del files
        read = data.getlist if isinstance(data, QueryDict) else lambda key: data.get(key, [])
        return {part: list(read(f"{name}.{part}" if part else name)) for part, _, _ in self.drawn}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template draws."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        texts = value if isinstance(value, Mapping) else {}
        context["parts"] = [self._part(name, *row, texts) for row in self.drawn]
        return context

    def _part(
        self, name: str, part: str, drawn: Input, label: str, texts: Mapping[str, Any]
    ) -> dict[str, Any]:
        widget = control(drawn)
        full = f"{name}.{part}" if part else name
        typed = texts.get(part) or []
        several = isinstance(widget, forms.CheckboxSelectMultiple)
        value = typed if several else (typed[0] if typed else None)
        grouped = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        html = widget.render(full, value, {"id": full})
        return {"label": label, "id": full, "html": html, "grouped": grouped}


def _parts_of(field: Field) -> list[tuple[str, Input, str]]:
    if field.fields:
        shown = max(ITEMS_SHOWN, int(field.options.get("least") or 0))
        return [
            (
                f"{number}.{inner.key}" + (f".{part}" if part else ""),
                drawn,
                f"{number + 1}. {label}",
            )
            for number in range(shown)
            for inner in field.fields
            for part, drawn, label in _parts_of(inner)
        ]
    return [
        (drawn.part, drawn, said(drawn.names) if drawn.part else field.label)
        for drawn in type_of(field).inputs(field)
    ]


def widget_for(field: Field, places: Sequence[Place]) -> forms.Widget:
    """Return what the field is filled in with; `places` are offered when there are any."""
    kind = type_of(field)
    drawn = kind.inputs(field)
    if isinstance(kind, Uploaded):
        return UploadWidget(field, kind)
    if len(drawn) == 1 and not drawn[0].part and not field.fields:
        return control(drawn[0], places)
    return PartsWidget(_parts_of(field))


def typed_value(field: Field, data: QueryDict) -> Any:
    """Return what was typed for a field, the way its widget takes it."""
    return widget_for(field, ()).value_from_datadict(data, None, field.key)  # type: ignore[arg-type]


def _say_what_is_left(widget: forms.Widget, key: str, left: Mapping[tuple[str, str], int]) -> None:
    """Say beside each option with a limit how many places it has left."""
    if not isinstance(widget, forms.widgets.ChoiceWidget):
        return
    widget.choices = [
        (value, _with_places(label, left[key, value]) if (key, value) in left else label)
        for value, label in widget.choices
    ]


def _with_places(label: object, left: int) -> str:
    if not left:
        return gettext("%(option)s (full)") % {"option": label}
    return gettext("%(option)s (%(left)d left)") % {"option": label, "left": left}


class AnswerForm(forms.Form):
    """The questions of a definition, filled in or not.

    `places` are the communities to choose from where they are few, `left` the places of options
    that have a limit. After `is_valid`, `kept` holds the answers that the engine let through.
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
        left: Mapping[tuple[str, str], int] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="%s")
        self.definition = definition
        self.context = context
        for field in definition.fields:
            if not type_of(field).is_answered:
                continue
            self.fields[field.key] = Unjudged(
                label=field.label,
                help_text=field.hint,
                required=field.required,
                widget=widget_for(field, places),
            )
            _say_what_is_left(self.fields[field.key].widget, field.key, left or {})
        know_uploads(self.fields.values(), context)

    def clean(self) -> dict[str, Any]:
        """Let the engine judge; what it finds stands beside each question."""
        self.kept = answered(self.definition, self.given, self.context)
        for problem in self.kept.problems:
            key = problem.address.partition(".")[0]
            self.add_error(key, forms.ValidationError(problem.say(language()), problem.code))
            if problem.code == NOT_SAID and problem.field.type == "community":
                self._offer_places(problem.field)
        return dict(self.kept.values)

    @property
    def given(self) -> dict[str, list[str]]:
        """What was sent for the questions asked, as it was typed."""
        data = self.data
        if not isinstance(data, QueryDict):
            return {}
        asked = {field.key for field in self.definition.fields}
        return {key: data.getlist(key) for key in data if key.partition(".")[0] in asked}

    def _offer_places(self, field: Field) -> None:
        found = self.context.find_places(self.given[field.key][0])
        self.fields[field.key].widget = forms.RadioSelect(choices=_places(found))

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The questions as the page groups them."""
        return [
            {
                "title": section.title,
                "fields": [self[field.key] for field in section.fields if field.key in self.fields],
            }
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
        label=_("Tracking code"),
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
