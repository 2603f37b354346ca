"""Hold answers against a form: what is kept, and what needs another look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import Context, Value, type_of
from forms_app.engine.kind import Kind
from forms_app.engine.logic.deciding import Outcome, decide
from forms_app.engine.logic.wording import sentence_of
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Given, Sheet, Typed
from foundation.reasons import Unacceptable

__all__ = [
    "Answered",
    "Given",
    "Problem",
    "Said",
    "answered",
    "closed_up",
    "said",
    "typed_again",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that does not hold, with its code, its values and its sentence.

    `address` is the field's key, for a question of an item `group.0.key`.
    """

    field: Field
    reason: Unacceptable
    address: str

    @property
    def code(self) -> str:
        """The code for programs."""
        return self.reason.code

    def say(self, language: str = "zh") -> str:
        """Say what is wrong and what to do."""
        return self.reason.say(language)


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers that hold and count, by key, the problems of the others, and what logic decided.

    What was answered to a hidden question is neither kept nor complained about.
    """

    values: Mapping[str, Value]
    problems: tuple[Problem, ...]
    outcome: Outcome


def answered(definition: Definition, given: Given, context: Context) -> Answered:
    """Hold `given` against `definition`; what the form does not ask is left out."""
    values: dict[str, Value] = {}
    wrong: dict[str, Unacceptable] = {}
    sheet = Sheet(given)
    for field in definition.fields:
        _read(field, field.key, sheet.at(field.key), values, wrong, context)
    outcome = decide(definition, values, today=context.today.isoformat())
    wrong |= _too_few_left(definition, outcome, values, context)
    problems = [*_wrong(definition, outcome, wrong), *_violated(definition, outcome, wrong)]
    return Answered(outcome.values, tuple(problems), outcome)


def _read(
    field: Field,
    address: str,
    typed: Typed,
    into: dict[str, Value],
    wrong: dict[str, Unacceptable],
    context: Context,
) -> None:
    try:
        value = type_of(field).parse(field, typed, context)
    except Unacceptable as reason:
        wrong[address] = reason
        return
    if value in (None, "", []):
        return
    into[field.key] = value
    if type_of(field).kind_of(field) == Kind.ITEMS:
        for number, (item, below) in enumerate(zip(value, typed.items, strict=True)):
            for inner in field.fields:
                at = f"{address}.{number}.{inner.key}"
                _read(inner, at, below.part(inner.key), item, wrong, context)


def _too_few_left(
    definition: Definition, outcome: Outcome, read: Mapping[str, Value], context: Context
) -> dict[str, Unacceptable]:
    """Hold once more what lost a choice that is not offered: too little may be left of it."""
    found: dict[str, Unacceptable] = {}
    if not outcome.withheld:
        return found
    before = {address: value for address, _field, value in addresses_of(definition, read)}
    for address, field, value in addresses_of(definition, outcome.values):
        if address not in outcome.withheld or value is None or value == before.get(address):
            continue
        texts = type_of(field).typed(field, value)
        names = {f"{address}.{part}" if part else address: one for part, one in texts.items()}
        try:
            type_of(field).parse(field, Sheet(names).at(address), context)
        except Unacceptable as reason:
            found[address] = reason
    return found


def addresses_of(
    definition: Definition, values: Mapping[str, Value]
) -> Iterator[tuple[str, Field, Value | None]]:
    """Yield address, field and answer of every question, those of items after their group."""
    for field in definition.fields:
        value = values.get(field.key)
        yield field.key, field, value
        if field.fields and isinstance(value, list):
            for number, item in enumerate(value):
                for inner in field.fields:
                    yield f"{field.key}.{number}.{inner.key}", inner, item.get(inner.key)


def _wrong(
    definition: Definition, outcome: Outcome, wrong: Mapping[str, Unacceptable]
) -> Iterator[Problem]:
    for address, field, value in addresses_of(definition, outcome.values):
        if address not in outcome.shown:
            continue
        if address in wrong:
            yield Problem(field, wrong[address], address)
        elif value is None and address in outcome.required:
            yield Problem(field, Unfit(type_of(field).missing), address)


def _violated(
    definition: Definition, outcome: Outcome, wrong: Mapping[str, Unacceptable]
) -> Iterator[Problem]:
    rules = {rule.id: rule for rule in definition.rules}
    for violation in outcome.violations:
        rule = rules[violation.rule]
        if violation.address in wrong:
            continue
        field = definition.by_key[violation.address.rpartition(".")[2]]
        said = {"zh": rule.message, "en": rule.message}
        words = said if rule.message else sentence_of(definition, rule)
        yield Problem(field, Unfit("check_violated", words=words), violation.address)


def closed_up(definition: Definition, given: Given) -> dict[str, list[str]]:
    """Return what was typed with the items of groups numbered from 0; empty items are left out.

    Addresses count items that way: a page that shows problems beside them draws these names.
    """
    sheet, places = Sheet(given), dict[str, str]()
    groups = {field.key for field in definition.fields if field.fields}
    for field in definition.fields:
        if field.fields:
            for place, typed in enumerate(sheet.at(field.key).items):
                places[typed.name] = f"{field.key}.{place}"
    found = {}
    for name, texts in given.items():
        group, _, rest = name.partition(".")
        item = f"{group}.{rest.partition('.')[0]}"
        if group not in groups:
            found[name] = list(texts)
        elif item in places:
            found[places[item] + name.removeprefix(item)] = list(texts)
    return found


def typed_again(definition: Definition, values: Mapping[str, Value]) -> dict[str, list[str]]:
    """Return what one would type to give kept answers again: to correct, resume or copy them."""
    found: dict[str, list[str]] = {}
    for field in definition.fields:
        if field.key in values:
            for part, texts in type_of(field).typed(field, values[field.key]).items():
                found[f"{field.key}.{part}" if part else field.key] = texts
    return found


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
        kind, value = type_of(field), values[field.key]
        hidden = not revealed and kind.is_personal(field)
        words = kind.masked(field, value) if hidden else kind.words(field, value, context)
        found.append(Said(field, words, masked=hidden))
    return found
