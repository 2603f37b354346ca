"""Which mobile numbers of a filling-in were shown to be one's own, as its draft knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Value
from forms_app.engine.field_types.phone import asks_for_code
from forms_app.models import Draft
from people.fields import digest_of

VALID_FOR = timedelta(minutes=5)
"""As the approved text of the message says."""

MOST_TRIES = 5
CODES, PROVEN = "codes", "proven"
"""Where the notes of a draft keep open codes by number, and the numbers that were shown."""


@dataclass(frozen=True, slots=True)
class PhoneProofs:
    """What is known of the numbers of one filling-in; nothing in it tells a number or a code."""

    key: str
    notes: Mapping[str, Any] = field(default_factory=dict)

    def is_proven(self, phone: str) -> bool:
        """Whether the code that went to `phone` was typed back."""
        return digest_of_phone(self.key, phone) in self.notes.get(PROVEN, ())

    def is_waiting(self, phone: str, now: datetime) -> bool:
        """Whether a code went to `phone` that can still be typed back."""
        found = self.notes.get(CODES, {}).get(digest_of_phone(self.key, phone))
        return found is not None and is_open(found, now)


def proofs_of(draft: Draft | None) -> PhoneProofs:
    """Return what is known of the numbers of a filling-in."""
    return PhoneProofs(draft.key, draft.notes) if draft is not None else PhoneProofs("")


def digest_of_phone(key: str, phone: str) -> str:
    """Return by which digest the notes know a number."""
    return digest_of("form_phone_proof", f"{key}:{phone}")


def digest_for_limits(phone: str) -> str:
    """Return by which digest the limit of a number counts, over all filling-ins."""
    return digest_of("form_phone_code_limit", phone)


def digest_of_code(key: str, phone: str, code: str) -> str:
    """Return what is kept of a code."""
    return digest_of("form_phone_code", f"{key}:{phone}:{code}")


def is_open(found: Mapping[str, Any], now: datetime) -> bool:
    """Whether a code can still be typed back."""
    is_fresh = now < datetime.fromisoformat(found["sent_at"]) + VALID_FOR
    return is_fresh and int(found["tries"]) < MOST_TRIES and bool(found["code"])


def phones_to_prove(definition: Definition, values: Mapping[str, Value]) -> Iterator[str]:
    """Yield the answered numbers that need a code, those of items too."""
    for asked in definition.fields:
        if asks_for_code(asked) and asked.key in values:
            yield str(values[asked.key])
        for inner in asked.fields:
            if asks_for_code(inner):
                items = values.get(asked.key, ())
                yield from (str(item[inner.key]) for item in items if inner.key in item)
