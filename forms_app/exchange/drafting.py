"""Put a definition together from what a file says, under ids and keys of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from forms_app.engine.definition import MOST_FIELDS, AnswerStep, Definition, Field, Section
from forms_app.engine.field_type import FieldType, field_types
from forms_app.engine.logic.checking_rules import problems_of_rules
from forms_app.engine.logic.inferring import too_large
from forms_app.engine.logic.wording import sentence_of
from forms_app.engine.rule import Rule, RuleKind
from forms_app.engine.step import Step
from forms_app.exchange.report import Brought, Note, Turn, Unreadable

KEY_LENGTH = 12
ID_LENGTH = 8
FIRST = "first"
"""The id of what comes before the first heading, as publishing names it."""

LONGEST = {"title": 60, "introduction": 400, "heading": 40, "label": 120, "hint": 200,
           "choice": 60, "row": 60, "text": 500}  # fmt: skip
"""How many characters the editor takes, by what they are."""

_ROUNDS = 20


def new_id() -> str:
    """Return the id of a fresh block."""
    return str(uuid4())


def key_of(block_id: str) -> str:
    """Return the key of the answers to the question of a block."""
    return f"f{block_id.replace('-', '')[:KEY_LENGTH]}"


def short_id() -> str:
    """Return the id of a choice, a row or a slot."""
    return new_id()[:ID_LENGTH]


@dataclass
class Draft:
    """A form as it fills up: questions go into the section that was begun last."""

    title: str = ""
    introduction: str = ""
    notes: list[Note] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    steps: list[tuple[str, str, list[tuple[str, str, list[Field]]]]] = field(default_factory=list)
    count: int = 0

    def note(self, turn: Turn, about: str, code: str, **params: Any) -> None:
        """Put down what became of a part."""
        self.notes.append(Note(turn, about, code, params))

    def words(self, text: str, kind: str, about: str = "") -> str:
        """Return one line of at most as many characters as the editor takes."""
        most = LONGEST[kind]
        found = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
        if len(found) > most:
            self.note(Turn.CHANGED, (about or found)[:40], "shortened", most=most)
            found = f"{found[: most - 1]}…"
        return found

    def begin_step(self, title: str = "") -> str:
        """Begin a step; return its id."""
        found = new_id()
        self.steps.append((found, self.words(title, "heading"), [(f"{found}-section", "", [])]))
        return found

    def begin_section(self, title: str) -> str:
        """Begin a section of the step; return its id."""
        if not self.steps:
            self.steps.append((FIRST, "", [(f"{FIRST}-section", "", [])]))
        found = new_id()
        self.steps[-1][2].append((found, self.words(title, "heading"), []))
        return found

    def make(
        self,
        kind: str,
        label: str,
        *,
        hint: str = "",
        required: bool = False,
        options: Mapping[str, Any] | None = None,
        fields: tuple[Field, ...] = (),
    ) -> Field:
        """Return a question with an id of its own; it stands nowhere yet."""
        self.count += 1
        if self.count > MOST_FIELDS:
            raise Unreadable("too_many_questions", most=MOST_FIELDS)
        found_id, known = new_id(), field_types()[kind]
        made = Field(
            id=found_id,
            key=key_of(found_id),
            type=kind,
            label=self.words(label, "label"),
            hint=self.words(hint, "hint", label),
            required=required and known.is_answered,
            options=default_options(known) | dict(options or {}),
            fields=fields,
        )
        return replace(made, data_class=str(known.class_of(made)))

    def add(self, made: Field) -> Field:
        """Ask a question at the end of what there is."""
        if not self.steps:
            self.steps.append((FIRST, "", [(f"{FIRST}-section", "", [])]))
        self.steps[-1][2][-1][2].append(made)
        return made

    def choices(self, texts: list[str], about: str) -> list[dict[str, Any]]:
        """Return choices with ids of their own."""
        return [{"id": short_id(), "text": self.words(text, "choice", about)} for text in texts]

    def definition(self) -> Definition:
        """Return the form; parts without a question are left out."""
        steps = tuple(_steps(self.steps))
        if not steps:
            raise Unreadable("nothing_to_ask")
        return Definition(
            self.words(self.title, "title") or "未命名",
            self.words(self.introduction, "introduction"),
            "",
            steps,
            rules=tuple(self.rules),
        )


def _steps(
    found: list[tuple[str, str, list[tuple[str, str, list[Field]]]]],
) -> Iterator[AnswerStep]:
    for step_id, title, sections in found:
        kept = tuple(
            Section(section_id, heading, tuple(fields))
            for section_id, heading, fields in sections
            if fields
        )
        if kept:
            yield AnswerStep(step_id, title, kept)


def default_options(kind: FieldType | Step) -> dict[str, Any]:
    """Return what the author of a question of this type has not decided yet."""
    empty = {"choices": [], "texts": [], "slots": [], "flag": False, "number": "", "text": ""}
    return {
        option.key: empty.get(option.kind) if option.default is None else option.default
        for option in kind.options
    }


def brought(draft: Draft, *, languages: tuple[str, ...] = (), language: str = "") -> Brought:
    """Return the form with those rules that hold; the others are told of."""
    definition, left_out = held(draft.definition())
    while True:
        rest, gone = _without_empty_computing(definition)
        if not gone or not any(True for _ in rest.fields):
            break
        definition, more = held(rest)
        left_out += [*gone, *more]
    carried = [
        Note(Turn.CARRIED, "", "rule_carried", {"rule": sentence_of(definition, rule)})
        for rule in definition.rules
    ]
    return Brought(definition, (*draft.notes, *left_out, *carried), languages, language)


def _without_empty_computing(definition: Definition) -> tuple[Definition, list[Note]]:
    """Leave out what is to be worked out and has no formula."""
    worked_out = {
        target
        for rule in definition.rules
        if rule.kind == RuleKind.COMPUTE
        for target in rule.targets
    }
    gone = [
        one for one in definition.all_fields if one.type == "computed" and one.key not in worked_out
    ]
    keys = {one.key for one in gone}
    notes = [Note(Turn.LEFT_OUT, one.label[:40], "not_worked_out") for one in gone]
    steps = tuple(
        replace(step, sections=tuple(_kept(section, keys) for section in step.sections))
        for step in definition.steps
    )
    return (replace(definition, steps=steps), notes) if gone else (definition, [])


def _kept(section: Section, gone: set[str]) -> Section:
    fields = tuple(
        replace(one, fields=tuple(inner for inner in one.fields if inner.key not in gone))
        for one in section.fields
        if one.key not in gone
    )
    return replace(section, fields=fields)


def held(definition: Definition) -> tuple[Definition, list[Note]]:
    """Return the form without the rules that could not be published, and why each went."""
    small = [rule for rule in definition.rules if not any(map(too_large, rule.trees.values()))]
    notes = [
        Note(Turn.LEFT_OUT, "", "rule_left_out", {"rule": rule.id[:8], "why": _TOO_LONG})
        for rule in definition.rules
        if rule not in small
    ]
    definition = replace(definition, rules=tuple(small))
    for _round in range(_ROUNDS):
        broken = {problem.rule: problem for problem in problems_of_rules(definition)}
        broken.pop("", None)
        if not broken:
            return definition, notes
        for rule in definition.rules:
            if rule.id in broken:
                why = broken[rule.id].at("")
                why.number = 0
                notes.append(_lost(definition, rule, why))
        kept = tuple(rule for rule in definition.rules if rule.id not in broken)
        definition = replace(definition, rules=kept)
    return replace(definition, rules=()), notes


_TOO_LONG = {"zh": "太长", "en": "it is too long"}


def _lost(definition: Definition, rule: Rule, why: Any) -> Note:
    first = next((target for target in rule.targets if target in definition.by_key), "")
    about = definition.by_key[first].label if first else ""
    return Note(Turn.LEFT_OUT, about, "rule_left_out", {"rule": rule.kind, "why": why})
