"""Walk through a form step by step: which step comes next, what it asks, what is still to mend."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from forms_app.engine.answering import Answered, Problem, answered, closed_up
from forms_app.engine.context import Context
from forms_app.engine.definition import AnswerStep, Definition, Field
from forms_app.engine.field_type import type_of
from forms_app.engine.field_types.repeat import USUAL
from forms_app.engine.logic.deciding import Outcome, decide
from forms_app.engine.typed import Given, Sheet


@dataclass(frozen=True)
class Walk:
    """A form as far as somebody has filled it in.

    `given` is what was typed, by name, the items of groups numbered without gaps; `rows` is how
    many items of each group the page offers at least.
    """

    definition: Definition
    given: Given
    context: Context
    rows: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def through(
        cls,
        definition: Definition,
        given: Given,
        context: Context,
        rows: Mapping[str, int] | None = None,
    ) -> Walk:
        """Return the walk of what was typed, whatever numbers its items had."""
        return cls(definition, closed_up(definition, given), context, rows or {})

    @cached_property
    def answered(self) -> Answered:
        """What the engine makes of everything typed so far."""
        return answered(self.definition, self.given, self.context)

    @cached_property
    def path(self) -> tuple[AnswerStep, ...]:
        """The steps that are asked, as far as is known by now; one at least."""
        on_path, shown = self.answered.outcome.path, self.answered.outcome.shown
        found = tuple(
            step
            for step in self.definition.steps
            if step.id in on_path
            and any(one.key in shown and one.type != "hidden" for one in step.fields)
        )
        return found or self.definition.steps[:1]

    @property
    def is_long(self) -> bool:
        """Whether the form has more than one step at all."""
        return len(self.definition.steps) > 1

    def step(self, step_id: str) -> AnswerStep:
        """Return a step of the path by its id, the first one when it is not on it."""
        return next((step for step in self.path if step.id == step_id), self.path[0])

    def number_of(self, step: AnswerStep) -> int:
        """Return the place of a step on the path, from 1."""
        return [found.id for found in self.path].index(step.id) + 1

    def after(self, step: AnswerStep) -> AnswerStep | None:
        """Return the step that is asked after this one, None when answers can be checked."""
        order = [one.id for one in self.definition.steps]
        later = order[order.index(step.id) + 1 :]
        return next((one for one in self.path if one.id in later), None)

    def before(self, step: AnswerStep) -> AnswerStep | None:
        """Return the step that is asked before this one, None for the first."""
        order = [one.id for one in self.definition.steps]
        earlier = order[: order.index(step.id)]
        return next((one for one in reversed(self.path) if one.id in earlier), None)

    def problems_in(self, step: AnswerStep) -> list[Problem]:
        """Return what needs another look among the answers of one step."""
        keys = {one.key for one in step.fields}
        return [one for one in self.answered.problems if one.address.partition(".")[0] in keys]

    @property
    def first_wrong(self) -> AnswerStep | None:
        """The first step with a problem, None when everything holds."""
        return next((step for step in self.path if self.problems_in(step)), None)

    def unseen(self, step: AnswerStep, seen: Collection[str]) -> list[str]:
        """Return the keys of questions that the step asks by now and did not when it was `seen`.

        Only an answer of the same step can bring them; nobody should be told that they are missing.
        """
        shown = self.answered.outcome.shown
        return [
            address
            for one in step.fields
            for address in self._addresses(one)
            if address in shown and address not in seen and self._asks(address)
        ]

    def _addresses(self, one: Field) -> list[str]:
        inner = [
            f"{one.key}.{number}.{found.key}"
            for number in range(self.items_of(one) if one.fields else 0)
            for found in one.fields
        ]
        return inner or [one.key]

    def _asks(self, address: str) -> bool:
        one = self.definition.by_key[address.rpartition(".")[2]]
        return type_of(one).is_answered and one.type != "hidden"

    def items_of(self, group: Field) -> int:
        """Return how many items of a group hold something."""
        return sum(1 for _item in Sheet(self.given).at(group.key).items)

    def rows_of(self, group: Field) -> int:
        """Return how many items a page draws: one more than none, and what is asked for."""
        least, most = (int(group.options.get(name) or 0) for name in ("least", "most"))
        wanted = min(self.rows.get(group.key, 0), most or USUAL)
        return max(1, least, self.items_of(group), wanted)

    @cached_property
    def drawn(self) -> Outcome:
        """What a page shows and requires, of items that hold nothing yet too, and of one more."""
        groups = [one for one in self.definition.fields if one.fields]
        if not groups:
            return self.answered.outcome
        values: dict[str, Any] = dict(self.answered.values)
        for group in groups:
            items = list(values.get(group.key) or ())
            values[group.key] = items + [{}] * (self.rows_of(group) + 1 - len(items))
        return decide(self.definition, values, today=self.context.today.isoformat())

    def is_shown(self, address: str) -> bool:
        """Whether the question at this address is shown now."""
        found = self.drawn if "." in address else self.answered.outcome
        return address in found.shown

    def withheld(self, address: str) -> tuple[str, ...]:
        """Return the ids of the choices that the question at this address does not offer now."""
        found = self.drawn if "." in address else self.answered.outcome
        return found.withheld.get(address, ())

    def is_required(self, address: str) -> bool:
        """Whether the question at this address must be answered now."""
        found = self.drawn if "." in address else self.answered.outcome
        return address in found.required
