"""Decide what a form looks like for these answers: shown, required, computed, not holding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms_app.engine.definition import AnswerStep, Definition, Field
from forms_app.engine.field_type import type_of
from forms_app.engine.kind import Kind
from forms_app.engine.listed import OTHER, chosen_without, entries_of
from forms_app.engine.logic.evaluating import Scope, Terms, evaluate
from forms_app.engine.logic.ordering import order_of
from forms_app.engine.numbers import json_number
from forms_app.engine.rule import END, Rule, RuleKind

_PLAN = "_plan"


@dataclass(frozen=True, slots=True)
class Violation:
    """A check that does not hold, and the address of the answer beside which that is said."""

    rule: str
    address: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What logic decides. Addresses are keys of fields, `group.0.key` for those of an item.

    `path` are the ids of the steps that are asked; `shown`, `hidden` and `required` are addresses;
    `values` are the answers that count, computed ones too; what is hidden is not among them, nor
    what is not offered. `withheld` are the ids of the choices that are not offered, by address; a
    question of which nothing is offered is hidden.
    """

    path: tuple[str, ...]
    hidden: tuple[str, ...]
    shown: frozenset[str]
    required: frozenset[str]
    computed: Mapping[str, Any]
    violations: tuple[Violation, ...]
    values: Mapping[str, Any]
    shown_sections: frozenset[str] = frozenset()
    withheld: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return the outcome as the browser's twin writes it."""
        withheld = {address: list(ids) for address, ids in self.withheld.items()}
        return {
            "path": list(self.path),
            "hidden": list(self.hidden),
            "required": sorted(self.required),
            "computed": dict(self.computed),
            "violations": [[found.rule, found.address] for found in self.violations],
            "values": dict(self.values),
        } | ({"withheld": withheld} if withheld else {})


