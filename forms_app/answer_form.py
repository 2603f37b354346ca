"""A definition as a Django form: the engine judges, Django only draws."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms_app.choice_widgets import (
    AreaPicker,
    Choosing,
    ChoosingSeveral,
    PlaceByName,
    Searched,
    know_pictures,
    know_places,
)
from forms_app.engine.answering import Problem
from forms_app.engine.context import Place
from forms_app.engine.definition import AnswerStep, Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import line, type_of
from forms_app.engine.field_types.consent import TICKED
from forms_app.engine.field_types.phone import asks_for_code
from forms_app.engine.field_types.repeat import USUAL
from forms_app.engine.walking import Walk
from forms_app.phone_widget import PhoneWidget, know_phones
from forms_app.upload_widgets import know_uploads, own_widget
from forms_app.words import language, said

Choices = list[tuple[str, str]]
NOT_SAID = "community_ambiguous"


class Unjudged(forms.Field):
    """Takes whatever was typed: the engine says later whether it holds.

    `unit` is in what a number is counted, empty for none.
    """

    unit = ""

    def clean(self, value: Any) -> Any:
        """Return `value` as it is."""
        return value


def _places(places: Sequence[Place]) -> Choices:
    return [(place.code, place.words) for place in places]


_TEXT_TYPES = {"tel": "tel", "email": "email", "date": "date", "time": "time", "hidden": "hidden"}


def control(
    drawn: Input, places: Sequence[Place] = (), withheld: Collection[str] = ()
) -> forms.Widget:
    """Return Django's widget for one input.

    `places` are offered when there are any; choices that are `withheld` wait out of sight.
    """
    attributes = dict(drawn.attributes)
    if drawn.widget == "textarea":
        return forms.Textarea(attrs=attributes)
    if drawn.widget == "checkbox":
        return forms.CheckboxInput(attrs=attributes | {"value": TICKED})
    if drawn.widget == "radio":
        return Choosing(drawn, withheld)
    if drawn.widget == "checkboxes":
        return ChoosingSeveral(drawn, withheld)
    if drawn.widget in ("select", "search"):
        return Searched(drawn, withheld)
    if drawn.widget == "community" and places:
        return forms.RadioSelect(choices=_places(places))
    if drawn.widget == "community":
        return PlaceByName(attributes)
    if drawn.widget == "area":
        return AreaPicker(drawn)
    return forms.TextInput(attrs=attributes | {"type": _TEXT_TYPES.get(drawn.widget, "text")})


def _controls(fields: Iterable[forms.Field]) -> Iterator[forms.Widget]:
    """Yield the widgets of a form, those of parts too."""
    for field in fields:
        yield field.widget
        if isinstance(field.widget, PartsWidget):
            yield from field.widget.controls.values()


class PartsWidget(forms.Widget):
    """Several inputs under one question, each under a name of its own."""

    template_name = "forms_app/widgets/parts.html"
    use_fieldset = True

    def __init__(
        self,
        field: Field,
        drawn: Sequence[tuple[str, Input, str]],
        withheld: Collection[str] = (),
    ) -> None:
        super().__init__()
        self.kind = field.type
        self.drawn = drawn
        self.controls = {part: control(one, withheld=withheld) for part, one, _label in drawn}

    @property
    def media(self) -> forms.Media:
        """The scripts of its parts."""
        found = forms.Media()
        for widget in self.controls.values():
            found += widget.media
        return found

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, list[str]]:
        """Return what was typed, by part."""
        del files
        read = data.getlist if isinstance(data, QueryDict) else lambda key: data.get(key, [])
        return {part: list(read(f"{name}.{part}" if part else name)) for part, _, _ in self.drawn}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of the first input, to which an error leads."""
        del index
        part, drawn, _label = self.drawn[0]
        name = f"{id_}.{part}" if part else id_
        return f"{name}_0" if drawn.widget in ("radio", "checkboxes") else name

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template draws."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        texts = value if isinstance(value, Mapping) else {}
        context["kind"] = self.kind
        context["parts"] = [self._part(name, *row, texts) for row in self.drawn]
        return context

    def _part(
        self, name: str, part: str, drawn: Input, label: str, texts: Mapping[str, Any]
    ) -> dict[str, Any]:
        widget = self.controls[part]
        full = f"{name}.{part}" if part else name
        typed = texts.get(part) or []
        several = isinstance(widget, forms.CheckboxSelectMultiple)
        value = typed if several else (typed[0] if typed else None)
        grouped = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        html = widget.render(full, value, {"id": full})
        return {
            "label": label,
            "id": full,
            "html": html,
            "grouped": grouped,
            "whole": not part,
            "part": part,
            "labelled": widget.id_for_label(full),
        }


