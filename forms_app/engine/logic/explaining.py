"""Say why a field is shown or hidden: every condition with what it came to, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms_app.engine.context import Context
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import type_of
from forms_app.engine.logic.deciding import Outcome, decide, plan_of
from forms_app.engine.logic.evaluating import Scope, evaluate, key_of
from forms_app.engine.logic.operators import ITEM
from forms_app.engine.logic.ordering import references
from forms_app.engine.logic.wording import Names, formula_words, sentence_of
from forms_app.engine.rule import END, Rule, RuleKind, Tree

BOTH = ("zh", "en")
TRUTHS: Mapping[bool | None, Names] = {
    True: {"zh": "成立", "en": "true"},
    False: {"zh": "不成立", "en": "not true"},
    None: {"zh": "还不知道", "en": "not known yet"},
}
SHOWN = {"zh": "{name}显示", "en": "{name} is shown"}
HIDDEN = {"zh": "{name}没有显示", "en": "{name} is hidden"}
UNANSWERED = {"zh": "{name}还没有回答", "en": "{name} is not answered yet"}
NOW = {"zh": "{name}现在是“{value}”", "en": "{name} is “{value}” now"}
JOINING = ("and", "or", "!")


@dataclass(frozen=True, slots=True)
class Because:
    """A finding in both languages, whether it holds, and the findings that it rests on."""

    words: Names
    truth: bool | None
    below: tuple[Because, ...] = ()

    def lines(self, language: str, depth: int = 0) -> Iterator[str]:
        """Yield the findings as indented lines."""
        yield "　" * depth + self.words[language]
        for found in self.below:
            yield from found.lines(language, depth + 1)


def why(
    definition: Definition, values: Mapping[str, Any], address: str, context: Context
) -> Because:
    """Say why the field at `address` is shown or hidden for kept answers `values`.

    Raises KeyError for an address that the form does not have.
    """
    return _Explaining(definition, values, context).field(address)


def why_each(
    definition: Definition, values: Mapping[str, Any], addresses: Iterable[str], context: Context
) -> Iterator[Because]:
    """Say why of several fields at once; the form is decided once for all of them."""
    explaining = _Explaining(definition, values, context)
    for address in addresses:
        yield explaining.field(address)


class _Explaining:
    """Explains one state of a form."""

    def __init__(self, definition: Definition, values: Mapping[str, Any], context: Context) -> None:
        self.definition = definition
        self.context = context
        self.plan = plan_of(definition)
        today = context.today.isoformat()
        self.outcome: Outcome = decide(definition, values, today=today)
        self.scope = Scope(self.plan.terms, self.outcome.values, today)

    def field(self, address: str, depth: int = 0) -> Because:
        """Explain a field, and what it rests on."""
        key = address.rpartition(".")[2]
        field = self.definition.by_key[key]
        scope, above = self._surroundings(address, key)
        shown = address in self.outcome.shown
        below = [] if shown else [found for found in above if found.truth is False]
        below += self.rules(key, scope, depth)
        return Because(self._told(SHOWN if shown else HIDDEN, field.label), shown, tuple(below))

    def _surroundings(self, address: str, key: str) -> tuple[Scope, list[Because]]:
        group = self.definition.group_of.get(key)
        if group is not None:
            items = self.outcome.values.get(group.key) or []
            number = int(address.split(".")[1])
            item = items[number] if number < len(items) else {}
            return self.scope.within_item(item), [self.field(group.key)]
        section = self.plan.section_of[key]
        step = self.plan.step_of_section[section]
        return self.scope, [self.step(step), self.container(section)]

    def container(self, section: str) -> Because:
        """Explain a section by its own rules."""
        rules = self.rules(section, self.scope, 0)
        shown = section in self.outcome.shown_sections or not rules
        return Because(self._container_words(section, shown=shown), shown, tuple(rules))

    def step(self, step: str) -> Because:
        """Explain a step: passed over, hidden or asked."""
        shown = step in self.outcome.path
        below = self.rules(step, self.scope, 0)
        if not shown:
            below += list(self._skips_over(step))
        return Because(self._container_words(step, shown=shown), shown, tuple(below))

    def _skips_over(self, step: str) -> Iterator[Because]:
        ids = list(self.plan.steps)
        for origin in self.outcome.path:
            for rule in self.plan.skips.get(origin, ()):
                holds = rule.when is None or evaluate(rule.when, self.scope) is True
                target = rule.targets[0]
                end = ids.index(target) if target != END else len(ids)
                if holds and ids.index(origin) < ids.index(step) < end:
                    yield self.rule(rule, self.scope, 0)
                if holds:
                    break

    def rules(self, target: str, scope: Scope, depth: int) -> list[Because]:
        """Explain the rules that show or hide a target, and what they offer of it."""
        return [
            self.rule(rule, scope, depth)
            for kind in (RuleKind.SHOW, RuleKind.HIDE, RuleKind.OFFER)
            for rule in self.plan.of(target, kind)
        ]

    def rule(self, rule: Rule, scope: Scope, depth: int) -> Because:
        """Explain one rule by its condition."""
        truth = True if rule.when is None else evaluate(rule.when, scope)
        below = () if rule.when is None else (self.tree(rule.when, scope, depth),)
        said = sentence_of(self.definition, rule)
        words = {
            language: f"{said[language]}{_bracketed(TRUTHS[truth][language], language)}"
            for language in BOTH
        }
        return Because(words, truth, below)

    def tree(self, tree: Tree, scope: Scope, depth: int) -> Because:
        """Explain a condition part by part, down to the answers."""
        truth = evaluate(tree, scope)
        truth = truth if isinstance(truth, bool) else None
        said = formula_words(self.definition, tree)
        words = {
            language: f"{said[language]}{_bracketed(TRUTHS[truth][language], language)}"
            for language in BOTH
        }
        if isinstance(tree, dict) and next(iter(tree)) in JOINING:
            [arguments] = tree.values()
            return Because(
                words, truth, tuple(self.tree(entry, scope, depth) for entry in arguments)
            )
        names = dict.fromkeys(references(tree))
        return Because(words, truth, tuple(self.answer(name, scope, depth) for name in names))

    def answer(self, name: str, scope: Scope, depth: int) -> Because:
        """Say what an answer is now; if its question is hidden, why."""
        key = key_of(name)
        field = self.definition.by_key[key]
        source = scope.item if name.startswith(ITEM) else scope.values
        value = (source or {}).get(key)
        if value is not None:
            said = type_of(field).words(field, value, self.context)
            return Because(self._told(NOW, field.label, value=said), True)
        group = self.definition.group_of.get(key)
        if group is None and key not in self.outcome.shown and depth < len(self.plan.order):
            return self.field(key, depth + 1)
        return Because(self._told(UNANSWERED, field.label), None)

    def _container_words(self, target: str, *, shown: bool) -> Names:
        pattern = SHOWN if shown else HIDDEN
        for number, step in enumerate(self.definition.steps, 1):
            if step.id == target:
                names = {"zh": f"第 {number} 步", "en": f"Step {number}"}
                return {
                    language: pattern[language].format(name=names[language]) for language in BOTH
                }
        titles = {section.id: section.title for section in self.definition.sections}
        return self._told(pattern, titles.get(target, target))

    @staticmethod
    def _told(pattern: Names, label: str, **more: str) -> Names:
        return {language: pattern[language].format(name=f"“{label}”", **more) for language in BOTH}


def _bracketed(words: str, language: str) -> str:
    return f"（{words}）" if language == "zh" else f" ({words})"
