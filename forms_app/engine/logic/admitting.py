"""Let in rules that come from outside as JSON: only what the closed set of formulas can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms_app.engine.definition import MOST_RULES
from forms_app.engine.logic.inferring import too_large
from forms_app.engine.logic.operators import OPERATORS
from forms_app.engine.rule import Rule, RuleKind, Tree
from forms_app.engine.sentences import Unfit

LONGEST_NAME = 80
LONGEST_TEXT = 500
_TEXTS = ("from", "message")
_PARTS = frozenset({"id", "kind", "targets", "choices", "when", "value", *_TEXTS})


def admitted(entries: Any) -> tuple[Rule, ...]:
    """Return the rules that JSON tells of; raises Unfit for anything that no rule can be.

    Whether they make sense in a form is another question: `problems_of_rules` answers it.
    """
    if not isinstance(entries, list) or len(entries) > MOST_RULES:
        raise Unfit("form_rules_too_many", most=MOST_RULES)
    return tuple(_admitted(entry, number) for number, entry in enumerate(entries, 1))


def _admitted(entry: Any, number: int) -> Rule:
    if not isinstance(entry, Mapping) or not _has_shape(entry):
        raise Unfit("rule_shape").in_rule("", number)
    for part in ("when", "value"):
        tree = entry.get(part)
        if tree is not None and (too_large(tree) or not _is_tree(tree)):
            raise Unfit("rule_shape").in_rule(entry["id"], number).at(f"/{part}")
    return Rule.read(entry)


def _has_shape(entry: Mapping[str, Any]) -> bool:
    targets = entry.get("targets")
    return (
        entry.keys() <= _PARTS
        and _is_text(entry.get("id"), LONGEST_NAME)
        and entry.get("kind") in list(RuleKind)
        and _is_names(targets)
        and _is_names(entry.get("choices", []))
        and all(_is_text(entry.get(part, ""), LONGEST_TEXT) for part in _TEXTS)
    )


def _is_names(found: Any) -> bool:
    return (
        isinstance(found, Sequence)
        and not isinstance(found, str)
        and all(_is_text(name, LONGEST_NAME) for name in found)
    )


def _is_text(found: Any, longest: int) -> bool:
    return isinstance(found, str) and len(found) <= longest


def _is_tree(tree: Tree) -> bool:
    """Say whether a tree, known to be small, is made of what formulas are made of."""
    if isinstance(tree, list):
        return all(_is_tree(entry) for entry in tree)
    if not isinstance(tree, dict):
        return tree is None or isinstance(tree, bool | int | float | str)
    if len(tree) != 1:
        return False
    [(name, arguments)] = tree.items()
    if name == "var":
        return _is_text(arguments, LONGEST_NAME)
    found = OPERATORS.get(name)
    return (
        found is not None
        and isinstance(arguments, list)
        and found.least <= len(arguments) <= found.most
        and all(_is_tree(entry) for entry in arguments)
    )
