"""What can be said of an answer by picking from lists: “年龄” “不小于” 60."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import type_of
from forms_app.engine.kind import Kind
from forms_app.engine.logic.deciding import terms_of
from forms_app.engine.logic.evaluating import key_of
from forms_app.engine.logic.notation import Numbering
from forms_app.engine.logic.operators import ITEM
from forms_app.engine.logic.wording import Voice
from forms_app.engine.rule import Tree

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that can be said: `{"key": operator}` with what it `takes`.

    `takes` is nothing, number, text, pattern, day, time, choice, area or yes_no, or several of a
    kind: numbers, texts, days, times, choices, areas. `negated` puts a `!` around the whole.
    """

    operator: str
    names: Names
    takes: str
    negated: bool = False

    def tree(self, name: str, value: Any = None) -> Tree:
        """Return the condition about the answer `name`."""
        asked = {"var": name}
        found: Tree = {self.operator: [asked] if self.takes == "nothing" else [asked, value]}
        return {"!": [found]} if self.negated else found


ANSWERED = Saying("answered", {"zh": "已经填了", "en": "is answered"}, "nothing")
UNANSWERED = Saying(
    "answered", {"zh": "还没有填", "en": "is not answered"}, "nothing", negated=True
)


def _one_of(takes: str) -> tuple[Saying, ...]:
    return (
        Saying("in", {"zh": "是其中之一", "en": "is one of"}, takes),
        Saying("in", {"zh": "不是其中任何一个", "en": "is none of"}, takes, negated=True),
    )


def _compared(takes: str) -> tuple[Saying, ...]:
    words = (
        ("==", "等于", "is"),
        ("!=", "不等于", "is not"),
        ("<", "小于", "is less than"),
        ("<=", "不大于", "is at most"),
        (">", "大于", "is more than"),
        (">=", "不小于", "is at least"),
    )
    found = (Saying(sign, {"zh": zh, "en": en}, takes) for sign, zh, en in words)
    return (*found, *_one_of(f"{takes}s"))


def _of_moments(takes: str) -> tuple[Saying, ...]:
    words = (
        ("==", "就是", "is"),
        ("!=", "不是", "is not"),
        ("<", "早于", "is before"),
        ("<=", "不晚于", "is not after"),
        (">", "晚于", "is after"),
        (">=", "不早于", "is not before"),
    )
    found = (Saying(sign, {"zh": zh, "en": en}, takes) for sign, zh, en in words)
    return (*found, *_one_of(f"{takes}s"))


_SAYINGS: Mapping[Kind, tuple[Saying, ...]] = {
    Kind.NUMBER: _compared("number"),
    Kind.MONEY: _compared("number"),
    Kind.DATE: _of_moments("day"),
    Kind.TIME: _of_moments("time"),
    Kind.BOOLEAN: (
        Saying("==", {"zh": "是", "en": "is"}, "yes_no"),
        Saying("!=", {"zh": "不是", "en": "is not"}, "yes_no"),
    ),
    Kind.CHOICE: (
        Saying("==", {"zh": "是", "en": "is"}, "choice"),
        Saying("!=", {"zh": "不是", "en": "is not"}, "choice"),
        *_one_of("choices"),
    ),
    Kind.CHOICES: (
        Saying("any_of", {"zh": "选了其中任何一项", "en": "has any of"}, "choices"),
        Saying("all_of", {"zh": "选了其中每一项", "en": "has all of"}, "choices"),
        Saying("none_of", {"zh": "没有选其中任何一项", "en": "has none of"}, "choices"),
    ),
    Kind.TEXT: (
        Saying("==", {"zh": "就是", "en": "is"}, "text"),
        Saying("!=", {"zh": "不是", "en": "is not"}, "text"),
        Saying("contains", {"zh": "里有", "en": "contains"}, "text"),
        Saying("contains", {"zh": "里没有", "en": "does not contain"}, "text", negated=True),
        Saying("matches", {"zh": "符合格式", "en": "matches the pattern"}, "pattern"),
        Saying(
            "matches",
            {"zh": "不符合格式", "en": "does not match the pattern"},
            "pattern",
            negated=True,
        ),
        *_one_of("texts"),
    ),
    Kind.AREA: (
        Saying("within", {"zh": "在这个范围里", "en": "lies within"}, "area"),
        Saying("within", {"zh": "不在这个范围里", "en": "lies outside"}, "area", negated=True),
        Saying("==", {"zh": "就是", "en": "is"}, "area"),
        Saying("!=", {"zh": "不是", "en": "is not"}, "area"),
        *_one_of("areas"),
    ),
}


def sayings(kind: Kind) -> tuple[Saying, ...]:
    """Return what can be said of an answer of this kind; that it is answered comes last."""
    return (*_SAYINGS.get(kind, ()), ANSWERED, UNANSWERED)


@dataclass(frozen=True, slots=True)
class Subject:
    """An answer that can be spoken of: its reference, what it is called, its kind, its choices."""

    name: str
    number: str
    words: Names
    kind: Kind
    choices: Mapping[str, str]


def subjects(definition: Definition, group: str = "") -> Iterator[Subject]:
    """Yield the answers that a condition can speak of, those of the items of `group` too."""
    kinds = terms_of(definition).kinds
    for name, number in Numbering(definition).names.items():
        key = key_of(name)
        field = definition.by_key[key]
        kind = Kind(kinds[name.removeprefix(ITEM)])
        above = definition.group_of.get(key)
        foreign = above is not None and above.key != group
        if kind != Kind.NOTHING and not foreign:
            words = {one: Voice(definition, one).reference(name) for one in ("zh", "en")}
            yield Subject(name, number, words, kind, type_of(field).choices_of(field))
