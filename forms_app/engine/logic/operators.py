"""Every operator that a formula may use; there are no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MANY = 200


@dataclass(frozen=True, slots=True)
class Operator:
    """How many arguments it takes, and whether its first is a group whose items it visits."""

    least: int
    most: int
    over_items: bool = False


OPERATORS: Mapping[str, Operator] = {
    "and": Operator(1, MANY),
    "or": Operator(1, MANY),
    "!": Operator(1, 1),
    "==": Operator(2, 2),
    "!=": Operator(2, 2),
    "<": Operator(2, 2),
    "<=": Operator(2, 2),
    ">": Operator(2, 2),
    ">=": Operator(2, 2),
    "in": Operator(2, 2),
    "any_of": Operator(2, 2),
    "all_of": Operator(2, 2),
    "none_of": Operator(2, 2),
    "answered": Operator(1, 1),
    "contains": Operator(2, 2),
    "matches": Operator(2, 2),
    "within": Operator(2, 2),
    "+": Operator(2, MANY),
    "-": Operator(1, 2),
    "*": Operator(2, MANY),
    "/": Operator(2, 2),
    "least": Operator(2, MANY),
    "greatest": Operator(2, MANY),
    "round": Operator(2, 2),
    "floor": Operator(2, 2),
    "ceil": Operator(2, 2),
    "if": Operator(3, 3),
    "today": Operator(0, 0),
    "date_diff": Operator(3, 3),
    "date_add": Operator(2, 2),
    "birth_date": Operator(1, 1),
    "score": Operator(1, 1),
    "chosen": Operator(1, 1),
    "sum": Operator(2, 2, over_items=True),
    "min": Operator(2, 2, over_items=True),
    "max": Operator(2, 2, over_items=True),
    "count": Operator(1, 2, over_items=True),
    "all": Operator(2, 2, over_items=True),
    "some": Operator(2, 2, over_items=True),
}

UNITS = ("days", "months", "years")
"""In what `date_diff` counts."""

ITEM = "item."
"""How a reference to another answer of the same item begins."""
