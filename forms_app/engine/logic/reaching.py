"""Find what nobody can ever see: steps that are always passed over, fields that are never shown.

Conditions about choices, yes and no, and comparisons of a number with numbers are tried with every
answer that makes a difference; anything else may be true or not. What would take too many tries is
believed to be reachable.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product
from math import prod
from typing import Any

from forms_app.engine.definition import Definition, Field
from forms_app.engine.kind import Kind
from forms_app.engine.logic.deciding import Plan, plan_of
from forms_app.engine.logic.evaluating import Scope, evaluate, key_of
from forms_app.engine.logic.operators import ITEM
from forms_app.engine.logic.ordering import references
from forms_app.engine.rule import END, RuleKind, Tree

MOST_TRIES = 1000
MOST_ASKED = 7
MOST_CHOICES = 4
_ORDERED = ("<", "<=", ">", ">=", "==", "!=")
_SETS = ("any_of", "all_of", "none_of")
_JOINING = ("and", "or", "!")
_SHOWING = (RuleKind.SHOW, RuleKind.HIDE, RuleKind.OFFER)


def unreachable_steps(definition: Definition) -> list[str]:
    """Return the ids of the steps that no answers lead to, in their order."""
    ids = [step.id for step in definition.steps]
    plan = plan_of(definition)
    reached, waiting = {ids[0]} if ids else set(), ids[:1]
    while waiting:
        for following in _after(waiting.pop(), ids, plan):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    hidden = {step for step in ids if not _can_be_shown([step], plan)}
    return [step for step in ids if step not in reached or step in hidden]


def _after(step: str, ids: Sequence[str], plan: Plan) -> Iterator[str]:
    place = ids.index(step)
    for rule in plan.skips.get(step, ()):
        if rule.targets[0] != END:
            yield rule.targets[0]
        # A step that is not shown itself is left without its skips.
        if rule.when is None and not plan.of(step, RuleKind.SHOW):
            return
    if place + 1 < len(ids):
        yield ids[place + 1]


def never_shown(definition: Definition, beside: Sequence[str] = ()) -> Iterator[Field]:
    """Yield the fields that no answers show; those of the steps `beside` are known already."""
    plan = plan_of(definition)
    for step in definition.steps:
        for section in step.sections:
            for found in section.fields if step.id not in beside else ():
                above = [step.id, section.id, found.key]
                if not _can_be_shown(above, plan):
                    yield found
                    continue
                for inner in found.fields:
                    if not _can_be_shown([*above, inner.key], plan):
                        yield inner


def _can_be_shown(targets: Sequence[str], plan: Plan) -> bool:
    if not any(plan.of(target, kind) for target in targets for kind in _SHOWING):
        return True
    trial = _Trial(plan)
    trial.gather(targets)
    domains = {} if trial.is_too_much else trial.domains()
    if trial.is_too_much or prod(len(found) for found in domains.values()) > MOST_TRIES:
        return True
    names = list(domains)
    return any(
        trial.shown(targets, dict(zip(names, chosen, strict=True)))
        for chosen in product(*domains.values())
    )


@dataclass
class _Trial:
    """Tries the answers that make a difference to whether some targets are shown."""

    plan: Plan
    leaves: dict[str, list[Tree]] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    @property
    def is_too_much(self) -> bool:
        """Whether more is asked than can be tried."""
        return len(self.leaves) + len(self.free) > MOST_ASKED

    def gather(self, targets: Sequence[str]) -> None:
        """Collect the leaves of the conditions, and of those of the fields that they ask."""
        for target in targets:
            if target in self.seen or self.is_too_much:
                continue
            self.seen.add(target)
            for kind in _SHOWING:
                for rule in self.plan.of(target, kind):
                    for leaf in _leaves(rule.when):
                        self._take(leaf)

    def _take(self, leaf: Tree) -> None:
        name = _asked(leaf, self.plan.terms.kinds)
        if name is None:
            if any(references(leaf)) or "today" in _written(leaf):
                self.free.add(_written(leaf))
        else:
            self.leaves.setdefault(name, []).append(leaf)
        for reference in references(leaf):
            self.gather(self._containers(key_of(reference)))

    def _containers(self, key: str) -> list[str]:
        section = self.plan.section_of.get(key)
        if section is None:
            return [key]
        return [self.plan.step_of_section[section], section, key]

    def domains(self) -> dict[str, list[Any]]:
        """Return name → what it may be; a leaf that is not understood may be anything."""
        found = {name: self._answers(name, leaves) for name, leaves in self.leaves.items()}
        return found | {leaf: [True, False, None] for leaf in self.free}

    def _answers(self, name: str, leaves: Sequence[Tree]) -> list[Any]:
        kind = self.plan.terms.kinds[name.removeprefix(ITEM)]
        literals = [literal for leaf in leaves for literal in _literals(leaf)]
        if kind == Kind.BOOLEAN:
            return [True, False, None]
        if kind == Kind.NUMBER:
            return [*_between(literals), None]
        words = list(dict.fromkeys(literals))
        if kind not in (Kind.CHOICE, Kind.CHOICES):
            return [_something(kind), None]
        if kind == Kind.CHOICE:
            return [*words, "any other", None]
        sets = [
            list(chosen) for size in range(len(words) + 1) for chosen in combinations(words, size)
        ]
        return [None, *sets] if len(words) <= MOST_CHOICES else [None] * (MOST_TRIES + 1)

    def shown(self, targets: Sequence[str], answers: Mapping[str, Any]) -> bool:
        """Say whether these answers show every target."""
        return all(self._one_shown(target, answers) for target in targets)

    def _there(self, key: str, answers: Mapping[str, Any]) -> bool:
        return self.shown(self._containers(key), answers)

    def _one_shown(self, target: str, answers: Mapping[str, Any]) -> bool:
        showing = self.plan.of(target, RuleKind.SHOW)
        if showing and not any(self._holds(rule.when, answers) is True for rule in showing):
            return False
        hiding = self.plan.of(target, RuleKind.HIDE)
        if any(self._holds(rule.when, answers) is True for rule in hiding):
            return False
        return self._offers_something(target, answers)

    def _offers_something(self, target: str, answers: Mapping[str, Any]) -> bool:
        """A question is shown only when there is something to choose."""
        offering = self.plan.of(target, RuleKind.OFFER)
        if not offering:
            return True
        asked = {choice for rule in offering for choice in rule.choices}
        free = set(self.plan.choices_of(self.plan.definition.by_key[target])) - asked
        return bool(free) or any(self._holds(rule.when, answers) is True for rule in offering)

    def _holds(self, tree: Tree, answers: Mapping[str, Any]) -> Any:
        if isinstance(tree, dict) and next(iter(tree)) in _JOINING:
            [(name, arguments)] = tree.items()
            parts = [_literal_truth(self._holds(entry, answers)) for entry in arguments]
            return evaluate({name: parts}, Scope(self.plan.terms, {}, ""))
        written = _written(tree)
        if written in self.free:
            keys = {key_of(found) for found in references(tree)}
            hidden = keys and not any(self._there(key, answers) for key in keys)
            return evaluate(tree, Scope(self.plan.terms, {}, "")) if hidden else answers[written]
        name = _asked(tree, self.plan.terms.kinds)
        if name is None:
            return evaluate(tree, Scope(self.plan.terms, {}, ""))
        key = key_of(name)
        values = {key: answers[name]} if self._there(key, answers) else {}
        return evaluate(tree, Scope(self.plan.terms, values, "", values))


def _something(kind: str) -> Any:
    """Return an answer of a kind about which it matters only whether there is one."""
    return {Kind.MONEY: 0, Kind.ITEMS: []}.get(Kind(kind), "x")


def _literal_truth(value: Any) -> Tree:
    """Return a truth as a tree; unknown is the answer to a question that is not there."""
    return {"var": ""} if value is None else value


def _leaves(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, dict) and len(tree) == 1 and next(iter(tree)) in _JOINING:
        [arguments] = tree.values()
        for entry in arguments:
            yield from _leaves(entry)
    else:
        yield tree


def _asked(leaf: Tree, kinds: Mapping[str, str]) -> str | None:
    """Return the one answer that a leaf asks about in a way that can be tried, else None."""
    if not isinstance(leaf, dict):
        return None
    [(name, arguments)] = leaf.items()
    if name == "var":
        return arguments if kinds.get(arguments.removeprefix(ITEM)) == Kind.BOOLEAN else None
    first = arguments[0] if arguments else None
    asked = first.get("var") if isinstance(first, dict) else None
    kind = kinds.get(asked.removeprefix(ITEM)) if isinstance(asked, str) else None
    if "." in str(asked).removeprefix(ITEM) or any(map(_is_tree, arguments[1:])):
        return None
    fits = {
        Kind.BOOLEAN: name in ("==", "!=", "answered"),
        Kind.CHOICE: name in ("==", "!=", "in", "answered"),
        Kind.NUMBER: name in (*_ORDERED, "in", "answered"),
        Kind.CHOICES: name in (*_SETS, "answered"),
    }
    return asked if kind and fits.get(Kind(kind), name == "answered") else None


def _is_tree(entry: Tree) -> bool:
    return isinstance(entry, dict)


def _literals(leaf: Tree) -> Iterator[Any]:
    [(name, arguments)] = leaf.items()
    if name != "var":
        for entry in arguments[1:]:
            yield from entry if isinstance(entry, list) else [entry]


def _between(numbers: Sequence[int | float]) -> list[int | float]:
    """Return the numbers, one between each two of them, and one beyond either end."""
    found = sorted(set(numbers)) or [0]
    middle = [(left + right) / 2 for left, right in pairwise(found)]
    return [found[0] - 1, *found, *middle, found[-1] + 1]


def _written(tree: Tree) -> str:
    return f"?{json.dumps(tree, sort_keys=True, ensure_ascii=False)}"
