"""Infer the kind of a formula against a form, and say where it makes no sense."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forms_app.engine.definition import Definition
from forms_app.engine.kind import EQUATABLE, KIND_NAMES, NUMERIC, ORDERED, Kind
from forms_app.engine.logic.calendar import read_iso
from forms_app.engine.logic.evaluating import Terms, key_of
from forms_app.engine.logic.operators import ITEM, OPERATORS, UNITS
from forms_app.engine.logic.pattern import pattern_of
from forms_app.engine.logic.wording import choices_beside, formula_words
from forms_app.engine.numbers import exact
from forms_app.engine.rule import Tree
from forms_app.engine.sentences import Unfit

MOST_NODES = 500
DEEPEST = 30
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class View:
    """What a formula may refer to: the form, and the group whose item it is about, if any."""

    definition: Definition
    terms: Terms
    group: str = ""


def infer(tree: Tree, view: View, path: str = "") -> Kind:
    """Return the kind of what `tree` comes to; raises Unfit with the place that makes no sense."""
    if isinstance(tree, bool):
        return Kind.BOOLEAN
    if isinstance(tree, int | float):
        return _number(tree, path)
    if isinstance(tree, str):
        return Kind.TEXT
    if not isinstance(tree, dict) or len(tree) != 1:
        raise Unfit("rule_shape").at(path)
    [(name, arguments)] = tree.items()
    if name == "var":
        return _reference(arguments, view, f"{path}/var")
    operator = OPERATORS.get(name)
    if operator is None:
        raise Unfit("rule_operator_unknown", operator=name).at(path)
    if not isinstance(arguments, list):
        raise Unfit("rule_shape").at(path)
    if not operator.least <= len(arguments) <= operator.most:
        raise Unfit("rule_arguments", operator=name, least=operator.least, most=operator.most).at(
            path
        )
    return _CHECKS[name](arguments, view, f"{path}/{name}")


def too_large(tree: Tree) -> bool:
    """Say whether a tree is deeper or larger than a person could follow."""
    level, count = [tree], 0
    for _ in range(DEEPEST):
        count += len(level)
        level = [entry for found in level for entry in _below(found)]
        if not level or count > MOST_NODES:
            return count > MOST_NODES
    return True


def _below(tree: Tree) -> Sequence[Tree]:
    if isinstance(tree, list):
        return tree
    return list(tree.values()) if isinstance(tree, dict) else ()


def _number(value: int | float, path: str) -> Kind:
    found = exact(value)
    if found is None or abs(value) >= 10**15:
        raise Unfit("rule_number_unfit", number=value).at(path)
    return Kind.NUMBER


def _reference(name: Any, view: View, path: str) -> Kind:
    if not isinstance(name, str):
        raise Unfit("rule_shape").at(path)
    key = key_of(name)
    field = view.definition.by_key.get(key)
    kind = view.terms.kinds.get(name.removeprefix(ITEM))
    if field is None or kind is None:
        raise Unfit("rule_reference_unknown", name=name).at(path)
    group = view.definition.group_of.get(key)
    if group is not None and (not name.startswith(ITEM) or group.key != view.group):
        raise Unfit("rule_item_outside", label=field.label).at(path)
    if group is None and name.startswith(ITEM):
        raise Unfit("rule_not_item", label=field.label).at(path)
    if kind == Kind.NOTHING:
        raise Unfit("rule_reference_nothing", label=field.label).at(path)
    return Kind(kind)


def wrong_kind(tree: Tree, wanted: Kind, found: Kind, view: View, path: str) -> Unfit:
    """Return the complaint that a tree is of the wrong kind."""
    return Unfit(
        "rule_kind_wrong",
        wanted=KIND_NAMES[wanted],
        found=KIND_NAMES[found],
        words=formula_words(view.definition, tree),
    ).at(path)


def _need(tree: Tree, wanted: Kind, view: View, path: str) -> None:
    found = infer(tree, view, path)
    if found != wanted:
        raise wrong_kind(tree, wanted, found, view, path)


def _need_number(tree: Tree, view: View, path: str) -> Kind:
    found = infer(tree, view, path)
    if found not in NUMERIC:
        raise wrong_kind(tree, Kind.NUMBER, found, view, path)
    return found


def _need_day(tree: Tree, view: View, path: str) -> None:
    if isinstance(tree, str):
        _literal(tree, Kind.DATE, None, view, path)
    else:
        _need(tree, Kind.DATE, view, path)


def _literal(text: str, kind: Kind, beside: Tree, view: View, path: str) -> None:
    """Hold a text to the kind that it is compared with."""
    if kind == Kind.DATE and read_iso(text) is None:
        raise Unfit("rule_day_unreadable", text=text).at(path)
    if kind == Kind.TIME and not _TIME.fullmatch(text):
        raise Unfit("rule_time_unreadable", text=text).at(path)
    if kind in (Kind.CHOICE, Kind.CHOICES):
        choices = choices_beside(view.definition, beside)
        if text not in choices:
            field = view.definition.by_key.get(key_of(beside["var"]))
            label = field.label if field else ""
            raise Unfit("rule_choice_unknown", label=label, choice=text).at(path)


def _connective(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    for place, entry in enumerate(arguments):
        _need(entry, Kind.BOOLEAN, view, f"{path}/{place}")
    return Kind.BOOLEAN


def _pair(arguments: Sequence[Tree], view: View, path: str) -> tuple[Kind, Kind]:
    """Return the kinds of two sides that can be compared; a literal text takes the other's."""
    left, right = arguments
    kinds = [infer(entry, view, f"{path}/{place}") for place, entry in enumerate(arguments)]
    for place, (literal, beside) in enumerate(((left, right), (right, left))):
        other = kinds[1 - place]
        if isinstance(literal, str) and other in (Kind.DATE, Kind.TIME, Kind.CHOICE, Kind.AREA):
            _literal(literal, other, beside, view, f"{path}/{place}")
            kinds[place] = other
    return kinds[0], kinds[1]


