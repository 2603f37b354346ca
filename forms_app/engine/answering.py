"""Hold answers against a form: what is kept, and what needs another look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import Context, Value, field_types
from forms_app.engine.sentences import Unfit
from foundation.reasons import Unacceptable

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that does not hold, with its code, its values and its sentence."""

    field: Field
    reason: Unacceptable

    @property
    def code(self) -> str:
        """The code for programs."""
        return self.reason.code

    def say(self, language: str = "zh") -> str:
        """Say what is wrong and what to do."""
        return self.reason.say(language)


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers that hold, by key, and the problems of those that do not."""

    values: Mapping[str, Value]
    problems: tuple[Problem, ...]


def answered(definition: Definition, given: Given, context: Context) -> Answered:
    """Hold `given` against `definition`; what the form does not ask is left out."""
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for field in definition.fields:
        try:
            value = _read(field, given.get(field.key, ()), context)
        except Unacceptable as reason:
            problems.append(Problem(field, reason))
        else:
            if value is not None:
                values[field.key] = value
    return Answered(values, tuple(problems))


def _read(field: Field, given: Sequence[str], context: Context) -> Value | None:
    kind = field_types()[field.type]
    filled = [text for text in given if text.strip()]
    value = kind.read(field, filled, context) if filled else None
    if value in (None, "", []):
        if field.required:
            raise Unfit(kind.missing)
        return None
    return value


@dataclass(frozen=True, slots=True)
class Said:
    """One kept answer in words; `masked` when it is personal and not revealed."""

    field: Field
    words: str
    masked: bool = False


def said(
    definition: Definition,
    values: Mapping[str, Value],
    context: Context,
    *,
    revealed: bool = True,
) -> list[Said]:
    """Return every kept answer in words, in the order in which it was asked."""
    found = []
    for field in definition.fields:
        if field.key not in values:
            continue
        kind, value = field_types()[field.type], values[field.key]
        hidden = not revealed and kind.is_personal(field)
        words = kind.masked(field, value) if hidden else kind.words(field, value, context)
        found.append(Said(field, words, masked=hidden))
    return found
