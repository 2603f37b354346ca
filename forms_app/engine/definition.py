"""What a form asks: steps › sections › fields and their logic, in a document that stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from forms_app.engine.planned import Planned
from forms_app.engine.rule import Rule

SCHEMA_VERSION = 3
MOST_FIELDS = 1000
MOST_RULES = 1000


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


class DataClass(StrEnum):
    """How much care an answer needs, least first."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    MINOR = "minor"

    @property
    def rank(self) -> int:
        """Its place in the order of care."""
        return list(DataClass).index(self)


DATA_CLASS_NAMES: Mapping[str, Mapping[str, str]] = {
    DataClass.NONE: {"zh": "不是个人信息", "en": "not personal"},
    DataClass.PERSONAL: {"zh": "个人信息", "en": "personal"},
    DataClass.SENSITIVE: {"zh": "敏感个人信息", "en": "sensitive"},
    DataClass.MINOR: {"zh": "未成年人的个人信息", "en": "a minor's"},
}


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `id` is its block's, `key` names its answer; neither ever follows the label.

    `fields` are the questions of each item of a repeating group, else empty. `keep_days` is after
    how many days its answers go, counted from the end of the submission; 0 for with the rest.
    """

    id: str
    key: str
    type: str
    label: str
    hint: str = ""
    required: bool = True
    data_class: str = DataClass.NONE
    purpose: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    keep_days: int = 0

    @property
    def personal(self) -> bool:
        """Whether its author calls the answer personal, or more than that."""
        return self.data_class != DataClass.NONE

    def document(self) -> dict[str, Any]:
        """Return the field as JSON."""
        found: dict[str, Any] = {
            "id": self.id,
            "key": self.key,
            "type": self.type,
            "label": self.label,
            "hint": self.hint,
            "required": self.required,
            "data_class": str(self.data_class),
            "purpose": str(self.purpose),
            "options": dict(self.options),
        }
        if self.keep_days:
            found["keep_days"] = self.keep_days
        if self.fields:
            found["fields"] = [inner.document() for inner in self.fields]
        return found

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Field:
        """Return the field that JSON tells of."""
        inner = tuple(cls.read(found) for found in entry.get("fields", ()))
        return cls(**{**entry, "fields": inner})


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
class AnswerStep:
    """What is asked on one screen, under a title, which may be empty."""

    id: str
    title: str
    sections: tuple[Section, ...]

    @property
    def fields(self) -> Iterator[Field]:
        """Every field of the step in the order in which it is asked."""
        for section in self.sections:
            yield from section.fields

    def document(self) -> dict[str, Any]:
        """Return the step as JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "sections": [section.document() for section in self.sections],
        }


@dataclass(frozen=True)
class Definition:
    """A whole form as it is asked; `starts` is the key of what a submission can start, or empty.

    `samples` are the answers with which its author tries the logic (see `samples`), `after` is
    what follows a submission, step by step (see `course`), `translations` its words in other
    languages (see `translating`). `area_names` lends the codes of areas that rules name the words
    for sentences; it is no part of the document.
    """

    title: str
    introduction: str
    starts: str
    steps: tuple[AnswerStep, ...]
    rules: tuple[Rule, ...] = ()
    samples: tuple[Mapping[str, Any], ...] = ()
    after: tuple[Planned, ...] = ()
    translations: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    area_names: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def sections(self) -> Iterator[Section]:
        """Every section in the order in which it is asked."""
        for step in self.steps:
            yield from step.sections

    @property
    def fields(self) -> Iterator[Field]:
        """Every field outside repeating groups in the order in which it is asked."""
        for section in self.sections:
            yield from section.fields

    @property
    def all_fields(self) -> Iterator[Field]:
        """Every field, those of repeating groups right after their group."""
        for found in self.fields:
            yield found
            yield from found.fields

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """Key → field, those of repeating groups too."""
        return {found.key: found for found in self.all_fields}

    @cached_property
    def group_of(self) -> Mapping[str, Field]:
        """Key of a field of a repeating group → its group."""
        return {inner.key: found for found in self.fields for inner in found.fields}

    def serving(self, purpose: str) -> Field | None:
        """Return the field whose answer serves `purpose`, None when none does."""
        return next((found for found in self.fields if found.purpose == purpose), None)

    def document(self) -> dict[str, Any]:
        """Return the form as JSON, to be kept and served."""
        found: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "title": self.title,
            "introduction": self.introduction,
            "starts": self.starts,
            "steps": [step.document() for step in self.steps],
            "rules": [rule.document() for rule in self.rules],
            "samples": [dict(sample) for sample in self.samples],
            "after": [planned.document() for planned in self.after],
        }
        return found | ({"translations": dict(self.translations)} if self.translations else {})


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document in one canonical writing, 64 hex characters."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
