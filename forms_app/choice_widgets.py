"""How choices are asked for: side by side, as stars, with pictures, in a list, level by level."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_app.choice_pictures import pictures_of
from forms_app.engine.context import Place
from forms_app.engine.drawing import Input
from forms_app.engine.field_types.area import LEVELS
from forms_app.words import said

MANY = 8
"""From how many choices on a list is searched by typing where scripts run."""


def _offers(drawn: Input) -> list[tuple[str, str]]:
    return [(offer.value, said(offer.names)) for offer in drawn.offers]


class Choosing(forms.RadioSelect):
    """Choices in the layout of their input; a picture stands above its words."""

    template_name = "forms_app/widgets/options.html"
    option_template_name = "forms_app/widgets/option.html"

    def __init__(self, drawn: Input, withheld: Collection[str] = ()) -> None:
        layout = f"laid laid--{drawn.layout}" if drawn.layout else ""
        super().__init__(choices=_offers(drawn), attrs={"class": layout} if layout else None)
        self.wanted = {offer.value: offer.picture for offer in drawn.offers if offer.picture}
        self.pictures: Mapping[int, Any] = {}
        self.withheld = withheld

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what one choice is drawn with."""
        found: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        found["attrs"].pop("class", None)
        found["withheld"] = str(value) in self.withheld
        found["attrs"] |= {"disabled": True} if found["withheld"] else {}
        found["picture"] = self.pictures.get(self.wanted.get(str(value), 0))
        return found


class ChoosingSeveral(Choosing, forms.CheckboxSelectMultiple):
    """The same with boxes to tick."""

    allow_multiple_selected = True
    input_type = "checkbox"


class Searched(forms.Select):
    """A list; where scripts run, a long one is searched by typing (`combobox.js`)."""

    def __init__(self, drawn: Input, withheld: Collection[str] = ()) -> None:
        attributes: dict[str, Any] = dict(drawn.attributes)
        self.is_long = len(drawn.offers) >= MANY
        self.withheld = withheld
        if self.is_long:
            attributes |= {
                "data-search": _("Type to search, or open the list"),
                "data-none": _("Nothing like that in the list"),
                "data-found": _("{n} to choose from"),
            }
        super().__init__(choices=[("", _("Please choose")), *_offers(drawn)], attrs=attributes)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what one choice is drawn with; what is not offered now waits for the scripts."""
        found: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.withheld:
            found["attrs"] |= {"hidden": True, "disabled": True}
        return found

    @property
    def media(self) -> forms.Media:
        """The script that searches, for long lists alone."""
        script: Any = forms.Script("js/forms/combobox.js", type="module")
        return forms.Media(js=[script] if self.is_long else [])


def know_pictures(widgets: Iterable[forms.Widget]) -> None:
    """Give the choices of a form their pictures, in two queries, none where there are none."""
    choosing = [widget for widget in widgets if isinstance(widget, Choosing) and widget.wanted]
    drawn = pictures_of(number for widget in choosing for number in widget.wanted.values())
    for widget in choosing:
        widget.pictures = drawn


class PlaceByName(forms.TextInput):
    """A community by its name; what is kept as its code is shown by its name as well."""

    find: Callable[[str], Sequence[Place]] | None = None

    def format_value(self, value: Any) -> str | None:
        """Return the name of the community of this code, where it leads back to it alone."""
        shown = super().format_value(value)
        found = self.find(shown) if self.find is not None and shown else ()
        names = [place.name for place in found if place.code == shown]
        return names[0] if names and self.find and len(self.find(names[0])) == 1 else shown


def know_places(widgets: Iterable[forms.Widget], find: Callable[[str], Sequence[Place]]) -> None:
    """Let the widgets of a form know how communities are found."""
    for widget in widgets:
        if isinstance(widget, PlaceByName):
            widget.find = find


class AreaPicker(forms.TextInput):
    """A place by its name; where scripts run, level by level from lists (`areas.js`)."""

    class Media:
        js = [forms.Script("js/forms/areas.js", type="module")]

    def __init__(self, drawn: Input) -> None:
        names = {level: said(words) for level, words in LEVELS if level}
        attributes = dict(drawn.attributes) | {
            "data-areas": drawn.attributes.get("data-level", ""),
            "data-names": json.dumps(names, ensure_ascii=False),
            "data-choose": _("Choose the {level}"),
        }
        attributes.pop("data-level", None)
        super().__init__(attrs=attributes)