def widget_for(
    field: Field, places: Sequence[Place], withheld: Collection[str] = ()
) -> forms.Widget:
    """Return what the field is filled in with.

    `places` are offered when there are any; choices that are `withheld` wait out of sight.
    """
    own = own_widget(field)
    if own is not None:
        return own
    drawn = type_of(field).inputs(field)
    if asks_for_code(field):
        return PhoneWidget(drawn[0])
    if len(drawn) == 1 and not drawn[0].part:
        return control(drawn[0], places, withheld)
    return PartsWidget(
        field,
        [(one.part, one, said(one.names) if one.part else field.label) for one in drawn],
        withheld,
    )


def _advice(field: Field) -> str:
    names = type_of(field).advice(field)
    return said(names) if names else ""


def _unit(field: Field) -> str:
    """Return in what a number is counted, which stands behind its input."""
    drawn = type_of(field).inputs(field)
    is_bare = len(drawn) == 1 and not drawn[0].part and drawn[0].widget == "text"
    return said(drawn[0].names) if is_bare and drawn[0].names else ""


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


@dataclass(frozen=True)
class Item:
    """One item of a group as the page draws it; `number` is its place, or stands for a new one."""

    number: str
    title: str
    questions: list[Question]


@dataclass(frozen=True)
class Question:
    """One field as the page draws it, with all that the template asks about it.

    `bound` is what is filled in, None where nothing is; `words` is what a computed field came to.
    """

    field: Field
    address: str
    is_shown: bool
    bound: BoundField | None = None
    words: str = ""
    items: list[Item] = dataclass_field(default_factory=list)
    new_item: Item | None = None
    errors: list[str] = dataclass_field(default_factory=list)

    @property
    def most(self) -> int:
        """How many items a group takes."""
        return int(self.field.options.get("most") or USUAL)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A line of the summary of errors: where it leads, which question, what is wrong."""

    anchor: str
    label: str
    message: str


NEW_ITEM = "__n__"
"""Stands in names for the number of an item that a browser adds."""


class AnswerForm(forms.Form):
    """The questions of one step of a form, or of all of them, as far as they are filled in.

    `places` are the communities to choose from where they are few, `left` the places of options
    that have a limit. What is wrong is told only when it is `judged`; the engine has found it. An
    address instead of True judges that question alone. `is_waiting` says whether a code is on its
    way to a phone number.
    """

    use_required_attribute = False

    def __init__(
        self,
        walk: Walk,
        *,
        step: AnswerStep | None = None,
        judged: bool | str = False,
        places: Sequence[Place] = (),
        left: Mapping[tuple[str, str], int] | None = None,
        is_waiting: Callable[[str], bool] = lambda phone: False,
    ) -> None:
        data = QueryDict(mutable=True)
        for name, texts in walk.given.items():
            data.setlist(name, list(texts))
        super().__init__(data, auto_id="%s")
        self.walk, self.judged = walk, bool(judged)
        self.places, self.left = places, left or {}
        steps = walk.definition.steps if step is None else [step]
        self.drawn_sections = [section for one in steps for section in one.sections]
        self.problems = walk.answered.problems if step is None else walk.problems_in(step)
        if isinstance(judged, str):
            self.problems = tuple(one for one in self.problems if one.address == judged)
        for section in self.drawn_sections:
            for field in section.fields:
                self._add(field)
        know_pictures(_controls(self.fields.values()))
        know_places(_controls(self.fields.values()), walk.context.find_places)
        know_phones(self.fields.values(), walk.context, is_waiting)
        know_uploads(self.fields.values(), walk.context)

    def _add(self, field: Field) -> None:
        kind = type_of(field)
        if field.fields:
            numbers = [*map(str, range(self.walk.rows_of(field))), NEW_ITEM]
            for number in numbers:
                for inner in field.fields:
                    self._add_one(inner, f"{field.key}.{number}.{inner.key}")
        elif kind.is_answered and field.options.get("source") != "known":
            self._add_one(field, field.key)

    def _add_one(self, field: Field, address: str) -> None:
        if not type_of(field).is_answered:
            return
        withheld = self.walk.withheld(self._looked_up(address))
        widget = widget_for(field, self.places, withheld)
        _say_what_is_left(widget, field.key, self.left)
        asked = Unjudged(
            label=field.label,
            # Templates take help for markup, as Django does; an author's words are none.
            help_text=escape(field.hint or _advice(field)),
            required=self.walk.is_required(self._looked_up(address)),
            widget=widget,
        )
        asked.unit = _unit(field)
        self.fields[address] = asked

    def _looked_up(self, address: str) -> str:
        """Return the address by which logic knows it: a new item comes after the drawn ones."""
        group, _dot, rest = address.partition(f".{NEW_ITEM}.")
        if not rest:
            return address
        return f"{group}.{self.walk.rows_of(self.walk.definition.by_key[group])}.{rest}"

    def clean(self) -> dict[str, Any]:
        """Put what the engine found beside each question."""
        for problem in self.problems if self.judged else ():
            if problem.address in self.fields:
                error = forms.ValidationError(problem.say(language()), problem.code)
                self.add_error(problem.address, error)
            if problem.code == NOT_SAID and problem.field.type in ("community", "area"):
                self._offer_places(problem)
        return dict(self.walk.answered.values)

    def _offer_places(self, problem: Problem) -> None:
        context, words = self.walk.context, line(self.walk.given[problem.address][0][:60])
        level = str(problem.field.options.get("level") or "")
        is_area = problem.field.type == "area"
        found = context.find_areas(words, level) if is_area else context.find_places(words)
        self.fields[problem.address].widget = forms.RadioSelect(choices=_places(found))

    @property
    def complaints(self) -> list[Complaint]:
        """What is wrong, in the order of the questions, each with what it leads to."""
        if not self.judged:
            return []
        return [
            Complaint(self._anchor(problem.address), problem.field.label, problem.say(language()))
            for problem in self.problems
        ]

    def _anchor(self, address: str) -> str:
        if address not in self.fields:
            first = next((name for name in self.fields if name.startswith(f"{address}.0.")), "")
            return self._anchor(first) if first else f"q-{address}"
        bound = self[address]
        if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{bound.auto_id}_0"
        return str(bound.id_for_label or bound.auto_id)

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The questions as the page groups them."""
        return [
            {
                "id": section.id,
                "title": section.title,
                "is_shown": any(question.is_shown for question in questions),
                "questions": questions,
            }
            for section in self.drawn_sections
            for questions in [[self._question(field) for field in section.fields]]
        ]

    def _question(self, field: Field, address: str = "") -> Question:
        address = address or field.key
        is_shown = self.walk.is_shown(self._looked_up(address))
        if field.fields:
            numbers = map(str, range(self.walk.rows_of(field)))
            return Question(
                field,
                address,
                is_shown,
                items=[self._item(field, number) for number in numbers],
                new_item=self._item(field, NEW_ITEM),
                errors=self._said_of(address),
            )
        if address in self.fields:
            return Question(field, address, is_shown, bound=self[address])
        return Question(field, address, is_shown, words=self._computed(field, address))

    def _item(self, group: Field, number: str) -> Item:
        called = str(group.options.get("item") or "") or group.label
        title = f"{called} {int(number) + 1}" if number != NEW_ITEM else f"{called} {NEW_ITEM}"
        return Item(
            number,
            title,
            [self._question(one, f"{group.key}.{number}.{one.key}") for one in group.fields],
        )

    def _said_of(self, address: str) -> list[str]:
        found = self.problems if self.judged else ()
        return [one.say(language()) for one in found if one.address == address]

    def _computed(self, field: Field, address: str) -> str:
        value = self.walk.answered.outcome.computed.get(address)
        if value is None:
            return ""
        return type_of(field).words(field, value, self.walk.context)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Name and value of everything typed, to be carried through the checking page."""
        return [(key, text) for key, texts in self.walk.given.items() for text in texts if text]


class StatusForm(forms.Form):
    """The number and the code with which somebody asks after what they sent."""

    use_required_attribute = False

    reference = forms.CharField(
        label=_("Receipt number, or number to go on with"),
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
        help_text=_("Six digits, shown when you sent or saved the form."),
    )

    def clean_reference(self) -> str:
        """Return the digits alone."""
        return "".join(filter(str.isdigit, self.cleaned_data["reference"]))

    def clean_code(self) -> str:
        """Return the digits alone."""
        return "".join(filter(str.isdigit, self.cleaned_data["code"]))
