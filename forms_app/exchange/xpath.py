"""Read the expressions of XLSForm, a small part of XPath, to trees of plain tuples."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from forms_app.exchange.report import Untold

Node = tuple[Any, ...]
"""`("or", a, b)`, `("=", a, b)`, `("neg", a)`, `("num", n)`, `("str", s)`, `("ref", name)`,
`("self",)`, `("column", name)` of a list of choices, or `("call", name, arguments)`."""

LONGEST = 5000
DEEPEST = 30
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<ref>\$\{\s*[^${}\s]+\s*\})
    |(?P<str>'[^']*'|"[^"]*"|[‘’][^‘’]*[‘’]|[“”][^“”]*[“”])
    |(?P<num>\d+(?:\.\d+)?|\.\d+)
    |(?P<path>\.{0,2}(?:/[\w.\-]+)+)
    |(?P<sign><=|>=|!=|[=<>+\-*(),])
    |(?P<self>\.(?![\w.]))
    |(?P<word>[^\W\d][\w.:\-]*)""",
    re.VERBOSE,
)
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


@dataclass
class _Reader:
    tokens: list[tuple[str, str]]
    text: str
    place: int = 0

    @property
    def now(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("end", "")

    def refuse(self) -> Untold:
        return Untold("formula_unknown", words=self.text[:80])

    def take(self, wanted: str = "") -> str:
        kind, found = self.now
        if kind == "end" or (wanted and found != wanted):
            raise self.refuse()
        self.place += 1
        return found

    def level(self, number: int, depth: int) -> Node:
        if depth > DEEPEST:
            raise self.refuse()
        if number == len(_LEVELS):
            return self.unary(depth)
        left = self.level(number + 1, depth)
        while self.now[0] in ("sign", "word") and self.now[1] in _LEVELS[number]:
            operator = self.take()
            left = (operator, left, self.level(number + 1, depth))
        return left

    def unary(self, depth: int) -> Node:
        if self.now[1] == "-" and self.now[0] == "sign":
            self.take()
            return ("neg", self.unary(depth + 1)) if depth < DEEPEST else self.level(0, depth + 1)
        return self.primary(depth)

    def primary(self, depth: int) -> Node:
        kind, found = self.now
        if found == "(" and kind == "sign":
            self.take()
            inner = self.level(0, depth + 1)
            self.take(")")
            return inner
        self.take()
        if kind == "word":
            is_call = self.now == ("sign", "(")
            return self.call(found, depth) if is_call else ("column", found)
        leaf = _LEAVES.get(kind)
        if leaf is None:
            raise self.refuse()
        return leaf(found)

    def call(self, name: str, depth: int) -> Node:
        self.take("(")
        arguments = []
        while self.now[1] != ")" or self.now[0] != "sign":
            arguments.append(self.level(0, depth + 1))
            if self.now == ("sign", ","):
                self.take()
        self.take(")")
        return ("call", name, tuple(arguments))


def _number(text: str) -> Node:
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise Untold("formula_unknown", words=text[:40]) from error
    return ("num", int(found) if found == int(found) else float(found))


_LEAVES: Mapping[str, Callable[[str], Node]] = {
    "ref": lambda text: ("ref", text[2:-1].strip().rpartition("#")[2]),
    "str": lambda text: ("str", text[1:-1]),
    "num": _number,
    "path": lambda text: ("ref", text.rpartition("/")[2]),
    "self": lambda _text: ("self",),
}


def parse(text: str) -> Node:
    """Return the tree of an expression; raises Untold for what is not understood."""
    if len(text) > LONGEST:
        raise Untold("formula_unknown", words=f"{text[:40]}…")
    tokens, place = [], 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise Untold("formula_unknown", words=text[:80])
        if found.lastgroup != "space":
            tokens.append((str(found.lastgroup), found.group()))
        place = found.end()
    reader = _Reader(tokens, text)
    tree = reader.level(0, 0)
    if reader.now[0] != "end":
        raise reader.refuse()
    return tree