def _comparable(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    left, right = _pair(arguments, view, path)
    both_choices = left == right == Kind.CHOICE and not any(
        isinstance(entry, str) for entry in arguments
    )
    fits = left == right or (left in NUMERIC and right in NUMERIC)
    if not fits or left not in EQUATABLE or both_choices:
        raise Unfit(
            "rule_kinds_differ",
            left=formula_words(view.definition, arguments[0]),
            left_kind=KIND_NAMES[left],
            right=formula_words(view.definition, arguments[1]),
            right_kind=KIND_NAMES[right],
        ).at(path)
    return left


def _equality(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _comparable(arguments, view, path)
    return Kind.BOOLEAN


def _order(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    found = _comparable(arguments, view, path)
    if found not in ORDERED:
        words = formula_words(view.definition, arguments[0])
        raise Unfit("rule_no_order", words=words, found=KIND_NAMES[found]).at(path)
    return Kind.BOOLEAN


def _listed(tree: Tree, path: str) -> list[Any]:
    if not isinstance(tree, list) or not tree:
        raise Unfit("rule_list_needed").at(path)
    return tree


def _membership(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    for place, entry in enumerate(_listed(arguments[1], f"{path}/1")):
        if not isinstance(entry, str | int | float) or isinstance(entry, bool):
            raise Unfit("rule_shape").at(f"{path}/1/{place}")
        _comparable([arguments[0], entry], view, path)
    return Kind.BOOLEAN


def _sets(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _need(arguments[0], Kind.CHOICES, view, f"{path}/0")
    for place, entry in enumerate(_listed(arguments[1], f"{path}/1")):
        at = f"{path}/1/{place}"
        if not isinstance(entry, str):
            raise Unfit("rule_shape").at(at)
        _literal(entry, Kind.CHOICES, arguments[0], view, at)
    return Kind.BOOLEAN


def _answered(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    if not (isinstance(arguments[0], dict) and "var" in arguments[0]):
        raise Unfit("rule_shape").at(f"{path}/0")
    infer(arguments[0], view, f"{path}/0")
    return Kind.BOOLEAN


def _texts(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    for place, entry in enumerate(arguments):
        _need(entry, Kind.TEXT, view, f"{path}/{place}")
    return Kind.BOOLEAN


def _pattern(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _need(arguments[0], Kind.TEXT, view, f"{path}/0")
    if not isinstance(arguments[1], str):
        raise Unfit("rule_pattern_literal").at(f"{path}/1")
    try:
        pattern_of(arguments[1])
    except Unfit as problem:
        raise problem.at(f"{path}/1") from problem
    return Kind.BOOLEAN


def _within(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _need(arguments[0], Kind.AREA, view, f"{path}/0")
    _need(arguments[1], Kind.TEXT, view, f"{path}/1")
    return Kind.BOOLEAN


def _sum_kind(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    kinds = {_need_number(entry, view, f"{path}/{place}") for place, entry in enumerate(arguments)}
    return Kind.MONEY if Kind.MONEY in kinds else Kind.NUMBER


def _quotient(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    left, right = (
        _need_number(entry, view, f"{path}/{place}") for place, entry in enumerate(arguments)
    )
    return Kind.MONEY if left == Kind.MONEY and right == Kind.NUMBER else Kind.NUMBER


def _rounding(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    found = _need_number(arguments[0], view, f"{path}/0")
    places = arguments[1]
    if isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= 10:
        raise Unfit("rule_shape").at(f"{path}/1")
    return found


def _branches(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _need(arguments[0], Kind.BOOLEAN, view, f"{path}/0")
    left, right = (infer(entry, view, f"{path}/{place}") for place, entry in
                   enumerate(arguments[1:], 1))  # fmt: skip
    if left in NUMERIC and right in NUMERIC:
        return Kind.MONEY if Kind.MONEY in (left, right) else Kind.NUMBER
    if left != right:
        raise wrong_kind(arguments[2], left, right, view, f"{path}/2")
    return left


def _today(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    del arguments, view, path
    return Kind.DATE


def _difference(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _need_day(arguments[0], view, f"{path}/0")
    _need_day(arguments[1], view, f"{path}/1")
    if arguments[2] not in UNITS:
        raise Unfit("rule_unit_unknown", unit=arguments[2]).at(f"{path}/2")
    return Kind.NUMBER


def _day_later(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _need_day(arguments[0], view, f"{path}/0")
    _need_number(arguments[1], view, f"{path}/1")
    return Kind.DATE


def _birth_date(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _need(arguments[0], Kind.ID_NUMBER, view, f"{path}/0")
    return Kind.DATE


def _score(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    found = infer(arguments[0], view, f"{path}/0")
    is_answer = isinstance(arguments[0], dict) and "var" in arguments[0]
    if found not in (Kind.CHOICE, Kind.CHOICES) or not is_answer:
        raise wrong_kind(arguments[0], Kind.CHOICE, found, view, f"{path}/0")
    return Kind.NUMBER


def _chosen(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _need(arguments[0], Kind.CHOICES, view, f"{path}/0")
    return Kind.NUMBER


def _inside(arguments: Sequence[Tree], view: View, path: str) -> View:
    """Return the view of the items that an operator visits."""
    _need(arguments[0], Kind.ITEMS, view, f"{path}/0")
    if not (isinstance(arguments[0], dict) and isinstance(arguments[0].get("var"), str)):
        raise Unfit("rule_shape").at(f"{path}/0")
    return replace(view, group=arguments[0]["var"])


def _item_numbers(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    return _need_number(arguments[1], _inside(arguments, view, path), f"{path}/1")


def _item_count(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    inside = _inside(arguments, view, path)
    if len(arguments) > 1:
        _need(arguments[1], Kind.BOOLEAN, inside, f"{path}/1")
    return Kind.NUMBER


def _item_truths(arguments: Sequence[Tree], view: View, path: str) -> Kind:
    _need(arguments[1], Kind.BOOLEAN, _inside(arguments, view, path), f"{path}/1")
    return Kind.BOOLEAN


_Check = Callable[[Sequence[Tree], View, str], Kind]
_CHECKS: Mapping[str, _Check] = {
    **dict.fromkeys(("and", "or", "!"), _connective),
    **dict.fromkeys(("==", "!="), _equality),
    **dict.fromkeys(("<", "<=", ">", ">="), _order),
    "in": _membership,
    **dict.fromkeys(("any_of", "all_of", "none_of"), _sets),
    "answered": _answered,
    "contains": _texts,
    "matches": _pattern,
    "within": _within,
    **dict.fromkeys(("+", "-", "*", "least", "greatest"), _sum_kind),
    "/": _quotient,
    **dict.fromkeys(("round", "floor", "ceil"), _rounding),
    "if": _branches,
    "today": _today,
    "date_diff": _difference,
    "date_add": _day_later,
    "birth_date": _birth_date,
    "score": _score,
    "chosen": _chosen,
    **dict.fromkeys(("sum", "min", "max"), _item_numbers),
    "count": _item_count,
    **dict.fromkeys(("all", "some"), _item_truths),
}
