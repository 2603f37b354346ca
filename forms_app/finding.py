"""By which answers submissions are looked for, and under which digests; plain of any request."""

from __future__ import annotations

from forms_app.engine.definition import DataClass, Field
from forms_app.engine.field_type import type_of
from forms_app.engine.kind import Kind
from people.fields import digest_of


def is_findable(field: Field) -> bool:
    """Whether submissions can be looked for by a question: choices and areas, nothing sensitive."""
    kind = type_of(field)
    is_offered = bool(kind.facets(field)) or kind.kind_of(field) == Kind.AREA
    return is_offered and kind.class_of(field).rank <= DataClass.PERSONAL.rank


def digest_of_choice(form_id: int, key: str, choice: str) -> str:
    """Return the digest under which a choice is looked for."""
    return digest_of("form_chosen", f"{form_id}:{key}:{choice}")
