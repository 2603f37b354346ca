"""What a form's logic says: one rule shows, hides, requires, offers, skips, computes or checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Tree = Any
"""A formula as JSON: a literal, a list of literals, or `{operator: [arguments]}`."""

END = "end"
"""Where a skip leads when nothing more is to be asked."""


class RuleKind(StrEnum):
    """What a rule does to its targets."""

    SHOW = "show"
    HIDE = "hide"
    REQUIRE = "require"
    OFFER = "offer"
    SKIP = "skip"
    COMPUTE = "compute"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as it is kept.

    `targets` are keys of fields, for show and hide also ids of sections and steps, for a skip the
    one step that it leads to, or `end`. `when` is the condition; a skip without one always skips.
    `value` is the formula of compute, or what must hold of check. `origin` is the step that a skip
    leaves. `message` is what a check says when it does not hold. An offer speaks of some `choices`
    of its target, by their ids: they can be chosen only when one of their offers holds.
    """

    id: str
    kind: str
    targets: tuple[str, ...]
    when: Tree = None
    value: Tree = None
    origin: str = ""
    message: str = ""
    choices: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the rule as JSON; what is empty is left out."""
        found: dict[str, Any] = {
            "id": self.id,
            "kind": str(self.kind),
            "targets": list(self.targets),
            "when": self.when,
            "value": self.value,
            "from": self.origin or None,
            "message": self.message or None,
            "choices": list(self.choices) or None,
        }
        return {name: value for name, value in found.items() if value is not None}

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Rule:
        """Return the rule that JSON tells of."""
        return cls(
            id=entry["id"],
            kind=entry["kind"],
            targets=tuple(entry["targets"]),
            when=entry.get("when"),
            value=entry.get("value"),
            origin=entry.get("from", ""),
            message=entry.get("message", ""),
            choices=tuple(entry.get("choices", ())),
        )

    @property
    def trees(self) -> dict[str, Tree]:
        """The formulas of the rule by the place where they stand."""
        return {
            name: tree
            for name, tree in (("when", self.when), ("value", self.value))
            if tree is not None
        }
