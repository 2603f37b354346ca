"""Read kept documents, those of earlier versions too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms_app.engine.definition import SCHEMA_VERSION, AnswerStep, Definition, Field, Section
from forms_app.engine.planned import Planned
from forms_app.engine.rule import Rule

FIRST_STEP = "step-1"
"""The id of the only step of a form that was kept before there were steps."""


def read(document: Mapping[str, Any]) -> Definition:
    """Return the form that a kept document tells of; raises ValueError for an unknown version."""
    version = document["schema_version"]
    if version == 1:
        return read(_brought_up(document))
    if version == 2:
        # Nothing was planned yet for after sending.
        return read({**document, "schema_version": 3, "after": []})
    if version != SCHEMA_VERSION:
        message = f"a form of version {version!r} is not read here"
        raise ValueError(message)
    return Definition(
        title=document["title"],
        introduction=document["introduction"],
        starts=document["starts"],
        steps=tuple(_step(entry) for entry in document["steps"]),
        rules=tuple(Rule.read(entry) for entry in document["rules"]),
        samples=tuple(document["samples"]),
        after=tuple(Planned.read(entry) for entry in document["after"]),
        translations=document.get("translations", {}),
    )


def _step(entry: Mapping[str, Any]) -> AnswerStep:
    sections = tuple(
        Section(
            id=section["id"],
            title=section["title"],
            fields=tuple(Field.read(found) for found in section["fields"]),
        )
        for section in entry["sections"]
    )
    return AnswerStep(id=entry["id"], title=entry["title"], sections=sections)


def _brought_up(document: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 had sections without steps, no logic, and one type for one and several choices."""
    sections = [
        {**section, "fields": [_field_of_first(entry) for entry in section["fields"]]}
        for section in document["sections"]
    ]
    kept = {name: document[name] for name in ("title", "introduction", "starts")}
    step = {"id": FIRST_STEP, "title": "", "sections": sections}
    return {
        **kept,
        "schema_version": 2,
        "steps": [step] if sections else [],
        "rules": [],
        "samples": [],
    }


def _field_of_first(entry: Mapping[str, Any]) -> dict[str, Any]:
    options = {name: value for name, value in entry["options"].items() if name != "several"}
    several = entry["type"] == "choice" and entry["options"].get("several")
    return {**entry, "type": "choices" if several else entry["type"], "options": options}
