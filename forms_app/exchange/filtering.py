"""Turn the filter of a list of choices, as XLSForm writes it, into what each choice waits for.

There a filter is one expression over the columns of a choice: `state = ${state}`. Here rules say
which choices are offered when. So the columns are filled in choice by choice, what is settled by
them is worked out, and choices that wait for the same are offered together.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms_app.engine.kind import Kind
from forms_app.exchange.report import Untold
from forms_app.exchange.translating import MIRRORED, Known
from forms_app.exchange.xpath import Node

YES: Node = ("call", "true", ())
NO: Node = ("call", "false", ())
MOST_GROUPS = 300
"""How many rules one list of choices may come to."""

_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filtered:
    """Which choices never come up, and which come up together under a condition, by their names."""

    never: frozenset[str]
    together: Mapping[Node, tuple[str, ...]]


def filtered(node: Node, rows: Sequence[Mapping[str, Any]], known: Mapping[str, Known]) -> Filtered:
    """Return what each choice of `rows` waits for; raises Untold for more than rules can say."""
    never, together = set(), dict[Node, list[str]]()
    for row in rows:
        name = str(row.get("name"))
        waits = _settled(_filled(node, row), known)
        if waits == NO:
            never.add(name)
        elif waits != YES:
            together.setdefault(waits, []).append(name)
    if len(together) > MOST_GROUPS:
        raise Untold("filter_unsaid")
    return Filtered(frozenset(never), {waits: tuple(names) for waits, names in together.items()})


def _filled(node: Node, row: Mapping[str, Any]) -> Node:
    """Return an expression with what a choice says in place of the names of columns."""
    if node[0] == "column":
        found = row.get(node[1])
        return ("str", found if isinstance(found, str) else "" if found is None else str(found))
    if node[0] == "call":
        return ("call", node[1], tuple(_filled(one, row) for one in node[2]))
    if node[0] in ("num", "str", "ref", "self"):
        return node
    return (node[0], *(_filled(one, row) for one in node[1:]))


def _settled(node: Node, known: Mapping[str, Known]) -> Node:
    """Return a condition without what is true or false whatever is answered."""
    name = node[0]
    if name in ("and", "or"):
        return _joined(name, [_settled(side, known) for side in node[1:]])
    if name in MIRRORED:
        return _compared(name, node[1], node[2], known)
    if name == "call":
        return _asked(node, known)
    return node


def _joined(name: str, sides: list[Node]) -> Node:
    nothing, whole = (YES, NO) if name == "and" else (NO, YES)
    if whole in sides:
        return whole
    left = [side for side in sides if side != nothing]
    return (name, *left) if len(left) > 1 else left[0] if left else nothing


def _asked(node: Node, known: Mapping[str, Known]) -> Node:
    _, name, arguments = node
    if name == "not" and len(arguments) == 1:
        inner = _settled(arguments[0], known)
        return {YES: NO, NO: YES}.get(inner, ("call", "not", (inner,)))
    if name == "selected" and len(arguments) == 2:
        given, wanted = arguments
        if given[0] == wanted[0] == "str":
            return YES if wanted[1] in given[1].split() else NO
        if _is_strange(given, wanted, known):
            return NO
    return node


def _compared(sign: str, left: Node, right: Node, known: Mapping[str, Known]) -> Node:
    if left[0] in ("str", "num") and right[0] in ("str", "num"):
        return YES if _holds(sign, left, right) else NO
    if left[0] in ("str", "num"):
        return _compared(MIRRORED[sign], right, left, known)
    if sign in ("=", "!=") and _is_strange(left, right, known):
        return NO if sign == "=" else YES
    return (sign, left, right)


def _holds(sign: str, left: Node, right: Node) -> bool:
    if sign in ("=", "!=") and "num" not in (left[0], right[0]):
        return bool((left[1] == right[1]) is (sign == "="))
    first, second = _number(left[1]), _number(right[1])
    if first is None or second is None:
        return sign == "!="
    if sign in _ORDER:
        return _ORDER[sign](first, second)
    return (first == second) is (sign == "=")


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _is_strange(asked: Node, value: Node, known: Mapping[str, Known]) -> bool:
    """Say whether an answer is asked to be a choice that its question does not have."""
    if asked[0] != "ref" or value[0] not in ("str", "num") or value[1] == "":
        return False
    found = known.get(asked[1])
    is_listed = found is not None and found.kind in (Kind.CHOICE, Kind.CHOICES)
    return is_listed and found is not None and str(value[1]) not in found.choices
