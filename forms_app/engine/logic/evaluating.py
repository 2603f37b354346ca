"""Work out a formula: true, false or unknown; a number, a text, a day or unknown.

Unknown is None. A question without an answer is unknown, and so is every comparison with it:
“younger than 60” is never true of somebody who has not said their age. Nothing here raises,
whatever the tree: what makes no sense is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms_app.engine.kind import Kind
from forms_app.engine.logic.calendar import moved, read_iso, whole_units
from forms_app.engine.logic.operators import ITEM, OPERATORS, UNITS
from forms_app.engine.logic.pattern import matches
from forms_app.engine.numbers import ONE, PLACES, divided, exact, rounded, times, within
from forms_app.engine.rule import Tree

Result = Any
"""None, a bool, an int (a count of 10⁻¹⁰), a str, a list, or `{}` for anything else."""

DEEPEST = 40
_SOMETHING: Mapping[str, Any] = {}
"""What an answer looks like of which formulas only ask whether it is there."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a form lends its formulas: kind by name (`key` or `key.part`), scores by key."""

    kinds: Mapping[str, str]
    scores: Mapping[str, Mapping[str, int | float]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a formula sees: the answers that count, those of the item it is about, and the day."""

    terms: Terms
    values: Mapping[str, Any]
    today: str
    item: Mapping[str, Any] | None = None

    def within_item(self, item: Mapping[str, Any]) -> Scope:
        """Return the same scope for one item of a group."""
        return Scope(self.terms, self.values, self.today, item)


def evaluate(tree: Tree, scope: Scope, depth: int = 0) -> Result:
    """Return what `tree` comes to."""
    if isinstance(tree, bool | str):
        return tree
    if isinstance(tree, int | float):
        return exact(tree)
    if isinstance(tree, list):
        return [evaluate(entry, scope, depth + 1) for entry in tree] if depth < DEEPEST else None
    if not isinstance(tree, dict) or len(tree) != 1 or depth > DEEPEST:
        return None
    [(name, arguments)] = tree.items()
    if name == "var":
        return answer(arguments, scope)
    known = OPERATORS.get(name)
    if known is None or not isinstance(arguments, list):
        return None
    if not known.least <= len(arguments) <= known.most:
        return None
    if name in _LAZY:
        return _LAZY[name](arguments, scope, depth + 1)
    return _EAGER[name]([evaluate(entry, scope, depth + 1) for entry in arguments], scope)


def key_of(name: str) -> str:
    """Return the key of the field that a reference is about, without `item.` and the part."""
    return name.removeprefix(ITEM).partition(".")[0]


def answer(name: Tree, scope: Scope) -> Result:
    """Return the answer behind a reference, as formulas see it."""
    if not isinstance(name, str):
        return None
    source = scope.item if name.startswith(ITEM) else scope.values
    plain = name.removeprefix(ITEM)
    key, _, part = plain.partition(".")
    value = source.get(key) if source is not None else None
    if part:
        value = value.get(part) if isinstance(value, dict) else None
    return None if value is None else _as_kind(value, scope.terms.kinds.get(plain))


def _as_kind(value: Any, kind: str | None) -> Result:
    if kind in (Kind.NUMBER, Kind.MONEY):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        found = exact(value)
        return divided(found, 100 * ONE) if kind == Kind.MONEY and found is not None else found
    if kind == Kind.BOOLEAN:
        return value if isinstance(value, bool) else None
    if kind in (Kind.CHOICES, Kind.ITEMS):
        if not isinstance(value, list):
            return None
        if kind == Kind.CHOICES:
            return [_choice(entry) for entry in value]
        return [entry if isinstance(entry, dict) else None for entry in value]
    if kind == Kind.CHOICE:
        return _choice(value)
    if kind == Kind.OTHER:
        return _SOMETHING
    return value if isinstance(value, str) else None


def _choice(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return "other" if value.startswith("other:") else value


def _truth(value: Result) -> bool | None:
    return value if isinstance(value, bool) else None


def _and(arguments: Sequence[Tree], scope: Scope, depth: int) -> bool | None:
    found: bool | None = True
    for entry in arguments:
        truth = _truth(evaluate(entry, scope, depth))
        if truth is False:
            return False
        if truth is None:
            found = None
    return found


def _or(arguments: Sequence[Tree], scope: Scope, depth: int) -> bool | None:
    found: bool | None = False
    for entry in arguments:
        truth = _truth(evaluate(entry, scope, depth))
        if truth is True:
            return True
        if truth is None:
            found = None
    return found


def _if(arguments: Sequence[Tree], scope: Scope, depth: int) -> Result:
    truth = _truth(evaluate(arguments[0], scope, depth))
    return None if truth is None else evaluate(arguments[1 if truth else 2], scope, depth)


def _score(arguments: Sequence[Tree], scope: Scope, depth: int) -> int | None:
    value = evaluate(arguments[0], scope, depth)
    reference = arguments[0].get("var") if isinstance(arguments[0], dict) else None
    if not isinstance(reference, str) or not isinstance(value, str | list):
        return None
    scores = scope.terms.scores.get(key_of(reference), {})
    total: int | None = 0
    for choice in [value] if isinstance(value, str) else value:
        points = exact(scores.get(choice, 0)) if isinstance(choice, str) else None
        total = None if total is None or points is None else within(total + points)
    return total


def _matches(arguments: Sequence[Tree], scope: Scope, depth: int) -> bool | None:
    text, pattern = evaluate(arguments[0], scope, depth), arguments[1]
    # An answer is never a pattern: nobody who fills in a form writes one.
    both = isinstance(text, str) and isinstance(pattern, str)
    return matches(text, pattern) if both else None


def _items(arguments: Sequence[Tree], scope: Scope, depth: int) -> list[Scope] | None:
    items = evaluate(arguments[0], scope, depth)
    if not isinstance(items, list):
        return None
    return [scope.within_item(item) for item in items if isinstance(item, dict)]


def _known_of_items(arguments: Sequence[Tree], scope: Scope, depth: int) -> list[int]:
    found = [evaluate(arguments[1], one, depth) for one in _items(arguments, scope, depth) or ()]
    return [value for value in found if _is_number(value)]


def _sum(arguments: Sequence[Tree], scope: Scope, depth: int) -> int | None:
    found = _known_of_items(arguments, scope, depth)
    return within(sum(found)) if found else None


def _min(arguments: Sequence[Tree], scope: Scope, depth: int) -> int | None:
    return min(_known_of_items(arguments, scope, depth), default=None)


def _max(arguments: Sequence[Tree], scope: Scope, depth: int) -> int | None:
    return max(_known_of_items(arguments, scope, depth), default=None)


def _count(arguments: Sequence[Tree], scope: Scope, depth: int) -> int | None:
    items = _items(arguments, scope, depth)
    if items is None:
        return None
    if len(arguments) == 1:
        return len(items) * ONE
    return sum(evaluate(arguments[1], one, depth) is True for one in items) * ONE


def _all(arguments: Sequence[Tree], scope: Scope, depth: int) -> bool | None:
    items = _items(arguments, scope, depth)
    if items is None:
        return None
    truths = [_truth(evaluate(arguments[1], one, depth)) for one in items]
    return False if False in truths else None if None in truths else True


def _some(arguments: Sequence[Tree], scope: Scope, depth: int) -> bool | None:
    items = _items(arguments, scope, depth)
    if items is None:
        return None
    truths = [_truth(evaluate(arguments[1], one, depth)) for one in items]
    return True if True in truths else None if None in truths else False


def _is_number(value: Result) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def same(left: Result, right: Result) -> bool | None:
    """Say whether two results are equal; unknown when one is, or when they cannot be compared."""
    if _is_number(left) and _is_number(right):
        return bool(left == right)
    for kind in (bool, str):
        if isinstance(left, kind) and isinstance(right, kind):
            return bool(left == right)
    return None


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Sequence[Result], Scope], Result]:
    def found(values: Sequence[Result], scope: Scope) -> bool | None:
        del scope
        left, right = values
        if _is_number(left) and _is_number(right):
            return compare(left, right)
        # Only days and times have an order, and those are plain signs.
        if isinstance(left, str) and isinstance(right, str):
            return compare(left, right) if left.isascii() and right.isascii() else None
        return None

    return found


def _equal(values: Sequence[Result], scope: Scope) -> bool | None:
    del scope
    return same(values[0], values[1])


def _different(values: Sequence[Result], scope: Scope) -> bool | None:
    found = _equal(values, scope)
    return None if found is None else not found


def _not(values: Sequence[Result], scope: Scope) -> bool | None:
    del scope
    truth = _truth(values[0])
    return None if truth is None else not truth


def _in(values: Sequence[Result], scope: Scope) -> bool | None:
    del scope
    value, among = values
    if not isinstance(among, list) or not (_is_number(value) or isinstance(value, str)):
        return None
    return any(same(value, entry) is True for entry in among)


def _texts(value: Result) -> set[str] | None:
    if not isinstance(value, list):
        return None
    return {entry for entry in value if isinstance(entry, str)}


def _any_of(values: Sequence[Result], scope: Scope) -> bool | None:
    del scope
    chosen, wanted = _texts(values[0]), _texts(values[1])
    return None if chosen is None or wanted is None else bool(chosen & wanted)


def _all_of(values: Sequence[Result], scope: Scope) -> bool | None:
    del scope
    chosen, wanted = _texts(values[0]), _texts(values[1])
    return None if chosen is None or wanted is None else wanted <= chosen


def _none_of(values: Sequence[Result], scope: Scope) -> bool | None:
    found = _any_of(values, scope)
    return None if found is None else not found


def _answered(values: Sequence[Result], scope: Scope) -> bool:
    del scope
    return values[0] is not None


def _contains(values: Sequence[Result], scope: Scope) -> bool | None:
    del scope
    text, part = values
    return part in text if isinstance(text, str) and isinstance(part, str) else None


def _within(values: Sequence[Result], scope: Scope) -> bool | None:
    del scope
    area, around = values
    both = isinstance(area, str) and isinstance(around, str)
    return area.startswith(around) if both else None


def _plus(values: Sequence[Result], scope: Scope) -> int | None:
    del scope
    if not all(map(_is_number, values)):
        return None
    total: int | None = 0
    for value in values:
        total = None if total is None else within(total + value)
    return total


def _minus(values: Sequence[Result], scope: Scope) -> int | None:
    del scope
    if not all(map(_is_number, values)):
        return None
    return -values[0] if len(values) == 1 else within(values[0] - values[1])


def _times(values: Sequence[Result], scope: Scope) -> int | None:
    del scope
    if not all(map(_is_number, values)):
        return None
    total: int | None = values[0]
    for value in values[1:]:
        total = None if total is None else times(total, value)
    return total


def _divided(values: Sequence[Result], scope: Scope) -> int | None:
    del scope
    return divided(values[0], values[1]) if all(map(_is_number, values)) else None


def _chosen_of(pick: Callable[[Sequence[int]], int]) -> Callable[[Sequence[Result], Scope], Result]:
    def found(values: Sequence[Result], scope: Scope) -> int | None:
        del scope
        return pick(values) if all(map(_is_number, values)) else None

    return found


def _rounding(way: str) -> Callable[[Sequence[Result], Scope], Result]:
    def found(values: Sequence[Result], scope: Scope) -> int | None:
        del scope
        value, places = values
        if not _is_number(value) or not _is_number(places) or places % ONE:
            return None
        decimals = places // ONE
        return within(rounded(value, decimals, way)) if 0 <= decimals <= PLACES else None

    return found


def _today(values: Sequence[Result], scope: Scope) -> str:
    del values
    return scope.today


def _date_diff(values: Sequence[Result], scope: Scope) -> int | None:
    del scope
    first, last = read_iso(values[0]), read_iso(values[1])
    if first is None or last is None or values[2] not in UNITS:
        return None
    return whole_units(first, last, values[2]) * ONE


def _date_add(values: Sequence[Result], scope: Scope) -> str | None:
    del scope
    day, days = read_iso(values[0]), values[1]
    if day is None or not _is_number(days) or days % ONE:
        return None
    return moved(day, days // ONE)


def _birth_date(values: Sequence[Result], scope: Scope) -> str | None:
    del scope
    number = values[0]
    if not isinstance(number, str) or len(number) != 18:
        return None
    day = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return day if read_iso(day) else None


def _chosen(values: Sequence[Result], scope: Scope) -> int | None:
    del scope
    return len(values[0]) * ONE if isinstance(values[0], list) else None


_LAZY: Mapping[str, Callable[[Sequence[Tree], Scope, int], Result]] = {
    "and": _and,
    "or": _or,
    "if": _if,
    "score": _score,
    "matches": _matches,
    "sum": _sum,
    "min": _min,
    "max": _max,
    "count": _count,
    "all": _all,
    "some": _some,
}
_EAGER: Mapping[str, Callable[[Sequence[Result], Scope], Result]] = {
    "!": _not,
    "==": _equal,
    "!=": _different,
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "in": _in,
    "any_of": _any_of,
    "all_of": _all_of,
    "none_of": _none_of,
    "answered": _answered,
    "contains": _contains,
    "within": _within,
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _divided,
    "least": _chosen_of(min),
    "greatest": _chosen_of(max),
    "round": _rounding("round"),
    "floor": _rounding("floor"),
    "ceil": _rounding("ceil"),
    "today": _today,
    "date_diff": _date_diff,
    "date_add": _date_add,
    "birth_date": _birth_date,
    "chosen": _chosen,
}
