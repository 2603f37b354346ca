"""The starters: forms that come with the software, each a file of `starters/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms_app.copying import with_days, with_pictures
from forms_app.engine.field_type import type_of
from forms_app.models import Form

FOLDER = Path(__file__).resolve().parent / "starters"
GROUPS: Mapping[str, Any] = {
    "ask": _("Asking for help"),
    "join": _("Signing up and booking"),
    "apply": _("Applying for a service"),
    "say": _("Having a say"),
    "work": _("For workers on the spot"),
}
"""What people come for, in the order in which the gallery shows it."""

ANY_DAY = date(2026, 1, 5)
NO_PICTURES: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Starter:
    """A form to begin with: `about` tells an author what it does, in one sentence.

    `minutes` is how long filling it in takes; `written` holds what a form is made of, as JSON.
    """

    key: str
    group: str
    about: str
    minutes: int
    written: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What the form is called."""
        return str(self.written["title"])

    def content(self, today: date) -> dict[str, Any]:
        """Return the parts of the form, with days for slots that lie ahead of `today`."""
        return {**self.written, "questions": with_days(self.written["questions"], today)}

    def form(self, today: date, pictures: Mapping[str, int] = NO_PICTURES) -> Form:
        """Return the form, unsaved and of no area; `pictures` stand above choices by words."""
        content = self.content(today)
        return form_of(content | {"questions": with_pictures(content["questions"], pictures)})

    @cached_property
    def question_count(self) -> int:
        """How many questions it asks; those of a repeating group count once each."""
        fields = self.form(ANY_DAY).definition.all_fields
        return sum(type_of(field).is_answered and not field.fields for field in fields)


def form_of(content: Mapping[str, Any]) -> Form:
    """Return an unsaved draft with these parts."""
    parts = ("questions", "after")
    streams = {part: json.dumps(content.get(part, []), ensure_ascii=False) for part in parts}
    return Form(**{**content, **streams}, live=False)


@cache
def starters() -> Mapping[str, Starter]:
    """Return key → starter, as the gallery shows them."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.json"))]
    order = list(GROUPS)
    return {entry.key: entry for entry in sorted(found, key=lambda one: order.index(one.group))}


def _read(path: Path) -> Starter:
    written = json.loads(path.read_text(encoding="utf-8"))
    group, about, minutes = (written.pop(part) for part in ("group", "about", "minutes"))
    return Starter(path.stem, group, about, minutes, written)
