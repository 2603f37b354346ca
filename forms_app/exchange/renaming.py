"""Give every block, choice, row and slot of a form a fresh id, and rules and samples with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.logic.operators import ITEM
from forms_app.engine.planned import Planned
from forms_app.engine.rule import END, Rule, Tree
from forms_app.exchange.drafting import key_of, new_id, short_id

LISTS = ("choices", "rows", "slots")
AFTER = "after"
_NAMED = re.compile(r"@([\w.-]+)")


@dataclass
class _Names:
    """Old → new: `keys` of answers, `parts` of steps and sections, `inside` of each question."""

    keys: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    inside: dict[str, dict[str, str]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """Rename an address of an answer: `key`, `key.row`, `group.0.key` or `item.key`."""
        prefix = ITEM if name.startswith(ITEM) else ""
        found, inside = [], dict[str, str]()
        for part in name.removeprefix(prefix).split("."):
            if part in self.keys:
                found.append(self.keys[part])
                inside = self.inside.get(part, {})
            else:
                found.append(inside.get(part, part))
        return prefix + ".".join(found)

    def choices_at(self, name: str) -> Mapping[str, str]:
        """Return old → new of what can be chosen at an address."""
        for part in reversed(name.removeprefix(ITEM).split(".")):
            if part in self.keys:
                return self.inside.get(part, {})
        return {}

    def of_words(self, address: str) -> str:
        """Rename the address of some words, as translations know it."""
        first, _dot, rest = address.partition(".")
        if first == AFTER:
            step, _dot, option = rest.partition(".")
            return f"{AFTER}.{self.after.get(step, step)}.{option}"
        if first in self.keys:
            return self.address(address)
        known = self.parts | self.rules
        return f"{known[first]}.{rest}" if first in known else address

    def in_text(self, text: str) -> str:
        """Rename questions that a text names with an at sign, as templates do."""
        return _NAMED.sub(lambda match: f"@{self.address(match[1])}", text)


def rekeyed(definition: Definition) -> Definition:
    """Return the form under ids of its own; words, logic and what follows say the same."""
    return rekeyed_with_keys(definition)[0]


def rekeyed_with_keys(definition: Definition) -> tuple[Definition, Mapping[str, str]]:
    """Return the form under ids of its own, and old → new keys of its answers."""
    names = _Names()
    steps = tuple(_step(step, names) for step in definition.steps)
    rules = tuple(_rule(rule, names) for rule in definition.rules)
    after = tuple(_planned(planned, names) for planned in definition.after)
    found = replace(
        definition,
        steps=steps,
        rules=rules,
        samples=tuple(_renamed_sample(sample, names) for sample in definition.samples),
        after=after,
        translations={
            language: {names.of_words(address): entry for address, entry in said.items()}
            for language, said in definition.translations.items()
        },
    )
    return found, names.keys


def renamed_course(
    course: Iterable[Planned], keys: Mapping[str, str], inside: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[Planned, ...], Mapping[str, str]]:
    """Return what follows under ids of its own, and old → new of them.

    `keys` is old → new of the answers that it speaks of, `inside` by old key that of the choices.
    """
    names = _Names(dict(keys), inside={key: dict(one) for key, one in inside.items()})
    return tuple(_planned(planned, names) for planned in course), names.after


def _planned(planned: Planned, names: _Names) -> Planned:
    made = names.after[planned.id] = new_id()
    settings = {
        option: names.in_text(value) if isinstance(value, str) else value
        for option, value in planned.settings.items()
    }
    return replace(planned, id=made, settings=settings, when=_tree(planned.when, names, {}))


def _step(step: AnswerStep, names: _Names) -> AnswerStep:
    made = names.parts[step.id] = new_id()
    sections = []
    for section in step.sections:
        implied = section.id == f"{step.id}-section"
        fresh = f"{made}-section" if implied else new_id()
        names.parts[section.id] = fresh
        fields = tuple(_field(one, names) for one in section.fields)
        sections.append(Section(fresh, section.title, fields))
    return AnswerStep(made, step.title, tuple(sections))


def _field(found: Field, names: _Names) -> Field:
    made = new_id()
    names.keys[found.key] = key_of(made)
    inside = names.inside.setdefault(found.key, {})
    options = dict(found.options)
    for part in LISTS:
        if isinstance(options.get(part), list):
            fresh = []
            for entry in options[part]:
                inside[entry["id"]] = short_id()
                fresh.append({**entry, "id": inside[entry["id"]]})
            options[part] = fresh
    inner = tuple(_field(one, names) for one in found.fields)
    return replace(found, id=made, key=key_of(made), options=options, fields=inner)


def _rule(rule: Rule, names: _Names) -> Rule:
    known = names.keys | names.parts | {END: END}
    made = names.rules[rule.id] = new_id()
    return replace(
        rule,
        id=made,
        targets=tuple(known.get(target, target) for target in rule.targets),
        choices=tuple(
            names.inside.get(target, {}).get(choice, choice)
            for target in rule.targets[:1]
            for choice in rule.choices
        ),
        origin=names.parts.get(rule.origin, rule.origin),
        when=_tree(rule.when, names, {}),
        value=_tree(rule.value, names, {}),
    )


def _tree(tree: Tree, names: _Names, beside: Mapping[str, str]) -> Tree:
    """Rename references, and the choices that stand beside them in the same comparison."""
    if isinstance(tree, str):
        return beside.get(tree, tree)
    if isinstance(tree, list):
        return [_tree(entry, names, beside) for entry in tree]
    if not isinstance(tree, Mapping) or len(tree) != 1:
        return tree
    [(operator, arguments)] = tree.items()
    if operator == "var":
        return {"var": names.address(arguments) if isinstance(arguments, str) else arguments}
    if not isinstance(arguments, list):
        return tree
    around: dict[str, str] = {}
    for name in _references(arguments):
        around |= names.choices_at(name)
    return {operator: [_tree(entry, names, around) for entry in arguments]}


def _references(arguments: list[Tree]) -> Iterator[str]:
    for entry in arguments:
        if isinstance(entry, Mapping) and isinstance(entry.get("var"), str):
            yield entry["var"]


def _renamed_sample(sample: Mapping[str, Any], names: _Names) -> dict[str, Any]:
    found = dict(sample)
    answers = sample.get("answers")
    if isinstance(answers, Mapping):
        found["answers"] = {
            names.address(str(address)): _chosen(texts, names.choices_at(str(address)))
            for address, texts in answers.items()
        }
    if isinstance(sample.get("expect"), Mapping):
        found["expect"] = _expected(sample["expect"], names)
    return found


def _chosen(texts: Any, choices: Mapping[str, str]) -> Any:
    if not isinstance(texts, list):
        return texts
    return [choices.get(text, text) if isinstance(text, str) else text for text in texts]


def _expected(entry: Any, names: _Names) -> Any:
    if isinstance(entry, str):
        return names.parts.get(entry) or names.address(entry)
    if isinstance(entry, list):
        return [_expected(one, names) for one in entry]
    if isinstance(entry, Mapping):
        return {_expected_key(key, names): _expected(one, names) for key, one in entry.items()}
    return entry


def _expected_key(key: str, names: _Names) -> str:
    return names.address(key) if key.partition(".")[0] in names.keys else key
