"""What a form asks: sections of fields, as a document that outlives every change of the form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SCHEMA_VERSION = 1
MOST_FIELDS = 100


class Purpose(StrEnum):
    """What an answer is used for by what the form starts."""

    TITLE = "title"
    WHAT = "what"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"


SHOWN_TO_MEMBERS = frozenset({Purpose.TITLE, Purpose.WHAT})
"""What a personal answer must not be used for."""

PURPOSE_NAMES: Mapping[str, Mapping[str, str]] = {
    Purpose.TITLE: {"zh": "需求的标题", "en": "title of the need"},
    Purpose.WHAT: {"zh": "要做什么", "en": "what is to be done"},
    Purpose.CONTACT_NAME: {"zh": "怎么称呼", "en": "name of the contact"},
    Purpose.CONTACT_PHONE: {"zh": "联系电话", "en": "phone of the contact"},
}


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `id` is its block's, `key` names its answer; neither ever follows the label."""

    id: str
    key: str
    type: str
    label: str
    hint: str = ""
    required: bool = True
    personal: bool = False
    purpose: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return the field as JSON."""
        return {
            "id": self.id,
            "key": self.key,
            "type": self.type,
            "label": self.label,
            "hint": self.hint,
            "required": self.required,
            "data_class": "personal" if self.personal else "none",
            "purpose": self.purpose,
            "options": dict(self.options),
        }


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together under a title, which may be empty."""

    id: str
    title: str
    fields: tuple[Field, ...]

    def document(self) -> dict[str, Any]:
        """Return the section as JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "fields": [found.document() for found in self.fields],
        }


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole form as it is asked; `starts` is the key of what a submission can start, or empty."""

    title: str
    introduction: str
    starts: str
    sections: tuple[Section, ...]

    @property
    def fields(self) -> Iterator[Field]:
        """Every field in the order in which it is asked."""
        for section in self.sections:
            yield from section.fields

    def serving(self, purpose: str) -> Field | None:
        """Return the field whose answer serves `purpose`, None when none does."""
        return next((found for found in self.fields if found.purpose == purpose), None)

    def document(self) -> dict[str, Any]:
        """Return the form as JSON, to be kept and served."""
        return {
            "schema_version": SCHEMA_VERSION,
            "title": self.title,
            "introduction": self.introduction,
            "starts": self.starts,
            "sections": [section.document() for section in self.sections],
        }


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document in one canonical writing, 64 hex characters."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read(document: Mapping[str, Any]) -> Definition:
    """Return the form that a kept document tells of; raises ValueError for another version."""
    if document["schema_version"] != SCHEMA_VERSION:
        message = f"a form of version {document['schema_version']!r} is not read here"
        raise ValueError(message)
    return Definition(
        title=document["title"],
        introduction=document["introduction"],
        starts=document["starts"],
        sections=tuple(
            Section(
                id=section["id"],
                title=section["title"],
                fields=tuple(_field(entry) for entry in section["fields"]),
            )
            for section in document["sections"]
        ),
    )


def _field(entry: Mapping[str, Any]) -> Field:
    kept = {name: value for name, value in entry.items() if name != "data_class"}
    return Field(personal=entry["data_class"] == "personal", **kept)
