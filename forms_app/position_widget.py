"""How a position is asked for: in numbers or by a community; where scripts run, on our own map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from forms_app.engine.definition import Field
from forms_app.engine.field_type import type_of
from forms_app.words import said

PARTS = ("lat", "lon", "area", "by", "within")


class PositionWidget(forms.Widget):
    """Latitude and longitude, or a community's name; a map and the phone's own position above."""

    template_name = "forms_app/widgets/position.html"
    use_fieldset = True

    class Media:
        css = {"all": ["css/forms.css"]}
        js = [forms.Script("js/forms/position.js", type="module")]

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, list[str]]:
        """Return what was typed, by part."""
        del files
        read = data.getlist if isinstance(data, QueryDict) else lambda key: data.get(key, [])
        return {part: list(read(f"{name}.{part}")) for part in PARTS}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of the latitude, to which an error leads."""
        del index
        return f"{id_}.lat"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template draws."""
        found: dict[str, Any] = super().get_context(name, None, attrs)
        texts = value if isinstance(value, Mapping) else {}
        labels = {drawn.part: said(drawn.names) for drawn in type_of(self.field).inputs(self.field)}
        found["widget"]["parts"] = {
            part: {
                "name": f"{name}.{part}",
                "label": labels.get(part, ""),
                "value": next(iter(texts.get(part) or []), ""),
            }
            for part in PARTS
        }
        return found
