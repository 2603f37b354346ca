"""Say rules and formulas as sentences that people understand, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import type_of
from forms_app.engine.kind import Kind
from forms_app.engine.listed import OTHER, OTHER_NAMES
from forms_app.engine.logic.evaluating import key_of
from forms_app.engine.logic.operators import ITEM
from forms_app.engine.logic.pattern import PRESETS
from forms_app.engine.rule import END, Rule, RuleKind, Tree

Names = Mapping[str, str]

UNIT_NAMES = {
    "days": {"zh": "天", "en": "days"},
    "months": {"zh": "个月", "en": "months"},
    "years": {"zh": "周岁", "en": "years"},
}
PART_NAMES = {
    "start": {"zh": "开始", "en": "start"},
    "end": {"zh": "结束", "en": "end"},
    "area": {"zh": "社区", "en": "community"},
}
YES_NO = {True: {"zh": "“是”", "en": "yes"}, False: {"zh": "“否”", "en": "no"}}

PATTERNS: Mapping[str, Names] = {
    "==": {"zh": "{0}是{1}", "en": "{0} is {1}"},
    "!=": {"zh": "{0}不是{1}", "en": "{0} is not {1}"},
    "<": {"zh": "{0}小于{1}", "en": "{0} is less than {1}"},
    "<=": {"zh": "{0}不大于{1}", "en": "{0} is at most {1}"},
    ">": {"zh": "{0}大于{1}", "en": "{0} is more than {1}"},
    ">=": {"zh": "{0}不小于{1}", "en": "{0} is at least {1}"},
    "in": {"zh": "{0}是{1}之一", "en": "{0} is one of {1}"},
    "any_of": {"zh": "{0}选了{1}中的任何一项", "en": "{0} has any of {1}"},
    "all_of": {"zh": "{0}选了{1}的每一项", "en": "{0} has all of {1}"},
    "none_of": {"zh": "{0}没有选{1}", "en": "{0} has none of {1}"},
    "answered": {"zh": "{0}已填写", "en": "{0} is answered"},
    "contains": {"zh": "{0}里有{1}", "en": "{0} contains {1}"},
    "matches": {"zh": "{0}符合格式{1}", "en": "{0} matches the pattern {1}"},
    "within": {"zh": "{0}在{1}范围内", "en": "{0} lies within {1}"},
    "!": {"zh": "不满足（{0}）", "en": "not ({0})"},
    "/": {"zh": "{0} ÷ {1}", "en": "{0} ÷ {1}"},
    "round": {"zh": "{0}四舍五入到 {1} 位小数", "en": "{0} rounded to {1} decimals"},
    "floor": {"zh": "{0}向下取到 {1} 位小数", "en": "{0} rounded down to {1} decimals"},
    "ceil": {"zh": "{0}向上取到 {1} 位小数", "en": "{0} rounded up to {1} decimals"},
    "if": {"zh": "如果{0}则为{1}，否则为{2}", "en": "{1} if {0}, else {2}"},
    "today": {"zh": "今天", "en": "today"},
    "date_add": {"zh": "{0}再过 {1} 天", "en": "{1} days after {0}"},
    "birth_date": {"zh": "{0}的出生日期", "en": "the birth date in {0}"},
    "score": {"zh": "{0}的得分", "en": "the score of {0}"},
    "chosen": {"zh": "{0}选了几项", "en": "how many of {0} are chosen"},
    "sum": {"zh": "{0}各项{1}的合计", "en": "the sum of {1} over {0}"},
    "min": {"zh": "{0}各项{1}的最小值", "en": "the least {1} in {0}"},
    "max": {"zh": "{0}各项{1}的最大值", "en": "the greatest {1} in {0}"},
    "all": {"zh": "{0}的每一项都{1}", "en": "for each of {0}, {1}"},
    "some": {"zh": "{0}至少有一项{1}", "en": "for some of {0}, {1}"},
}
JOINTS: Mapping[str, Names] = {
    "and": {"zh": "，并且", "en": " and "},
    "or": {"zh": "，或者", "en": " or "},
    "+": {"zh": " + ", "en": " + "},
    "-": {"zh": " − ", "en": " − "},
    "*": {"zh": " × ", "en": " × "},
}
LISTS: Mapping[str, Names] = {
    "least": {"zh": "{0}里最小的", "en": "the least of {0}"},
    "greatest": {"zh": "{0}里最大的", "en": "the greatest of {0}"},
}
RULES: Mapping[str, Names] = {
    RuleKind.SHOW: {"zh": "当{when}时，显示{targets}", "en": "When {when}, show {targets}"},
    RuleKind.HIDE: {"zh": "当{when}时，不显示{targets}", "en": "When {when}, hide {targets}"},
    RuleKind.REQUIRE: {"zh": "当{when}时，必须填{targets}", "en": "When {when}, require {targets}"},
    RuleKind.OFFER: {
        "zh": "当{when}时，{targets}才可以选{choices}",
        "en": "Only when {when}, {targets} offers {choices}",
    },
    RuleKind.SKIP: {
        "zh": "当{when}时，从{origin}直接到{targets}",
        "en": "When {when}, go from {origin} to {targets}",
    },
    RuleKind.COMPUTE: {"zh": "{targets} = {value}", "en": "{targets} = {value}"},
    RuleKind.CHECK: {
        "zh": "{targets}：要满足{value}",
        "en": "{targets}: it must hold that {value}",
    },
}
PLAIN_SKIP = {"zh": "从{origin}直接到{targets}", "en": "Go from {origin} to {targets}"}
ONLY_WHEN = {"zh": "当{when}时，{rest}", "en": "When {when}, {rest}"}
THE_END = {"zh": "最后", "en": "the end"}
QUOTED = {"zh": "“{0}”", "en": "“{0}”"}
ITEM_COUNT = {"zh": "{0}的个数", "en": "the number of {0}"}
ITEM_COUNT_WHERE = {"zh": "{0}里{1}的个数", "en": "the number of {0} where {1}"}
DIFFERENCE = {"zh": "从{0}到{1}的{2}数", "en": "the {2} from {0} to {1}"}
SAID_CHOICES = 8
MORE = {"zh": "等（还有 {0} 项）", "en": " and {0} more"}
ALWAYS = {"zh": "任何情况下", "en": "in any case"}


@dataclass(frozen=True, slots=True)
class Voice:
    """Says trees of one form in one language, `zh` or `en`."""

    definition: Definition
    language: str

    def name(self, target: str) -> str:
        """Return what a field, section, step or `end` is called."""
        if target == END:
            return THE_END[self.language]
        field = self.definition.by_key.get(target)
        if field is not None:
            return self.quoted(field.label)
        for number, step in enumerate(self.definition.steps, 1):
            if step.id == target:
                plain = {"zh": f"第 {number} 步", "en": f"step {number}"}[self.language]
                return self.quoted(step.title) if step.title else plain
            for section in step.sections:
                if section.id == target:
                    return self.quoted(section.title)
        return self.quoted(target)

    def quoted(self, words: str) -> str:
        """Return words in quotation marks."""
        return QUOTED[self.language].format(words)

    def tree(self, tree: Tree, beside: Tree = None) -> str:
        """Say a formula; `beside` is what a literal is compared with, to name its choice."""
        if isinstance(tree, bool):
            return YES_NO[tree][self.language]
        if isinstance(tree, list):
            return "、".join(self.tree(entry, beside) for entry in tree)
        if not isinstance(tree, dict):
            return self.literal(tree, beside)
        [(name, arguments)] = tree.items()
        if name == "var":
            return self.reference(arguments)
        return self.operation(name, arguments)

    def literal(self, value: Any, beside: Tree) -> str:
        """Say a literal: a choice by its words, an area by its name, other texts in quotes."""
        if not isinstance(value, str):
            return f" {value} "
        if is_area(self.definition, beside):
            return self.quoted(self.definition.area_names.get(value, value))
        choices = choices_beside(self.definition, beside)
        if value == OTHER and value in choices:
            return self.quoted(OTHER_NAMES[self.language])
        return self.quoted(choices.get(value, value))

    def choices(self, rule: Rule) -> str:
        """Say which choices an offer speaks of: the first few by their words."""
        said = [self.literal(one, {"var": rule.targets[0]}) for one in rule.choices[:SAID_CHOICES]]
        more = len(rule.choices) - len(said)
        return "、".join(said) + (MORE[self.language].format(more) if more else "")

    def reference(self, name: str) -> str:
        """Say which answer is meant."""
        key = key_of(name)
        part = name.removeprefix(ITEM).partition(".")[2]
        if not part:
            return self.name(key)
        field = self.definition.by_key.get(key)
        rows = {row["id"]: row["text"] for row in field.options.get("rows", ())} if field else {}
        words = rows.get(part) or PART_NAMES.get(part, {}).get(self.language, part)
        return self.quoted(f"{field.label if field else key} · {words}")

    def operation(self, name: str, arguments: Sequence[Tree]) -> str:
        """Say an operator with its arguments."""
        said = [self.argument(name, place, arguments) for place in range(len(arguments))]
        if name in _SPECIAL:
            return _SPECIAL[name](self, said, arguments)
        if name in JOINTS and len(said) > 1:
            return JOINTS[name][self.language].join(said)
        if name in LISTS:
            return LISTS[name][self.language].format("、".join(said))
        pattern = PATTERNS.get(name)
        return pattern[self.language].format(*said) if pattern else f"{name}({', '.join(said)})"

    def argument(self, name: str, place: int, arguments: Sequence[Tree]) -> str:
        """Say one argument, in brackets where it would be misread."""
        tree = arguments[place]
        beside = arguments[1 - place] if len(arguments) == 2 else None
        said = self.tree(tree, beside)
        inner = next(iter(tree)) if isinstance(tree, dict) and len(tree) == 1 else ""
        binds = {"and": ("or",), "or": ("and",), "*": ("+", "-"), "/": ("+", "-", "*", "/")}
        brackets = {"zh": f"（{said}）", "en": f"({said})"}[self.language]
        return brackets if inner in binds.get(name, ()) else said.strip()


def _count(voice: Voice, said: Sequence[str], arguments: Sequence[Tree]) -> str:
    pattern = ITEM_COUNT if len(arguments) == 1 else ITEM_COUNT_WHERE
    return pattern[voice.language].format(*said)


def _difference(voice: Voice, said: Sequence[str], arguments: Sequence[Tree]) -> str:
    unit = arguments[2] if isinstance(arguments[2], str) else ""
    words = UNIT_NAMES.get(unit, {}).get(voice.language, unit)
    return DIFFERENCE[voice.language].format(said[0], said[1], words)


def _minus(voice: Voice, said: Sequence[str], arguments: Sequence[Tree]) -> str:
    del arguments
    return f"−{said[0]}" if len(said) == 1 else JOINTS["-"][voice.language].join(said)


def _matching(voice: Voice, said: Sequence[str], arguments: Sequence[Tree]) -> str:
    known = PRESETS.get(arguments[1]) if isinstance(arguments[1], str) else None
    called = voice.quoted(known[voice.language]) if known else said[1]
    return PATTERNS["matches"][voice.language].format(said[0], called)


_SPECIAL: Mapping[str, Callable[[Voice, Sequence[str], Sequence[Tree]], str]] = {
    "count": _count,
    "date_diff": _difference,
    "matches": _matching,
    "-": _minus,
}


def choices_beside(definition: Definition, tree: Tree) -> Mapping[str, str]:
    """Return id → words of the choices of the field that `tree` refers to."""
    if not isinstance(tree, dict) or not isinstance(tree.get("var"), str):
        return {}
    field = definition.by_key.get(key_of(tree["var"]))
    return type_of(field).choices_of(field) if field is not None else {}


def is_area(definition: Definition, tree: Tree) -> bool:
    """Say whether `tree` refers to an answer that is an area."""
    if not isinstance(tree, dict) or not isinstance(tree.get("var"), str):
        return False
    field = definition.by_key.get(key_of(tree["var"]))
    if field is None:
        return False
    part = tree["var"].removeprefix(ITEM).partition(".")[2]
    found = type_of(field)
    kind = found.parts_of(field).get(part) if part else found.kind_of(field)
    return kind == Kind.AREA


def areas_in(definition: Definition, tree: Tree) -> Iterator[str]:
    """Yield the codes of areas that a formula names, as they stand there."""
    if isinstance(tree, list):
        for entry in tree:
            yield from areas_in(definition, entry)
    elif isinstance(tree, dict):
        for arguments in tree.values():
            if not isinstance(arguments, list):
                continue
            if any(is_area(definition, entry) for entry in arguments):
                yield from _texts_in(arguments)
            yield from areas_in(definition, arguments)


def _texts_in(arguments: Sequence[Tree]) -> Iterator[str]:
    for entry in arguments:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, list):
            yield from _texts_in(entry)


def areas_named(definition: Definition) -> set[str]:
    """Return the codes of areas that the rules and the course of a form name."""
    trees = [tree for rule in definition.rules for tree in rule.trees.values()]
    trees += [planned.when for planned in definition.after if planned.when is not None]
    return {code for tree in trees for code in areas_in(definition, tree)}


def sentence_of(definition: Definition, rule: Rule) -> Names:
    """Say a rule in both languages."""
    return {language: _sentence(Voice(definition, language), rule) for language in ("zh", "en")}


def _sentence(voice: Voice, rule: Rule) -> str:
    kind = rule.kind
    pattern = RULES[kind]
    if kind == RuleKind.SKIP and rule.when is None:
        pattern = PLAIN_SKIP
    said = pattern[voice.language].format(
        when=ALWAYS[voice.language] if rule.when is None else voice.tree(rule.when),
        targets="、".join(voice.name(target) for target in rule.targets),
        value="" if rule.value is None else voice.tree(rule.value).strip(),
        origin=voice.name(rule.origin),
        choices=voice.choices(rule),
    )
    if kind in (RuleKind.COMPUTE, RuleKind.CHECK) and rule.when is not None:
        return ONLY_WHEN[voice.language].format(when=voice.tree(rule.when), rest=said)
    return said


def formula_words(definition: Definition, tree: Tree) -> Names:
    """Say a formula in both languages."""
    return {language: Voice(definition, language).tree(tree) for language in ("zh", "en")}
