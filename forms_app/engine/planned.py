"""One step of what follows a submission, as its author planned it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms_app.engine.rule import Tree

MOST_PLANNED = 30


@dataclass(frozen=True, slots=True)
class Planned:
    """A step with its settings. `id` is its block's; `when` the condition on which it is taken."""

    id: str
    step: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    when: Tree = None

    def document(self) -> dict[str, Any]:
        """Return the planned step as JSON."""
        found: dict[str, Any] = {"id": self.id, "step": self.step, "settings": dict(self.settings)}
        return found if self.when is None else {**found, "when": self.when}

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Planned:
        """Return the planned step that JSON tells of."""
        return cls(entry["id"], entry["step"], entry["settings"], entry.get("when"))
