"""Turn the questions that an author wrote into the definition that people answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid5

from forms_app.blocks import GROUP, SECTION, STEP
from forms_app.course_blocks import WHEN
from forms_app.engine.course import started_by
from forms_app.engine.definition import AnswerStep, DataClass, Definition, Field, Section
from forms_app.engine.field_type import FieldType, Option, field_types
from forms_app.engine.logic.parsing import parse_formula
from forms_app.engine.planned import Planned
from forms_app.engine.rule import Rule, Tree
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Step, steps
from forms_app.engine.templating import kept
from foundation.text import visible

_UNSAVED = UUID("6c1f6f0e-6f0a-4c8e-9f37-1e1f0b6a7d11")
KEY_LENGTH = 12
ID_LENGTH = 8
FIRST = "first"
"""The id of what comes before the first heading."""


def compiled(
    *,
    title: str,
    introduction: str,
    starts: str,
    questions: Iterable[Any],
    rules: Sequence[Mapping[str, Any]] = (),
    samples: Sequence[Mapping[str, Any]] = (),
    after: Iterable[Any] = (),
    translations: Mapping[str, Any] | None = None,
) -> Definition:
    """Return the definition of a form; `questions` and `after` are the blocks of its streams.

    A field's id is its block's, its key comes from that id, so words may change freely. A block
    that has never been saved (in a preview) gets an id by its place. A step block begins a step,
    a section block a section; what is empty is left out. Signs that turn or hide words are kept
    nowhere: a label says what it looks like.
    """
    asked = _Steps()
    for place, child in enumerate(questions):
        found_id = str(child.id or uuid5(_UNSAVED, str(place)))
        if child.block_type == STEP:
            asked.begin_step(found_id, _words(child.value["title"]))
        elif child.block_type == SECTION:
            asked.begin_section(found_id, _words(child.value["title"]))
        else:
            asked.fields.append(_field(found_id, child.block_type, child.value))
    definition = Definition(
        " ".join(visible(title).split()),
        visible(introduction),
        starts,
        asked.whole(),
        rules=tuple(map(_rule, rules)),
        samples=tuple(samples),
        translations=translations or {},
    )
    planned = tuple(_planned(child, place, definition) for place, child in enumerate(after))
    return replace(definition, after=planned, starts=starts or started_by(planned))


def _rule(entry: Mapping[str, Any]) -> Rule:
    found = Rule.read(entry)
    return replace(found, message=visible(found.message))


def _planned(child: Any, place: int, definition: Definition) -> Planned:
    step = steps()[child.block_type]
    return Planned(
        id=str(child.id or uuid5(_UNSAVED, f"after.{place}")),
        step=child.block_type,
        settings=_settings(step, child.value, definition),
        when=_condition(child.value.get(WHEN) or "", definition),
    )


def _settings(step: Step, value: Any, definition: Definition) -> dict[str, Any]:
    found = {option.key: _option(option, value) for option in step.options}
    templates = {option.key for option in step.options if option.kind == "template"}
    return {
        key: kept(given, definition) if key in templates else given for key, given in found.items()
    }


def _condition(text: str, definition: Definition) -> Tree:
    """Return the tree of a condition; one that is not understood is never true, and refused."""
    if not text.strip():
        return None
    try:
        return parse_formula(text, definition)
    except Unfit:
        return {"unreadable": [text]}


@dataclass
class _Steps:
    """Steps and sections as they fill up."""

    step: tuple[str, str] = (FIRST, "")
    section: tuple[str, str] = (f"{FIRST}-section", "")
    fields: list[Field] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    steps: list[AnswerStep] = field(default_factory=list)

    def begin_section(self, found_id: str, title: str) -> None:
        """Close the section so far, begin another."""
        if self.fields:
            self.sections.append(Section(*self.section, tuple(self.fields)))
        self.section, self.fields = (found_id, title), []

    def begin_step(self, found_id: str, title: str) -> None:
        """Close the step so far, begin another."""
        self.begin_section(f"{found_id}-section", "")
        if self.sections:
            self.steps.append(AnswerStep(*self.step, tuple(self.sections)))
        self.step, self.sections = (found_id, title), []

    def whole(self) -> tuple[AnswerStep, ...]:
        """Close everything; return the steps."""
        self.begin_step(FIRST, "")
        return tuple(self.steps)


def _field(found_id: str, key: str, value: Any) -> Field:
    kind = field_types()[key]
    found = Field(
        id=found_id,
        key=f"f{found_id.replace('-', '')[:KEY_LENGTH]}",
        type=key,
        label=_words(value["label"]),
        hint=_words(value.get("hint")),
        required=bool(value.get("required")),
        data_class=_chosen_class(value),
        purpose=value.get("purpose") or "",
        options={option.key: _option(option, value) for option in kind.options},
        fields=_inner(found_id, value) if key == GROUP else (),
        keep_days=value.get("keep_days") or 0,
    )
    return replace(found, data_class=_class(kind, found))


def _words(written: str | None) -> str:
    return visible(written or "")  # drafts may lack some


def _chosen_class(value: Any) -> str:
    # Forms written before there were classes knew only “personal”, yes or no.
    old = DataClass.PERSONAL if value.get("personal") else DataClass.NONE
    return value.get("data_class") or old


def _class(kind: FieldType, found: Field) -> str:
    return str(kind.class_of(found))


def _inner(found_id: str, value: Any) -> tuple[Field, ...]:
    return tuple(
        _field(
            str(child.id or uuid5(_UNSAVED, f"{found_id}.{place}")), child.block_type, child.value
        )
        for place, child in enumerate(value["fields"])
    )


def _option(option: Option, value: Any) -> Any:
    return _OPTIONS.get(option.kind, _plain)(option, value.get(option.key))


def _plain(option: Option, value: Any) -> Any:
    if isinstance(value, str):
        value = visible(value)
    return option.default if value in (None, "") else value


def _flag(option: Option, value: Any) -> bool:
    del option
    return bool(value)


def _number(option: Option, value: Any) -> str:
    del option
    return "" if value is None else str(value)


def _texts(option: Option, value: Any) -> list[dict[str, Any]]:
    del option
    return [
        {"id": _short_id(child, place), "text": _words(child.value)}
        for place, child in _listed(value)
    ]


def _choices(option: Option, value: Any) -> list[dict[str, Any]]:
    del option
    found = []
    for place, child in _listed(value):
        entry: dict[str, Any] = {"id": _short_id(child, place)}
        entry["text"] = _words(child.value["text"])
        score, picture = child.value.get("score"), child.value.get("picture")
        if score is not None:
            entry["score"] = int(score) if score == int(score) else float(score)
        if picture is not None:
            entry["picture"] = picture.pk
        if child.value.get("places"):
            entry["places"] = child.value["places"]
        found.append(entry)
    return found


def _slots(option: Option, value: Any) -> list[dict[str, Any]]:
    del option
    return [
        {
            "id": _short_id(child, place),
            "day": child.value["day"].isoformat(),
            "start": f"{child.value['start']:%H:%M}",
            "end": f"{child.value['end']:%H:%M}",
            "places": child.value.get("places") or 0,
        }
        for place, child in _listed(value)
        if all(child.value.get(part) for part in ("day", "start", "end"))  # drafts may lack some
    ]


def _picks(option: Option, value: Any) -> list[str]:
    del option
    return [str(found) for found in value or ()]


def _listed(value: Any) -> list[tuple[int, Any]]:
    return list(enumerate(value.bound_blocks)) if value is not None else []


def _short_id(child: Any, place: int) -> str:
    return str(child.id or place)[:ID_LENGTH]


_OPTIONS: Mapping[str, Callable[[Option, Any], Any]] = {
    "flag": _flag,
    "number": _number,
    "texts": _texts,
    "choices": _choices,
    "slots": _slots,
    "picks": _picks,
}
