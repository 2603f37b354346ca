"""Turn parsed XLSForm expressions into the typed trees of our rules, with the same meaning.

There an unanswered question compares as an empty text; here it is unknown. Where the two differ,
“not answered” is said in so many words: `${a} != 'x'` becomes “a is not answered, or is not x”.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import type_of
from forms_app.engine.kind import NUMERIC, Kind
from forms_app.engine.logic.operators import OPERATORS
from forms_app.engine.logic.pattern import matches
from forms_app.engine.rule import Tree
from forms_app.exchange.patterns import pattern_from
from forms_app.exchange.report import Untold
from forms_app.exchange.xpath import Node

OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OURS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
ARITHMETIC = {"+": "+", "-": "-", "*": "*", "div": "/"}
OVER_ITEMS = frozenset(name for name, known in OPERATORS.items() if known.over_items)
ROUNDED = {"int": "floor", "floor": "floor", "ceiling": "ceil"}


@dataclass(frozen=True)
class Known:
    """A question that was carried: its field, the group it stands in, name → id of its choices."""

    field: Field
    group: str = ""
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    part: str = ""

    @property
    def kind(self) -> Kind:
        """What logic knows of its answers."""
        kind = type_of(self.field)
        return kind.parts_of(self.field)[self.part] if self.part else kind.kind_of(self.field)


@dataclass(frozen=True)
class Translator:
    """Translates expressions of one place: `own` is the question itself, `group` its group."""

    known: Mapping[str, Known]
    own: Known | None = None
    group: str = ""
    own_is_answered: bool = False
    """Whether it is only asked once the question itself is answered, as a check is."""

    def condition(self, node: Node, *, wanted: bool = True) -> Tree:
        """Return the tree that is true exactly when `node` comes to `wanted`; raises Untold."""
        name = node[0]
        if name in ("and", "or"):
            joined = name if wanted else {"and": "or", "or": "and"}[name]
            sides = [self.condition(side, wanted=wanted) for side in node[1:]]
            return {joined: _flat(joined, sides)}
        if name in OPPOSITE:
            return self._comparison(name if wanted else OPPOSITE[name], node, wanted=wanted)
        if name == "call":
            return self._asked(node, wanted=wanted)
        if name == "num":
            return bool(node[1]) is wanted
        found = self._known(node)
        if found is not None and found.kind == Kind.BOOLEAN:
            return self._is(found, [True], wanted=wanted)
        raise Untold("formula_unknown", words=_words(node))

    def _asked(self, node: Node, *, wanted: bool) -> Tree:
        _, name, arguments = node
        if name in ("true", "false") and not arguments:
            return (name == "true") is wanted
        if name == "not" and len(arguments) == 1:
            return self.condition(arguments[0], wanted=not wanted)
        if name == "selected" and len(arguments) == 2:
            found = self._known(arguments[0])
            if found is not None and arguments[1][0] in ("str", "num"):
                return self._is(found, [_literal(found, arguments[1])], wanted=wanted)
        if name == "boolean" and len(arguments) == 1:
            return self.condition(arguments[0], wanted=wanted)
        if name == "contains" and len(arguments) == 2 and arguments[1][0] == "str":
            text = self.value(arguments[0])
            tree = {"contains": [text, arguments[1][1]]}
            return tree if wanted else self._or_unanswered({"!": [tree]}, [text])
        if name == "regex" and len(arguments) == 2 and arguments[1][0] == "str":
            return self._matching(arguments[0], arguments[1][1], wanted=wanted)
        raise Untold("function_unknown", name=name)

    def _matching(self, node: Node, written: str, *, wanted: bool) -> Tree:
        """Hold a text to a pattern; there an unanswered question is an empty text."""
        found = self._known(node)
        if found is None or found.kind != Kind.TEXT or found.field.type == "phone":
            raise Untold("pattern_no_text")
        pattern = pattern_from(written)
        reference = self._reference_to(found)
        tree: Tree = {"matches": [reference, pattern]}
        tree = tree if wanted else {"!": [tree]}
        is_true_when_empty = matches("", pattern) is wanted
        return self._or_unanswered(tree, [reference]) if is_true_when_empty else tree

    def _comparison(self, operator: str, node: Node, *, wanted: bool) -> Tree:
        _, left, right = node
        if left[0] in ("str", "num") and right[0] not in ("str", "num"):
            left, right, operator = right, left, MIRRORED[operator]
        empty = self._about_emptiness(operator, left, right)
        if empty is not None:
            return empty
        found = self._known(left)
        is_listed = found is not None and found.kind in (Kind.CHOICE, Kind.CHOICES, Kind.BOOLEAN)
        if found is not None and is_listed and right[0] in ("str", "num") and operator in "!=":
            return self._is(found, [_literal(found, right)], wanted=operator == "=")
        kind = found.kind if found is not None else None
        sides = [self.value(left, kind), self.value(right, kind)]
        tree = {OURS[operator]: sides}
        # A comparison with an empty answer is false there, but “different” is true.
        is_true_when_empty = operator == "!=" or (not wanted and operator != "=")
        return self._or_unanswered(tree, sides) if is_true_when_empty else tree

    def _about_emptiness(self, operator: str, left: Node, right: Node) -> Tree | None:
        nothing = right == ("str", "")
        if left[0] == "call" and left[1] == "string-length" and right == ("num", 0):
            left, nothing = left[2][0], True
            operator = {">": "!=", "<=": "="}.get(operator, operator)
        if not nothing or operator not in ("=", "!="):
            return None
        answered = {"answered": [self._reference(left)]}
        return answered if operator == "!=" else {"!": [answered]}

    def _is(self, found: Known, values: list[Any], *, wanted: bool) -> Tree:
        """Say that an answer is, or holds, one of `values`."""
        reference = self._reference_to(found)
        if found.kind == Kind.CHOICES:
            tree: Tree = {"any_of" if wanted else "none_of": [reference, values]}
        else:
            tree = {"==" if wanted else "!=": [reference, values[0]]}
        return tree if wanted else self._or_unanswered(tree, [reference])

    def value(self, node: Node, beside: Kind | None = None) -> Tree:
        """Return the tree of a number, a text or a day; raises Untold."""
        name = node[0]
        if name == "num":
            return node[1]
        if name == "str":
            return _number_of(node[1]) if beside in NUMERIC else node[1]
        if name in ARITHMETIC:
            return {ARITHMETIC[name]: [self.value(side, Kind.NUMBER) for side in node[1:]]}
        if name == "mod":
            left, right = (self.value(side, Kind.NUMBER) for side in node[1:])
            return {"-": [left, {"*": [right, {"floor": [{"/": [left, right]}, 0]}]}]}
        if name == "neg":
            return {"-": [self.value(node[1], Kind.NUMBER)]}
        if name == "call":
            return self._worked_out(node)
        found = self._known(node)
        if found is not None and found.choices and beside in (*NUMERIC, None):
            return self._score(found)
        return self._reference(node)

    def _score(self, found: Known) -> Tree:
        if not all(_is_number(name) for name in found.choices):
            return self._reference_to(found)
        return {"score": [self._reference_to(found)]}

    def _worked_out(self, node: Node) -> Tree:
        _, name, arguments = node
        if name in ("today", "now") and not arguments:
            return {"today": []}
        if name in ("number", "string", "date") and len(arguments) == 1:
            return self.value(arguments[0], Kind.NUMBER if name == "number" else None)
        days = _days_between(arguments[0]) if name == "int" and len(arguments) == 1 else None
        if days is not None:
            return {"date_diff": [*(self.value(day) for day in days), "days"]}
        if name in ROUNDED and len(arguments) == 1:
            return {ROUNDED[name]: [self.value(arguments[0], Kind.NUMBER), 0]}
        if name == "round" and len(arguments) in (1, 2):
            places = arguments[1][1] if len(arguments) == 2 else 0
            return {"round": [self.value(arguments[0], Kind.NUMBER), places]}
        made = _MADE.get((name, len(arguments)))
        if made is not None:
            return made(self, arguments)
        if name in ("min", "max") and len(arguments) > 1:
            joined = {"min": "least", "max": "greatest"}[name]
            return {joined: [self.value(one, Kind.NUMBER) for one in arguments]}
        raise Untold("function_unknown", name=name)

    def _over_items(self, name: str, node: Node) -> Tree:
        found = self._known(node)
        if found is None or not found.group or found.group == self.group:
            raise Untold("formula_unknown", words=_words(node))
        return {name: [{"var": found.group}, {"var": f"item.{found.field.key}"}]}

    def _count(self, node: Node) -> Tree:
        found = self._known(node)
        if found is None:
            raise Untold("reference_unknown", name=_words(node))
        return {"count": [{"var": found.group or found.field.key}]}

    def _known(self, node: Node) -> Known | None:
        if node[0] == "self":
            return self.own
        if node[0] != "ref":
            return None
        if node[1] not in self.known:
            raise Untold("reference_unknown", name=node[1])
        return self.known[node[1]]

    def _reference(self, node: Node) -> Tree:
        found = self._known(node)
        if found is None:
            raise Untold("formula_unknown", words=_words(node))
        return self._reference_to(found)

    def _or_unanswered(self, tree: Tree, sides: list[Tree]) -> Tree:
        own = self._reference_to(self.own) if self.own and self.own_is_answered else None
        asked = [one for side in sides for one in _references(side) if one != own]
        unknown = [{"!": [{"answered": [side]}]} for side in asked]
        return {"or": [*unknown, tree]} if unknown else tree

    def _reference_to(self, found: Known) -> Tree:
        if found.group and found.group != self.group:
            raise Untold("reference_unknown", name=found.field.label)
        name = f"{found.field.key}.{found.part}" if found.part else found.field.key
        return {"var": f"item.{name}" if found.group else name}


def _if(translator: Translator, arguments: tuple[Node, ...]) -> Tree:
    condition, then, otherwise = arguments
    sides = [translator.value(then), translator.value(otherwise)]
    return {"if": [translator.condition(condition), *sides]}


def _coalesce(translator: Translator, arguments: tuple[Node, ...]) -> Tree:
    first, second = (translator.value(one) for one in arguments)
    return {"if": [{"answered": [first]}, first, second]}


_MADE: Mapping[tuple[str, int], Callable[[Translator, tuple[Node, ...]], Tree]] = {
    ("if", 3): _if,
    ("coalesce", 2): _coalesce,
    ("sum", 1): lambda translator, found: translator._over_items("sum", found[0]),
    ("min", 1): lambda translator, found: translator._over_items("min", found[0]),
    ("max", 1): lambda translator, found: translator._over_items("max", found[0]),
    ("count", 1): lambda translator, found: translator._count(found[0]),
    ("count-selected", 1): lambda translator, found: {"chosen": [translator._reference(found[0])]},
}


def _references(tree: Tree) -> list[Tree]:
    """Return what a value rests on, each once; what is added up over items is left aside."""
    if not isinstance(tree, dict):
        return []
    [(name, arguments)] = tree.items()
    if name == "var":
        return [tree]
    if name in OVER_ITEMS or not isinstance(arguments, list):
        return []
    found: list[Tree] = []
    for one in arguments:
        found += [reference for reference in _references(one) if reference not in found]
    return found


def _days_between(node: Node) -> tuple[Node, Node] | None:
    """Return first and last day of `decimal-date-time(last) - decimal-date-time(first)`."""
    sides = node[1:] if node[0] == "-" else ()
    if all(side[0] == "call" and side[1] == "decimal-date-time" for side in sides) and sides:
        return sides[1][2][0], sides[0][2][0]
    return None


def _flat(name: str, sides: list[Tree]) -> list[Tree]:
    """Join what stands in the same connective: a chain of ten stays one level deep."""
    found: list[Tree] = []
    for side in sides:
        inner = side.get(name) if isinstance(side, dict) else None
        found += inner if inner is not None else [side]
    return found


def _literal(found: Known, node: Node) -> Any:
    text = str(node[1])
    if found.kind == Kind.BOOLEAN:
        return text.strip().lower() in ("yes", "ok", "true", "1", "是")
    if text not in found.choices:
        raise Untold("choice_unknown", name=text)
    return found.choices[text]


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii()


def _number_of(text: str) -> Tree:
    if not _is_number(text.strip()):
        raise Untold("not_a_number")
    found = float(text)
    return int(found) if found == int(found) else found


def _words(node: Node) -> str:
    return " ".join(str(part) for part in node)[:80]
