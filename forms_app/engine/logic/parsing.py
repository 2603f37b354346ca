"""Read rules and formulas from text, in Chinese or English, to the trees that are kept."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms_app.engine.definition import Definition
from forms_app.engine.kind import Kind
from forms_app.engine.logic.deciding import terms_of
from forms_app.engine.logic.notation import (
    COMPARING,
    FUNCTIONS,
    KEYWORDS,
    OPERATOR_OF,
    SIGNS,
    Numbering,
)
from forms_app.engine.logic.operators import ITEM, OPERATORS
from forms_app.engine.logic.wording import choices_beside
from forms_app.engine.rule import END, Rule, RuleKind, Tree
from forms_app.engine.sentences import Unfit

DEEPEST = 40
_ALIASES = {
    "如果": "if", "那么": "then", "则": "then", "并且": "and", "或者": "or", "不": "!",
    "必须填": "require", "不显示": "hide", "等于": "==", "不等于": "!=", "大于": ">",
    "小于": "<", "不小于": ">=", "不大于": "<=", "符合格式": "matches",
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    **{said.lower(): word for word, names in FUNCTIONS.items() for said in names.values()},
    **{said.lower(): word for word, names in COMPARING.items() for said in names.values()},
    **{said.lower(): word for word, names in KEYWORDS.items() for said in names.values()},
    **_ALIASES,
}
_CHINESE = sorted((word for word in _WORDS if not word.isascii()), key=len, reverse=True)
_PLAIN = str.maketrans("（）【】，、＝＞＜＋－＊×÷；：", "()[],,=><+-**/;:")
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<text>"(?:[^"\\]|\\.)*"|“[^”]*”)
    |(?P<place>[QSP]\d+(?:\.\w+?)*(?:A\d+)?(?![\w.]))
    |(?P<choice>A\d+(?!\w))
    |(?P<raw>@[\w.\-]+)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<sign>==|!=|<=|>=|[=<>+\-*/()\[\],])
    |(?P<word>[A-Za-z_]+|"""
    + "|".join(map(re.escape, _CHINESE))
    + r")",
    re.VERBOSE | re.ASCII,
)
_COMPARISONS = {"=": "==", "==": "==", **{sign: sign for sign in SIGNS}} | {
    word: word for word in COMPARING
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Choice:
    """A choice by its number, until it is known whose."""

    number: int


def _plain(line: str) -> str:
    """Return a line with the signs of English, the texts in quotation marks left as they are."""
    # A text that never ends goes to the end of the line: looked for again from each of its signs,
    # it would take the square of the line.
    parts = re.split(r"""("(?:[^"\\]|\\.)*"?|“[^”]*”?)""", line)
    return "".join(
        part if place % 2 else part.translate(_PLAIN) for place, part in enumerate(parts)
    )


def _tokens(line: str, number: int) -> Iterator[_Token]:
    plain, place = _plain(line), 0
    while place < len(plain):
        found = _TOKEN.match(plain, place)
        if found is None:
            raise _unexpected(_Token("", plain[place], number, place + 1), _SOMETHING)
        kind, text = str(found.lastgroup), found.group()
        if kind == "word":
            kind, text = "word", _WORDS.get(text.lower(), text.lower())
        if kind != "space":
            yield _Token(kind, text, number, place + 1)
        place = found.end()


#: Only these end a rule: `splitlines` also breaks at signs that a quoted text may hold.
_LINE_END = re.compile(r"\r\n|\n|\r")

_SOMETHING = {"zh": "问题、数字、文字或运算", "en": "a question, a number, a text or an operator"}
_TARGET = {"zh": "问题、步骤或分节的编号", "en": "the number of a question, step or section"}
_ACTION = {
    "zh": "显示、隐藏、必填、可选、跳过、计算或核对",
    "en": "show, hide, require, offer, skip, set, check",
}
_ENDING = {"zh": "这一行的结尾", "en": "the end of the line"}


def _unexpected(token: _Token, expected: Any) -> Unfit:
    return Unfit(
        "text_unexpected",
        line=token.line,
        column=token.column,
        found=token.text,
        expected=expected,
    )


def parse_rules(text: str, definition: Definition) -> list[Rule]:
    """Return the rules that `text` says of this form, one a line; raises Unfit with the place.

    Empty lines and lines that begin with # are passed over. A rule that the form has already
    keeps its id.
    """
    known = {json.dumps(_content(rule), sort_keys=True): rule.id for rule in definition.rules}
    found: list[Rule] = []
    for number, line in enumerate(_LINE_END.split(text), 1):
        if line.strip() and not line.strip().startswith("#"):
            rule = _Parser(definition, line, number).rule()
            content = json.dumps(_content(rule), sort_keys=True)
            taken = {one.id for one in found}
            found.append(replace(rule, id=_fresh(known.get(content), content, taken)))
    return found


def parse_formula(text: str, definition: Definition) -> Tree:
    """Return the formula that `text` says of this form; raises Unfit with the place."""
    return _Parser(definition, text, 1).formula()


def _content(rule: Rule) -> dict[str, Any]:
    return {name: value for name, value in rule.document().items() if name != "id"}


def _fresh(known: str | None, content: str, taken: set[str]) -> str:
    if known is not None and known not in taken:
        return known
    digest, number = hashlib.sha256(content.encode()).hexdigest(), 0
    while (made := f"r{digest[:8]}" + (f"-{number}" if number else "")) in taken:
        number += 1
    return made


class _Parser:
    """Reads one line from left to right."""

    def __init__(self, definition: Definition, line: str, number: int) -> None:
        self.definition = definition
        self.numbering = Numbering(definition)
        self.kinds = terms_of(definition).kinds
        self.tokens = [*_tokens(line, number), _Token("end", "", number, len(line) + 1)]
        self.place = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        found = self.token
        self.place += 1
        return found

    def took(self, *texts: str) -> str:
        """Take the next token when it is one of `texts`; return it, else nothing."""
        if self.token.kind in ("word", "sign") and self.token.text in texts:
            return self.take().text
        return ""

    def need(self, text: str) -> None:
        if not self.took(text):
            expected = KEYWORDS.get(text, {"zh": text, "en": text})
            raise _unexpected(self.token, expected)

    def rule(self) -> Rule:
        when: Tree = None
        if self.took("if"):
            when = self.expression()
            self.took(",")
            self.need("then")
            self.took(",")
        found = self.action(when)
        if self.token.kind != "end":
            raise _unexpected(self.token, _ENDING)
        return found

    def formula(self) -> Tree:
        found = self.expression()
        if self.token.kind != "end":
            raise _unexpected(self.token, _ENDING)
        return found

    def action(self, when: Tree) -> Rule:
        word = self.took("show", "hide", "require", "offer", "skip", "set", "check")
        if word == "offer":
            return self.offer(when)
        if word == "skip":
            self.need("from")
            origin = self.target()
            self.need("to")
            return Rule("", RuleKind.SKIP, (self.target(),), when, origin=origin)
        if word == "set":
            target = self.target()
            self.need("=")
            return Rule("", RuleKind.COMPUTE, (target,), when, self.expression())
        if word == "check":
            value = self.expression()
            self.need("at")
            target = self.target()
            message = self.text() if self.took("say") else ""
            return Rule("", RuleKind.CHECK, (target,), when, value, message=message)
        if not word:
            raise _unexpected(self.token, _ACTION)
        targets = [self.target()]
        while self.took(","):
            targets.append(self.target())
        return Rule("", RuleKind(word), tuple(targets), when)

    def offer(self, when: Tree) -> Rule:
        """Read the choices of one question: `Q2A1, Q2A3`, or `@key "id"` for what has no number."""
        found = [self.offered()]
        while self.took(","):
            found.append(self.offered())
        targets = dict.fromkeys(target for target, _ in found)
        choices = tuple(dict.fromkeys(choice for _, choice in found))
        return Rule("", RuleKind.OFFER, tuple(targets), when, choices=choices)

    def offered(self) -> tuple[str, str]:
        token = self.token
        whole, _, number = token.text.partition("A")
        if token.kind != "place" or not number:
            return self.target(), self.text()
        self.take()
        if whole not in self.numbering.targets:
            raise Unfit("text_reference", line=token.line, name=token.text)
        target = self.numbering.targets[whole]
        choices = list(choices_beside(self.definition, {"var": target}))
        if not 0 < int(number) <= len(choices):
            raise Unfit("text_choice", line=token.line, name=f"A{number}")
        return target, choices[int(number) - 1]

    def target(self) -> str:
        token = self.take()
        if token.kind == "word" and token.text == "end":
            return END
        if token.kind == "raw":
            return token.text[1:]
        if token.kind != "place":
            raise _unexpected(token, _TARGET)
        if token.text not in self.numbering.targets:
            raise Unfit("text_reference", line=token.line, name=token.text)
        return self.numbering.targets[token.text]

    def text(self) -> str:
        token = self.take()
        if token.kind != "text":
            raise _unexpected(token, {"zh": "引号里的文字", "en": "a text in quotation marks"})
        return _unquoted(token.text)

    def expression(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unfit("text_too_deep", line=self.token.line)
        found = self.chain("or", self.conjunction)
        self.depth -= 1
        return found

    def conjunction(self) -> Tree:
        return self.chain("and", self.negation)

    def chain(self, word: str, below: Any) -> Tree:
        found = [below()]
        while self.took(word):
            found.append(below())
        return {word: found} if len(found) > 1 else found[0]

    def negation(self) -> Tree:
        negations = 0
        while self.took("!"):
            negations += 1
            if negations > DEEPEST:
                raise Unfit("text_too_deep", line=self.token.line)
        found = self.comparison()
        for _ in range(negations):
            found = {"!": [found]}
        return found

    def comparison(self) -> Tree:
        left = self.addition()
        name = _COMPARISONS.get(self.took(*_COMPARISONS), "")
        if not name:
            return self.settled(left, None)
        right = self.addition()
        return {name: [self.settled(left, right), self.settled(right, left)]}

    def settled(self, tree: Tree, beside: Tree) -> Tree:
        """Return `tree` with choices by number as those of the question beside them."""
        if isinstance(tree, list):
            return [self.settled(entry, beside) for entry in tree]
        if not isinstance(tree, _Choice):
            return tree
        choices = list(choices_beside(self.definition, beside))
        if not 0 < tree.number <= len(choices):
            raise Unfit("text_choice", line=self.token.line, name=f"A{tree.number}")
        return choices[tree.number - 1]

    def addition(self) -> Tree:
        found = self.multiplication()
        open_sum = False
        while sign := self.took("+", "-"):
            right = self.multiplication()
            found, open_sum = _joined(sign, "+", found, right, is_open=open_sum)
        return found

    def multiplication(self) -> Tree:
        found = self.signed()
        open_product = False
        while sign := self.took("*", "/"):
            right = self.signed()
            found, open_product = _joined(sign, "*", found, right, is_open=open_product)
        return found

    def signed(self) -> Tree:
        if not self.took("-"):
            return self.primary()
        if self.token.kind == "number":
            return -_number(self.take().text)
        return {"-": [self.primary()]}

    def primary(self) -> Tree:
        token = self.take()
        if token.kind == "number":
            return _number(token.text)
        if token.kind == "text":
            return _unquoted(token.text)
        if token.kind == "choice":
            return _Choice(int(token.text[1:]))
        if token.kind == "raw":
            return {"var": token.text[1:]}
        if token.kind == "place":
            return self.reference(token)
        if token.text in ("(", "["):
            return self.bracketed(token)
        if token.kind == "word":
            return self.named(token)
        raise _unexpected(token, _SOMETHING)

    def bracketed(self, token: _Token) -> Tree:
        if token.text == "[":
            return self.listed("]")
        found = self.expression()
        self.need(")")
        return found

    def named(self, token: _Token) -> Tree:
        constants: Mapping[str, Tree] = {"true": True, "false": False, "null": None}
        if token.text in constants:
            return constants[token.text]
        # 如果 opens a rule and is a function too.
        word = "choose" if token.text == "if" else token.text
        name = OPERATOR_OF.get(word, word)
        if name not in OPERATORS:
            raise _unexpected(token, _SOMETHING)
        self.need("(")
        arguments = self.listed(")")
        beside = next((entry for entry in arguments if isinstance(entry, dict)), None)
        return {name: [self.settled(entry, beside) for entry in arguments]}

    def listed(self, closing: str) -> list[Tree]:
        found: list[Tree] = []
        if self.took(closing):
            return found
        found.append(self.element())
        while self.took(","):
            found.append(self.element())
        self.need(closing)
        return found

    def element(self) -> Tree:
        if self.token.kind == "choice":
            return _Choice(int(self.take().text[1:]))
        return self.expression()

    def reference(self, token: _Token) -> Tree:
        whole, _, choice = token.text.partition("A")
        kept = self.numbering.references.get(whole)
        if kept is None:
            raise Unfit("text_reference", line=token.line, name=token.text)
        found = {"var": kept}
        if not choice:
            return found
        chosen = self.settled(_Choice(int(choice)), found)
        several = self.kinds.get(kept.removeprefix(ITEM)) == Kind.CHOICES
        return {"any_of": [found, [chosen]]} if several else {"==": [found, chosen]}


def _joined(sign: str, many: str, found: Tree, right: Tree, *, is_open: bool) -> tuple[Tree, bool]:
    """Join two sides; a run of the same sign becomes one operator with many arguments."""
    if sign != many:
        return {sign: [found, right]}, False
    if is_open:
        return {sign: [*found[sign], right]}, True
    return {sign: [found, right]}, True


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _unquoted(text: str) -> str:
    if text.startswith("“"):
        return text[1:-1]
    try:
        found: str = json.loads(text)
    except ValueError:
        found = text[1:-1]
    return found
