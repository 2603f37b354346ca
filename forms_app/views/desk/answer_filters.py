"""Filters of the inbox by what was answered: one for each question with choices, or a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef

from forms_app.actions.keep_view import ANSWER
from forms_app.engine.definition import DataClass, Field
from forms_app.engine.field_type import type_of
from forms_app.engine.kind import Kind
from forms_app.finding import digest_of_choice, is_findable
from forms_app.models import ChosenAnswer, Form
from forms_app.words import said
from people.permissions import Verb, may_somewhere, scope_of
from territory.models import Area

MOST_AREAS = 300
LEVELS_OFFERED = 2


@dataclass
class Findable:
    """A question by which one can look, over all versions of its form."""

    label: str = ""
    is_area: bool = False
    is_personal: bool = False
    is_sensitive: bool = False
    choices: dict[str, str] = field(default_factory=dict)

    def learn(self, asked: Field) -> None:
        """Add what one version asks; the words of the newest stay."""
        kind = type_of(asked)
        care = kind.class_of(asked)
        self.label = asked.label
        self.is_area = kind.kind_of(asked) == Kind.AREA
        self.is_personal |= care != DataClass.NONE
        self.is_sensitive |= not is_findable(asked)
        self.choices |= {key: said(names) for key, names in kind.facets(asked).items()}


def findable_of(form: Form) -> dict[str, Findable]:
    """Return key → question by which the submissions of a form are found, in one query."""
    found: dict[str, Findable] = {}
    for version in form.versions.order_by("number"):
        for asked in version.definition.fields:
            if is_findable(asked) or asked.key in found:
                found.setdefault(asked.key, Findable()).learn(asked)
    return {key: one for key, one in found.items() if not one.is_sensitive}


def answer_filters(form: Form, person: object) -> dict[str, django_filters.Filter]:
    """Return name → filter by answers to `form`, for `person`.

    By personal answers looks only who may handle what was sent somewhere, and only there: a list
    that was narrowed tells what they are. By sensitive ones nobody looks.
    """
    found: dict[str, django_filters.Filter] = {}
    handles = may_somewhere(person, Verb.EDIT_NEEDS)
    areas: list[tuple[str, str]] | None = None
    for key, asked in findable_of(form).items():
        if asked.is_personal and not handles:
            continue
        choices = list(asked.choices.items())
        if asked.is_area:
            areas = _areas_of(form) if areas is None else areas
            choices = areas
        found[f"{ANSWER}{key}"] = django_filters.ChoiceFilter(
            label=asked.label,
            choices=choices,
            method=_narrowing(form, key, person if asked.is_personal else None),
        )
    return found


def _narrowing(form: Form, key: str, handler: object) -> Callable[[Any, str, str], Any]:
    def narrowed(found: Any, _name: str, value: str) -> Any:
        chosen = ChosenAnswer.objects.filter(
            submission=OuterRef("pk"), digest=digest_of_choice(form.pk, key, value)
        )
        found = found.filter(Exists(chosen), version__form=form)
        if handler is not None:
            found = found.filter(scope_of(handler, Verb.EDIT_NEEDS).condition("area__path"))
        return found

    return narrowed


def _areas_of(form: Form) -> list[tuple[str, str]]:
    """Return the areas right below the form's own, and those below them."""
    top = form.area
    below = Area.objects.in_use().filter(path__startswith=top.path, depth__gt=top.depth)
    below = below.filter(depth__lte=top.depth + LEVELS_OFFERED).order_by("path")
    return [
        (area.code, f"{'　' * (area.depth - top.depth - 1)}{area}") for area in below[:MOST_AREAS]
    ]
