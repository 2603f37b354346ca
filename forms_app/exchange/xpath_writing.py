"""Write the trees of our rules as expressions of XLSForm that come to the same.

There a comparison is true or false, here it can be unknown too: so there are two writings of every
condition, one that is true when it is true, one that is true when it is false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import type_of
from forms_app.engine.kind import Kind
from forms_app.engine.listed import entries_of
from forms_app.engine.logic.evaluating import key_of
from forms_app.engine.logic.operators import OPERATORS
from forms_app.engine.rule import Tree
from forms_app.exchange.patterns import pattern_for
from forms_app.exchange.report import Untold

SIGNS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
ARITHMETIC = {"+": " + ", "*": " * ", "/": " div "}
WHOLE = frozenset({"matrix", "date_range"})
"""What is several questions there and one of ours."""
YES = {"yes_no": ("yes", "no"), "consent": ("OK", "")}


@dataclass(frozen=True)
class Writer:
    """Writes expressions of one form; `own` is the key of the question that a check is about."""

    definition: Definition
    own: str = ""

    def condition(self, tree: Tree, *, wanted: bool = True) -> str:
        """Return what is true there exactly when `tree` comes to `wanted`; raises Untold."""
        if isinstance(tree, bool):
            return "true()" if tree is wanted else "false()"
        name, arguments = _operation(tree)
        if name == "var":
            return self._yes(arguments, wanted=wanted)
        if name == "!":
            return self.condition(arguments[0], wanted=not wanted)
        if name in ("and", "or"):
            joined = name if wanted else {"and": "or", "or": "and"}[name]
            sides = [self.condition(side, wanted=wanted) for side in arguments]
            return sides[0] if len(sides) == 1 else f"({f' {joined} '.join(sides)})"
        if name in SIGNS:
            return self._compared(name if wanted else OPPOSITE[name], arguments)
        if name == "answered":
            return f"{self.value(arguments[0])} {'!=' if wanted else '='} ''"
        written = _CONDITIONS.get(name)
        if written is None:
            raise Untold("function_unknown", name=name)
        return written(self, arguments, wanted)

    def _yes(self, name: Any, *, wanted: bool) -> str:
        found = YES.get(self._field(name).type)
        if found is None or not found[0 if wanted else 1]:
            raise Untold("formula_unknown", words=str(name))
        return f"{self._reference(name)} = '{found[0 if wanted else 1]}'"

    def _compared(self, operator: str, sides: list[Tree]) -> str:
        for one, other in (sides, sides[::-1]):
            if isinstance(other, bool) and operator in ("==", "!="):
                return self.condition(one, wanted=other is (operator == "=="))
        left, right = (self.value(side) for side in sides)
        asked = dict.fromkeys(name for side in sides for name in _references(side))
        guards = [f"{self._reference(name)} != ''" for name in asked]
        written = f"{left} {SIGNS[operator]} {right}"
        # Two empty answers are the same there, and an empty one is different from any text.
        needs = operator == "!=" or (operator == "==" and len(guards) > 1)
        return f"({' and '.join([*guards, written])})" if needs else written

    def _among(self, arguments: list[Tree], wanted: bool, joined: str) -> str:  # noqa: FBT001
        reference = self.value(arguments[0])
        if not isinstance(arguments[1], list):
            raise Untold("formula_unknown", words=str(arguments[1]))
        found = f" {joined} ".join(
            f"selected({reference}, {self.value(choice)})" for choice in arguments[1]
        )
        return f"({found})" if wanted else f"({reference} != '' and not({found}))"

    def _contains(self, arguments: list[Tree], wanted: bool) -> str:  # noqa: FBT001
        text, part = (self.value(one) for one in arguments)
        found = f"contains({text}, {part})"
        return f"({text} != '' and {found if wanted else f'not({found})'})"

    def _matching(self, arguments: list[Tree], wanted: bool) -> str:  # noqa: FBT001
        if not isinstance(arguments[1], str):
            raise Untold("formula_unknown", words="matches")
        text, pattern = self.value(arguments[0]), _quoted(pattern_for(arguments[1]))
        found = f"regex({text}, {pattern})"
        found = found if wanted else f"not({found})"
        # What a check is about is answered where it is asked.
        return found if text == "." else f"({text} != '' and {found})"

    def value(self, tree: Tree) -> str:
        """Return a number, a text or a day; raises Untold."""
        if isinstance(tree, bool):
            return "true()" if tree else "false()"
        if isinstance(tree, int | float):
            return (
                format(tree, "f").rstrip("0").rstrip(".") if isinstance(tree, float) else str(tree)
            )
        if isinstance(tree, str):
            return _quoted(tree)
        name, arguments = _operation(tree)
        if name == "var":
            return self._reference(arguments)
        if name in ARITHMETIC:
            return f"({ARITHMETIC[name].join(self.value(one) for one in arguments)})"
        written = _VALUES.get(name)
        if written is None:
            raise Untold("function_unknown", name=name)
        return written(self, arguments)

    def _minus(self, arguments: list[Tree]) -> str:
        sides = [self.value(one) for one in arguments]
        return f"(-{sides[0]})" if len(sides) == 1 else f"({sides[0]} - {sides[1]})"

    def _days(self, arguments: list[Tree]) -> str:
        if arguments[2] != "days":
            raise Untold("function_unknown", name="date_diff")
        first, last = (f"decimal-date-time({self.value(day)})" for day in arguments[:2])
        return f"int({last} - {first})"

    def _either(self, arguments: list[Tree]) -> str:
        condition, then, otherwise = arguments
        yes, no = self.value(then), self.value(otherwise)
        known = self.condition(condition, wanted=False)
        return f"if({self.condition(condition)}, {yes}, if({known}, {no}, ''))"

    def _whole(self, name: str, arguments: list[Tree]) -> str:
        if arguments[1] != 0:
            raise Untold("function_unknown", name=name)
        return f"{name}({self.value(arguments[0])})"

    def _over_items(self, name: str, arguments: list[Tree]) -> str:
        inner = arguments[1] if len(arguments) > 1 else arguments[0]
        if not isinstance(inner, Mapping) or "var" not in inner:
            raise Untold("formula_unknown", words=name)
        return f"{name}({self._reference(inner['var'])})"

    def _score(self, arguments: list[Tree]) -> str:
        name = arguments[0]["var"] if isinstance(arguments[0], Mapping) else ""
        reference = self._reference(name)
        scores = [
            f"if(selected({reference}, {_quoted(entry['id'])}), {entry['score']}, 0)"
            for entry in entries_of(self._field(name))
            if entry.get("score")
        ]
        return f"({' + '.join(scores)})" if scores else "0"

    def _field(self, name: Any) -> Field:
        found = self.definition.by_key.get(key_of(name)) if isinstance(name, str) else None
        if found is None:
            raise Untold("reference_unknown", name=str(name))
        return found

    def _reference(self, name: Any) -> str:
        found = self._field(name)
        part = name.removeprefix("item.").partition(".")[2]
        if type_of(found).kind_of(found) == Kind.NOTHING or (part and found.type not in WHOLE):
            raise Untold("reference_unknown", name=found.label)
        if part:
            return f"${{{found.key}_{part}}}"
        return "." if found.key == self.own else f"${{{found.key}}}"


def _references(tree: Tree) -> list[str]:
    """Return what a value rests on; what is counted or added up over items is never empty."""
    if not isinstance(tree, Mapping) or len(tree) != 1:
        return []
    [(name, arguments)] = tree.items()
    if name == "var":
        return [arguments]
    known = OPERATORS.get(name)
    if known is None or known.over_items or not isinstance(arguments, list):
        return []
    return [found for one in arguments for found in _references(one)]


def _operation(tree: Tree) -> tuple[str, Any]:
    if not isinstance(tree, Mapping) or len(tree) != 1:
        raise Untold("formula_unknown", words=str(tree)[:40])
    [(name, arguments)] = tree.items()
    return str(name), arguments


def _quoted(text: str) -> str:
    # There `${` is a reference in a text too, and curly quotation marks are made straight.
    if any(sign in text for sign in ("${", "“", "”", "‘", "’")):
        raise Untold("formula_unknown", words=text[:40])
    if "'" not in text:
        return f"'{text}'"
    if '"' in text:
        raise Untold("formula_unknown", words=text[:40])
    return f'"{text}"'


def _in(writer: Writer, arguments: list[Tree], wanted: bool) -> str:  # noqa: FBT001
    listed = arguments[1] if isinstance(arguments[1], list) else []
    sides: list[Tree] = [{"==": [arguments[0], one]} for one in listed]
    return writer.condition({"or": sides}, wanted=wanted)


_CONDITIONS: Mapping[str, Callable[[Writer, list[Tree], bool], str]] = {
    "any_of": lambda writer, found, wanted: writer._among(found, wanted, "or"),
    "all_of": lambda writer, found, wanted: writer._among(found, wanted, "and"),
    "none_of": lambda writer, found, wanted: writer._among(found, not wanted, "or"),
    "contains": lambda writer, found, wanted: writer._contains(found, wanted),
    "matches": lambda writer, found, wanted: writer._matching(found, wanted),
    "in": _in,
}
_VALUES: Mapping[str, Callable[[Writer, list[Tree]], str]] = {
    "-": lambda writer, found: writer._minus(found),
    "if": lambda writer, found: writer._either(found),
    "today": lambda _writer, _found: "today()",
    "round": lambda writer, found: f"round({writer.value(found[0])}, {writer.value(found[1])})",
    "floor": lambda writer, found: writer._whole("floor", found),
    "ceil": lambda writer, found: writer._whole("ceiling", found),
    "chosen": lambda writer, found: f"count-selected({writer.value(found[0])})",
    "least": lambda writer, found: f"min({', '.join(map(writer.value, found))})",
    "greatest": lambda writer, found: f"max({', '.join(map(writer.value, found))})",
    "date_diff": lambda writer, found: writer._days(found),
    "score": lambda writer, found: writer._score(found),
    "sum": lambda writer, found: writer._over_items("sum", found),
    "min": lambda writer, found: writer._over_items("min", found),
    "max": lambda writer, found: writer._over_items("max", found),
    "count": lambda writer, found: writer._over_items("count", found[:1]),
}
