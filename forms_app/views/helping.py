"""Filling a form in for somebody who cannot, and one's own name and phone where one asks for it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from forms_app.permissions import may_fill_in_for_others
from forms_app.views.sitting import Sitting
from foundation.identifiers import national_mobile
from people.models import User

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


def own_answer(kind: str, user: object) -> str:
    """Return what somebody signed in would type into a field of this type; empty for none."""
    if not isinstance(user, User):
        return ""
    if kind == "phone":
        return national_mobile(user.phone) if user.phone else ""
    return user.name if kind == "person_name" else ""
