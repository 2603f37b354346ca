"""Which one of the areas that words may mean is meant."""

from __future__ import annotations

from collections.abc import Sequence

from forms_app.engine.context import Place
from forms_app.engine.sentences import Unfit

MOST_OFFERED = 12
"""How many areas are offered to choose from; more must be narrowed down in words."""


def found_place(found: Sequence[Place]) -> Place:
    """Return the only place; raises Unfit when there is none, or several."""
    if not found:
        raise Unfit("community_unknown")
    if len(found) > MOST_OFFERED:
        raise Unfit("community_too_many")
    if len(found) > 1:
        raise Unfit("community_ambiguous", count=len(found))
    return found[0]
