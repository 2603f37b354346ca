"""Find what is wrong with the rules of a form, each with its place and a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import type_of
from forms_app.engine.kind import Kind
from forms_app.engine.logic.deciding import terms_of
from forms_app.engine.logic.evaluating import Terms, key_of
from forms_app.engine.logic.inferring import View, infer, too_large, wrong_kind
from forms_app.engine.logic.ordering import circle_in, graph_of, references
from forms_app.engine.logic.reaching import never_shown, unreachable_steps
from forms_app.engine.logic.wording import Voice
from forms_app.engine.rule import END, Rule, RuleKind, Tree
from forms_app.engine.sentences import Unfit

CONDITIONED = frozenset({RuleKind.SHOW, RuleKind.HIDE, RuleKind.REQUIRE, RuleKind.OFFER})
FIELDS_ONLY = frozenset({RuleKind.REQUIRE, RuleKind.OFFER, RuleKind.CHECK, RuleKind.COMPUTE})
ONE_TARGET = frozenset({RuleKind.OFFER, RuleKind.CHECK, RuleKind.COMPUTE, RuleKind.SKIP})
BEFORE = frozenset({RuleKind.SHOW, RuleKind.HIDE, RuleKind.OFFER})
"""Kinds that rest on what was asked earlier, not on the same question."""


@dataclass(frozen=True)
class Places:
    """Where everything stands in the form: step by step, field by field."""

    definition: Definition

    @cached_property
    def terms(self) -> Terms:
        """The kinds and scores of the form."""
        return terms_of(self.definition)

    @cached_property
    def steps(self) -> Mapping[str, int]:
        """Id of a step → its number from 0."""
        return {step.id: number for number, step in enumerate(self.definition.steps)}

    @cached_property
    def first_fields(self) -> Mapping[str, int]:
        """Id of a section or step, key of a field → where its first field stands."""
        found: dict[str, int] = {}
        place = 0
        for step in self.definition.steps:
            found.setdefault(step.id, place)
            for section in step.sections:
                found.setdefault(section.id, place)
                for field in section.fields:
                    for one in (field, *field.fields):
                        found[one.key] = place
                        place += 1
        return found

    @cached_property
    def step_of(self) -> Mapping[str, int]:
        """Id of a section or step, key of a field → the number of its step."""
        found: dict[str, int] = {}
        for number, step in enumerate(self.definition.steps):
            found[step.id] = number
            for section in step.sections:
                found[section.id] = number
                for field in section.fields:
                    found |= {one.key: number for one in (field, *field.fields)}
        return found


def problems_of_rules(definition: Definition) -> Iterator[Unfit]:
    """Yield everything that keeps the logic of `definition` from being published."""
    places = Places(definition)
    ids = Counter(rule.id for rule in definition.rules)
    found = []
    for number, rule in enumerate(definition.rules, 1):
        if ids[rule.id] > 1:
            found.append(Unfit("rule_id_twice").in_rule(rule.id, number))
        found += [problem.in_rule(rule.id, number) for problem in _problems(rule, places)]
    yield from found
    yield from _uncomputed(definition)
    if not found:
        yield from _problems_of_whole(definition)


def _problems(rule: Rule, places: Places) -> Iterator[Unfit]:
    if rule.kind not in list(RuleKind):
        yield Unfit("rule_kind_unknown", kind=rule.kind)
        return
    shape = [*_problems_of_targets(rule, places), *_missing_trees(rule)]
    yield from shape
    if shape:
        return
    try:
        _infer_trees(rule, places)
    except Unfit as problem:
        yield problem
        return
    yield from _forward(rule, places)


def _problems_of_targets(rule: Rule, places: Places) -> Iterator[Unfit]:
    if not rule.targets or (rule.kind in ONE_TARGET and len(rule.targets) > 1):
        yield Unfit("rule_no_target")
        return
    if rule.kind == RuleKind.SKIP:
        yield from _problems_of_skip(rule, places)
        return
    known = places.first_fields
    for target in rule.targets:
        if target not in known:
            yield Unfit("rule_target_unknown", target=target)
        elif not _fits(rule, places.definition.by_key.get(target)):
            name = Voice(places.definition, "zh").name(target).strip("“”")
            yield Unfit("rule_target_unfit", target=name)
        elif rule.kind == RuleKind.OFFER:
            yield from _problems_of_offer(rule, places.definition.by_key[target])
    groups = {_group(places.definition, target) for target in rule.targets}
    if len(groups) > 1:
        yield Unfit("rule_targets_mixed")


def _problems_of_skip(rule: Rule, places: Places) -> Iterator[Unfit]:
    [target] = rule.targets
    if rule.origin not in places.steps:
        yield Unfit("skip_origin_unknown")
    elif target != END and target not in places.steps:
        yield Unfit("rule_target_unknown", target=target)
    elif target != END and places.steps[target] <= places.steps[rule.origin]:
        yield Unfit("skip_backwards")


def _problems_of_offer(rule: Rule, field: Field) -> Iterator[Unfit]:
    if not rule.choices:
        yield Unfit("rule_no_choices", label=field.label)
    known = type_of(field).choices_of(field)
    for choice in rule.choices:
        if choice not in known:
            yield Unfit("rule_choice_unknown", label=field.label, choice=choice)


def _fits(rule: Rule, field: Field | None) -> bool:
    if field is None:
        return rule.kind not in FIELDS_ONLY
    if rule.kind == RuleKind.COMPUTE:
        return field.type == "computed"
    if rule.kind == RuleKind.REQUIRE:
        return type_of(field).is_answered
    if rule.kind == RuleKind.OFFER:
        return type_of(field).offered_by_rules
    return rule.kind != RuleKind.CHECK or type_of(field).kind_of(field) != Kind.NOTHING


def _group(definition: Definition, target: str) -> str:
    group = definition.group_of.get(target)
    return group.key if group else ""


def _missing_trees(rule: Rule) -> Iterator[Unfit]:
    if rule.kind in CONDITIONED and rule.when is None:
        yield Unfit("rule_no_condition")
    if rule.kind in (RuleKind.COMPUTE, RuleKind.CHECK) and rule.value is None:
        yield Unfit("rule_no_formula")
    for name, tree in rule.trees.items():
        if too_large(tree):
            yield Unfit("rule_too_large").at(f"/{name}")


def _infer_trees(rule: Rule, places: Places) -> None:
    group = "" if rule.kind == RuleKind.SKIP else _group(places.definition, rule.targets[0])
    view = View(places.definition, places.terms, group)
    for name, tree in rule.trees.items():
        found = infer(tree, view, f"/{name}")
        if name == "value" and rule.kind == RuleKind.COMPUTE:
            if found not in (Kind.NUMBER, Kind.MONEY):
                raise wrong_kind(tree, Kind.NUMBER, found, view, f"/{name}")
        elif found != Kind.BOOLEAN:
            raise wrong_kind(tree, Kind.BOOLEAN, found, view, f"/{name}")


def _forward(rule: Rule, places: Places) -> Iterator[Unfit]:
    """What is asked later is not known yet where a rule decides."""
    for name, tree in rule.trees.items():
        for key in dict.fromkeys(key_of(found) for found in references(tree)):
            label = places.definition.by_key[key].label
            for target in [rule.origin] if rule.kind == RuleKind.SKIP else rule.targets:
                if not _known_there(rule, key, target, places):
                    words = Voice(places.definition, "zh").name(target).strip("“”")
                    yield Unfit("rule_forward", target=words, label=label).at(f"/{name}")


def _known_there(rule: Rule, key: str, target: str, places: Places) -> bool:
    if rule.kind in BEFORE:
        return places.first_fields[key] < places.first_fields[target]
    return places.step_of[key] <= places.step_of[target]


def _uncomputed(definition: Definition) -> Iterator[Unfit]:
    computed = {
        target
        for rule in definition.rules
        if rule.kind == RuleKind.COMPUTE
        for target in rule.targets
    }
    for field in definition.all_fields:
        if field.type == "computed" and field.key not in computed:
            yield Unfit("compute_missing", label=field.label).beside(field.id)


def _problems_of_whole(definition: Definition) -> Iterator[Unfit]:
    circle = circle_in(graph_of(definition))
    if circle:
        names = {language: _around(definition, circle, language) for language in ("zh", "en")}
        first = definition.by_key.get(circle[0].lstrip("#>"))
        yield Unfit("rule_circle", names=names).beside(first.id if first else "")
        return
    lost = unreachable_steps(definition)
    for step in lost:
        name = {
            language: Voice(definition, language).name(step).strip("“”")
            for language in ("zh", "en")
        }
        yield Unfit("step_unreachable", step=name).beside(step)
    for field in never_shown(definition, beside=lost):
        required = field.required or any(
            rule.kind == RuleKind.REQUIRE and field.key in rule.targets for rule in definition.rules
        )
        needed = required and type_of(field).is_answered
        code = "required_never_shown" if needed else "field_never_shown"
        yield Unfit(code, label=field.label).beside(field.id)


def _around(definition: Definition, circle: Sequence[str], language: str) -> str:
    voice = Voice(definition, language)
    return " → ".join(voice.name(node.lstrip("#>")) for node in [*circle, circle[0]])


def kind_of_formula(definition: Definition, tree: Tree, group: str = "") -> Kind:
    """Return the kind of a formula of this form; raises Unfit where it makes no sense."""
    return infer(tree, View(definition, terms_of(definition), group))
