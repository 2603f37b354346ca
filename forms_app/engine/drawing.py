"""What a page needs to draw a field, with or without JavaScript: plain inputs by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Names = Mapping[str, str]

WIDGETS = frozenset(
    {
        "text", "textarea", "tel", "email", "date", "time", "radio", "checkboxes", "select",
        "search", "checkbox", "file", "photo", "signature", "position", "area", "community",
        "items", "output", "hidden", "none",
    }
)  # fmt: skip
"""Every way of filling in; `search` is a select that JavaScript lets one search."""


LAYOUTS = frozenset({"", "row", "scale", "stars", "pictures"})
"""How choices lie: one under the other, side by side, as a scale, as stars, as pictures."""


def same(text: str) -> Names:
    """Return words of the author, which are the same whatever the language of the page."""
    return {"zh": text, "en": text}


@dataclass(frozen=True, slots=True)
class Offer:
    """One of the things that can be chosen: what is sent, what is read, a picture's id."""

    value: str
    names: Names
    picture: int | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a field; `part` is what follows the field's name and a dot, or empty.

    `names` is the label of the part, of an input without a part the unit of what is typed; empty
    when the field's own label is enough. `attributes` are those of HTML: autocomplete, inputmode,
    maxlength, min, max, accept, capture. `layout` is how choices lie: one of `LAYOUTS`.
    """

    widget: str
    part: str = ""
    names: Names = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    layout: str = ""

    def named(self, key: str) -> str:
        """Return the name under which the input is sent, for the field `key`."""
        return f"{key}.{self.part}" if self.part else key

    def document(self, language: str) -> dict[str, Any]:
        """Return the input as JSON in one language, `zh` or `en`."""
        offers = [
            {"value": offer.value, "label": offer.names[language]}
            | ({"picture": offer.picture} if offer.picture else {})
            for offer in self.offers
        ]
        return {
            "widget": self.widget,
            "part": self.part,
            "label": self.names.get(language, ""),
            "offers": offers,
            "attributes": dict(self.attributes),
            "layout": self.layout,
        }