class Plan:
    """A definition made ready to be decided again and again."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.terms = terms_of(definition)
        self.order = order_of(definition)
        self.rules: dict[str, dict[str, list[Rule]]] = {}
        self.skips: dict[str, list[Rule]] = {}
        for rule in definition.rules:
            if rule.kind == RuleKind.SKIP:
                self.skips.setdefault(rule.origin, []).append(rule)
                continue
            for target in rule.targets:
                self.rules.setdefault(target, {}).setdefault(rule.kind, []).append(rule)
        self.steps = {step.id: step for step in definition.steps}
        self.step_of_section = {
            section.id: step.id for step in definition.steps for section in step.sections
        }
        self.section_of = {
            found.key: section.id for section in definition.sections for found in section.fields
        }

    @staticmethod
    def choices_of(found: Field) -> tuple[str, ...]:
        """Return the ids of what can be chosen, in the order of the form."""
        other = (OTHER,) if found.options.get("other") else ()
        return (*(entry["id"] for entry in entries_of(found)), *other)

    def of(self, target: str, kind: RuleKind) -> list[Rule]:
        """Return the rules of one kind about a target, in their order."""
        return self.rules.get(target, {}).get(kind, [])


def terms_of(definition: Definition) -> Terms:
    """Return the kinds and scores that formulas of this form can use."""
    kinds: dict[str, str] = {}
    scores: dict[str, Mapping[str, int | float]] = {}
    for found in definition.all_fields:
        kind = type_of(found)
        kinds[found.key] = str(kind.kind_of(found))
        for part, part_kind in kind.parts_of(found).items():
            kinds[f"{found.key}.{part}"] = str(part_kind)
        scored = {entry["id"]: entry["score"] for entry in entries_of(found) if entry.get("score")}
        if scored:
            scores[found.key] = scored
    return Terms(kinds, scores)


def plan_of(definition: Definition) -> Plan:
    """Return the plan of a definition; it is made once and stays with it."""
    kept: Plan | None = definition.__dict__.get(_PLAN)
    if kept is None:
        kept = definition.__dict__[_PLAN] = Plan(definition)
    return kept


def decide(definition: Definition, values: Mapping[str, Any], *, today: str) -> Outcome:
    """Return what the form comes to for `values`, kept answers by key, on the day `today`."""
    return _Deciding(plan_of(definition), values, today).outcome()


@dataclass
class _Deciding:
    """One pass over the nodes of a plan."""

    plan: Plan
    raw: Mapping[str, Any]
    today: str
    shown: dict[str, bool] = field(default_factory=dict)
    jumped: set[str] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)
    computed: dict[str, Any] = field(default_factory=dict)
    withheld: dict[str, tuple[str, ...]] = field(default_factory=dict)
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = Scope(self.plan.terms, self.values, self.today)

    def outcome(self) -> Outcome:
        """Visit every node, then read off what was found."""
        definition = self.plan.definition
        for node in self.plan.order:
            self._visit(node)
        addresses = list(self._addresses())
        return Outcome(
            path=tuple(step.id for step in definition.steps if self.shown[f"#{step.id}"]),
            hidden=tuple(address for address, _, _ in addresses if not self.shown.get(address)),
            shown=frozenset(address for address, _, _ in addresses if self.shown.get(address)),
            required=frozenset(self._required(addresses)),
            computed=self.computed,
            violations=tuple(self._violations()),
            values=self.values,
            shown_sections=frozenset(
                section for section in self.plan.step_of_section if self.shown[f"#{section}"]
            ),
            withheld=self.withheld,
        )

    def _visit(self, node: str) -> None:
        if node.startswith(">"):
            self._leave(self.plan.steps[node[1:]])
        elif node.startswith("#"):
            self._show_container(node)
        else:
            self._show_field(self.plan.definition.by_key[node])

    def _show_container(self, node: str) -> None:
        name = node[1:]
        if name in self.plan.steps:
            free = name not in self.jumped
        else:
            free = self.shown.get(f"#{self.plan.step_of_section[name]}", False)
        self.shown[node] = free and self._allowed(name, self.scope)

    def _leave(self, step: AnswerStep) -> None:
        if not self.shown.get(f"#{step.id}", False):
            return
        for rule in self.plan.skips.get(step.id, ()):
            if rule.when is None or evaluate(rule.when, self.scope) is True:
                self.jumped |= set(_between(self.plan.definition.steps, step.id, rule.targets))
                return

    def _show_field(self, found: Field) -> None:
        group = self.plan.definition.group_of.get(found.key)
        if group is not None:
            for number, item in enumerate(self.values.get(group.key) or ()):
                kept = self.raw[group.key][number]
                raw = kept if isinstance(kept, dict) else {}
                scope = self.scope.within_item(item)
                self._take(found, f"{group.key}.{number}.{found.key}", raw, item, scope)
            return
        above = self.shown.get(f"#{self.plan.section_of[found.key]}", False)
        self._take(found, found.key, self.raw, self.values, self.scope, above=above)

    def _take(
        self,
        found: Field,
        address: str,
        raw: Mapping[str, Any],
        into: dict[str, Any],
        scope: Scope,
        *,
        above: bool = True,
    ) -> None:
        offered = self._offered(found, address, scope)
        self.shown[address] = above and offered and self._allowed(found.key, scope)
        if not self.shown[address]:
            self.withheld.pop(address, None)
            return
        if found.type == "computed":
            value: Any = self._compute(found, scope)
            if value is not None:
                self.computed[address] = value
        else:
            value = raw.get(found.key)
            if self.plan.terms.kinds[found.key] == Kind.ITEMS:
                value = [{} for _ in value] if isinstance(value, list) else None
            if address in self.withheld and value is not None:
                value = chosen_without(value, self.withheld[address])
        if value is not None:
            into[found.key] = value

    def _offered(self, found: Field, address: str, scope: Scope) -> bool:
        """Note which choices are not offered, and say whether there is anything to choose."""
        rules = self.plan.of(found.key, RuleKind.OFFER)
        if not rules:
            return True
        asked: dict[str, bool] = {}
        for rule in rules:
            holds = evaluate(rule.when, scope) is True
            asked |= {choice: holds or asked.get(choice, False) for choice in rule.choices}
        choices = self.plan.choices_of(found)
        withheld = tuple(choice for choice in choices if not asked.get(choice, True))
        if withheld:
            self.withheld[address] = withheld
        return not withheld or len(withheld) < len(choices)

    def _allowed(self, target: str, scope: Scope) -> bool:
        showing = self.plan.of(target, RuleKind.SHOW)
        if showing and not any(evaluate(rule.when, scope) is True for rule in showing):
            return False
        hiding = self.plan.of(target, RuleKind.HIDE)
        return not any(evaluate(rule.when, scope) is True for rule in hiding)

    def _compute(self, found: Field, scope: Scope) -> int | float | None:
        for rule in self.plan.of(found.key, RuleKind.COMPUTE):
            if rule.when is None or evaluate(rule.when, scope) is True:
                return kept_number(found, evaluate(rule.value, scope))
        return None

    def _addresses(self) -> Iterator[tuple[str, Field, Scope]]:
        for found in self.plan.definition.fields:
            yield found.key, found, self.scope
            for number, item in enumerate(self.values.get(found.key) or () if found.fields else ()):
                for inner in found.fields:
                    address = f"{found.key}.{number}.{inner.key}"
                    yield address, inner, self.scope.within_item(item)

    def _required(self, addresses: Iterable[tuple[str, Field, Scope]]) -> Iterator[str]:
        for address, found, scope in addresses:
            if not self.shown.get(address) or not type_of(found).is_answered:
                continue
            rules = self.plan.of(found.key, RuleKind.REQUIRE)
            if found.required or any(evaluate(rule.when, scope) is True for rule in rules):
                yield address

    def _violations(self) -> Iterator[Violation]:
        for rule in self.plan.definition.rules:
            if rule.kind == RuleKind.CHECK:
                for address, scope in self._places(rule.targets[0]):
                    holds = rule.when is None or evaluate(rule.when, scope) is True
                    if holds and evaluate(rule.value, scope) is False:
                        yield Violation(rule.id, address)

    def _places(self, key: str) -> Iterator[tuple[str, Scope]]:
        group = self.plan.definition.group_of.get(key)
        if group is None:
            if self.shown.get(key):
                yield key, self.scope
            return
        for number, item in enumerate(self.values.get(group.key) or ()):
            address = f"{group.key}.{number}.{key}"
            if self.shown.get(address):
                yield address, self.scope.within_item(item)


def kept_number(found: Field, value: Any) -> int | float | None:
    """Return what a formula came to as a computed field keeps it, None for unknown."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    if found.options.get("as") == "money":
        return json_number(value * 100, 0)
    return json_number(value, int(found.options.get("places") or 0))


def _between(steps: Iterable[AnswerStep], origin: str, targets: tuple[str, ...]) -> Iterator[str]:
    ids = [step.id for step in steps]
    start = ids.index(origin) + 1
    target = targets[0] if targets else END
    yield from ids[start : ids.index(target, start) if target in ids[start:] else len(ids)]
