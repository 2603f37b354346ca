"""Write a definition as the document that is kept, served, and evaluated in browsers."""

from __future__ import annotations

from typing import Any

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import type_of
from forms_app.engine.logic.deciding import plan_of
from forms_app.engine.logic.pattern import automata


def document_of(definition: Definition) -> dict[str, Any]:
    """Return the form as JSON with what a browser needs to work its logic out.

    `logic.order` names what is decided, each after what it depends on: `#id` whether a step or
    section is shown, `>id` where one goes from a step, a key whether a field is shown and what it
    holds. `logic.kinds` says how formulas see each answer, `logic.unasked` what is never typed,
    `logic.patterns` the automata of the patterns that rules name; it is left out without any.
    """
    plan = plan_of(definition)
    patterns = automata(tree for rule in definition.rules for tree in rule.trees.values())
    return {
        **definition.document(),
        "logic": {
            "order": plan.order,
            "kinds": dict(plan.terms.kinds),
            "scores": {key: dict(found) for key, found in plan.terms.scores.items()},
            "unasked": [
                found.key for found in definition.all_fields if not type_of(found).is_answered
            ],
            **({"patterns": patterns} if patterns else {}),
        },
    }
