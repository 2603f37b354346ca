"""What the installation knows of a filling-in by itself: rules may ask it, nobody can forge it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forms_app.engine.definition import Definition
from forms_app.words import in_short
from people.models import User
from people.queries import posts_held


def _signed_in(user: object) -> str:
    return "yes" if isinstance(user, User) else "no"


def _has_post(user: object) -> str:
    return "yes" if isinstance(user, User) and posts_held(user) else "no"


def _language(user: object) -> str:
    del user
    return in_short()


KNOWN: Mapping[str, Callable[[object], str]] = {
    "signed_in": _signed_in,
    "has_post": _has_post,
    "language": _language,
}
"""Name of a hidden value → what is known; `yes` or `no`, and `zh` or `en`."""


def known_of(definition: Definition, user: object) -> dict[str, str]:
    """Return key → text of the hidden values of a form that are known here."""
    return {
        field.key: KNOWN[field.options.get("name") or ""](user)
        for field in definition.fields
        if field.type == "hidden"
        and field.options.get("source") == "known"
        and field.options.get("name") in KNOWN
    }
