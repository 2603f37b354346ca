"""Filling a form in for somebody who cannot, and what one's account knows where one asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from forms_app.engine.definition import Field
from forms_app.models import Form
from forms_app.permissions import may_fill_in_for_others
from forms_app.places import few_communities, find_areas_in
from forms_app.starting import home_of
from forms_app.views.sitting import Sitting
from foundation.identifiers import national_mobile
from people.models import User
from territory.queries import ancestors_of

WAYS_TO_AGREE = {
    "present": gettext_lazy("They were present and agreed"),
    "phone": gettext_lazy("They agreed on the phone"),
    "written": gettext_lazy("They agreed in writing"),
    "guardian": gettext_lazy("Their guardian or next of kin agreed"),
}
"""How somebody can agree that a form is filled in for them."""


def helped_by(request: HttpRequest, sitting: Sitting) -> dict[str, str] | None:
    """Return whom the page says it is filled in for, by whom may; None when it says nothing."""
    name, consent = request.POST.get("helped", "").strip(), request.POST.get("agreed", "")
    if not name or not may_fill_in_for_others(request.user, sitting.form):
        return None
    return {"helped": name[:50], "agreed": consent if consent in WAYS_TO_AGREE else ""}


def helped_in_words(sitting: Sitting) -> str:
    """Say for whom it is filled in and how they agreed; empty when it is one's own."""
    notes = sitting.draft.notes if sitting.draft is not None else {}
    if not notes.get("helped"):
        return ""
    return helped_words(notes["helped"], notes["agreed"])


def helped_words(name: str, way: str) -> str:
    """Say that it was filled in for `name`, who agreed in one of `WAYS_TO_AGREE`."""
    return f"{name} · {WAYS_TO_AGREE[way]}"


def own_answers(fields: Iterable[Field], user: object, form: Form) -> dict[str, str]:
    """Return what somebody signed in would type: name of the input → text.

    Their community or grid only where the form is for people of it.
    """
    if not isinstance(user, User):
        return {}
    asked = list(fields)
    where = _Home(user, form) if any(field.type in PLACES for field in asked) else None
    found = {field.key: OWN[field.type](user) for field in asked if field.type in OWN}
    for field in asked if where is not None else ():
        if field.type in PLACES:
            name = f"{field.key}.area" if field.type == "address" else field.key
            found[name] = where.typed(field) if where is not None else ""
    return {name: text for name, text in found.items() if text}


def _phone(user: User) -> str:
    return national_mobile(user.phone) if user.phone else ""


OWN: Mapping[str, Callable[[User], str]] = {
    "person_name": lambda user: user.name,
    "phone": _phone,
}
"""What an account knows by itself, by the type of the question."""

PLACES = frozenset({"community", "area", "address"})
"""The types of question that ask where somebody lives."""


class _Home:
    """Where somebody lives, as far as a form asks for it."""

    def __init__(self, user: User, form: Form) -> None:
        home = home_of(user)
        is_inside = home is not None and home.path.startswith(form.area.path)
        self.form = form
        self.areas = [*ancestors_of([home]).values(), home] if home and is_inside else []

    def typed(self, field: Field) -> str:
        """Return its name, where no other has it, else its code; empty where it does not fit."""
        if field.type == "address" and not field.options.get("with_area"):
            return ""
        level = field.options.get("level") or "" if field.type == "area" else "community"
        fitting = [area for area in self.areas if not level or area.level == level]
        if not fitting:
            return ""
        place = fitting[-1]
        if field.type == "community" and few_communities(self.form.area):
            return str(place.code)
        same = find_areas_in(self.form.area)(str(place), level)
        return str(place) if len(same) == 1 else str(place.code)
