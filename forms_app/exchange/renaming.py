"""Give every block, choice, row and slot of a form a fresh id, and rules and samples with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.logic.operators import ITEM
from forms_app.engine.rule import END, Rule, Tree
from forms_app.exchange.drafting import key_of, new_id, short_id

LISTS = ("choices", "rows", "slots")


@dataclass
class _Names:
    """Old → new: `keys` of answers, `parts` of steps and sections, `inside` of each question."""

    keys: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    inside: dict[str, dict[str, str]] = field(default_factory=dict)

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


def rekeyed(definition: Definition) -> Definition:
    """Return the form under ids of its own; words and logic say the same."""
    names = _Names()
    steps = tuple(_step(step, names) for step in definition.steps)
    return replace(
        definition,
        steps=steps,
        rules=tuple(_rule(rule, names) for rule in definition.rules),
        samples=tuple(_renamed_sample(sample, names) for sample in definition.samples),
    )


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
    return replace(
        rule,
        id=new_id(),
        targets=tuple(known.get(target, target) for target in rule.targets),
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
