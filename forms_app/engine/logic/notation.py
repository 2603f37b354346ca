"""The words of rules as text, in Chinese and English, and the numbers by which things are called.

`Q3` is the third question, `Q3A2` its second choice, `Q4.2` the second question of the group Q4,
`Q5.R1` the first row of a matrix, `Q6.start` a part; `S2` is the second step, `P3` the third
section. `@name` is a reference as it is kept, for what has no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import type_of
from forms_app.engine.logic.operators import ITEM
from forms_app.engine.rule import END

Words = Mapping[str, Mapping[str, str]]

KEYWORDS: Words = {
    "if": {"zh": "当", "en": "if"},
    "then": {"zh": "时", "en": "then"},
    "show": {"zh": "显示", "en": "show"},
    "hide": {"zh": "隐藏", "en": "hide"},
    "require": {"zh": "必填", "en": "require"},
    "offer": {"zh": "可选", "en": "offer"},
    "skip": {"zh": "跳过", "en": "skip"},
    "from": {"zh": "从", "en": "from"},
    "to": {"zh": "到", "en": "to"},
    "end": {"zh": "结束", "en": "end"},
    "set": {"zh": "计算", "en": "set"},
    "check": {"zh": "核对", "en": "check"},
    "at": {"zh": "于", "en": "at"},
    "say": {"zh": "提示", "en": "say"},
    "and": {"zh": "且", "en": "and"},
    "or": {"zh": "或", "en": "or"},
    "!": {"zh": "非", "en": "not"},
    "true": {"zh": "是", "en": "true"},
    "false": {"zh": "否", "en": "false"},
    "null": {"zh": "未知", "en": "unknown"},
}
COMPARING: Words = {
    "in": {"zh": "属于", "en": "in"},
    "any_of": {"zh": "选了任一", "en": "any_of"},
    "all_of": {"zh": "全选了", "en": "all_of"},
    "none_of": {"zh": "都没选", "en": "none_of"},
    "contains": {"zh": "包含", "en": "contains"},
    "matches": {"zh": "符合", "en": "matches"},
    "within": {"zh": "位于", "en": "within"},
}
SIGNS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
FUNCTIONS: Words = {
    "answered": {"zh": "已填", "en": "answered"},
    "least": {"zh": "取小", "en": "least"},
    "greatest": {"zh": "取大", "en": "greatest"},
    "round": {"zh": "四舍五入", "en": "round"},
    "floor": {"zh": "向下取整", "en": "floor"},
    "ceil": {"zh": "向上取整", "en": "ceil"},
    "choose": {"zh": "如果", "en": "choose"},
    "today": {"zh": "今天", "en": "today"},
    "date_diff": {"zh": "相差", "en": "date_diff"},
    "date_add": {"zh": "再过", "en": "date_add"},
    "birth_date": {"zh": "出生日期", "en": "birth_date"},
    "score": {"zh": "得分", "en": "score"},
    "chosen": {"zh": "选了几项", "en": "chosen"},
    "sum": {"zh": "合计", "en": "sum"},
    "min": {"zh": "最小", "en": "min"},
    "max": {"zh": "最大", "en": "max"},
    "count": {"zh": "个数", "en": "count"},
    "all": {"zh": "每项都", "en": "all"},
    "some": {"zh": "有一项", "en": "some"},
}
"""`choose(condition, a, b)` is the operator `if`."""

FUNCTION_OF = {"if": "choose"}
OPERATOR_OF = {"choose": "if"}


@dataclass(frozen=True)
class Numbering:
    """What things of one form are called."""

    definition: Definition

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Reference as it is kept → Q…; parts and rows too."""
        found: dict[str, str] = {}
        for number, field in enumerate(self.definition.fields, 1):
            self._add(found, field, field.key, f"Q{number}")
            for place, inner in enumerate(field.fields, 1):
                self._add(found, inner, f"{ITEM}{inner.key}", f"Q{number}.{place}")
        return found

    @staticmethod
    def _add(found: dict[str, str], field: Field, kept: str, called: str) -> None:
        found[kept] = called
        rows = [row["id"] for row in field.options.get("rows", ())]
        for part in type_of(field).parts_of(field):
            word = f"R{rows.index(part) + 1}" if part in rows else part
            found[f"{kept}.{part}"] = f"{called}.{word}"

    @cached_property
    def references(self) -> Mapping[str, str]:
        """Q… → reference as it is kept."""
        return {called: kept for kept, called in self.names.items()}

    @cached_property
    def targets(self) -> Mapping[str, str]:
        """Q…, S…, P… → key of a field, id of a step or a section."""
        found = {
            called: kept.removeprefix(ITEM)
            for called, kept in self.references.items()
            if kept.removeprefix(ITEM) in self.definition.by_key
        }
        found |= {f"S{number}": step.id for number, step in enumerate(self.definition.steps, 1)}
        sections = enumerate(self.definition.sections, 1)
        return found | {f"P{number}": section.id for number, section in sections}

    @cached_property
    def target_names(self) -> Mapping[str, str]:
        """Key of a field, id of a step or section → Q…, S…, P…."""
        return {kept: called for called, kept in self.targets.items()}

    def target(self, kept: str, language: str) -> str:
        """Return what a target is called."""
        if kept == END:
            return KEYWORDS["end"][language]
        return self.target_names.get(kept, f"@{kept}")
