"""Who may do what with cases; by posts alone."""

from __future__ import annotations

from casework.models import Case
from people.permissions import Verb, may
from territory.models import Area


def may_open_case(person: object, area: Area) -> bool:
    """Say whether `person` may put a case of `area` on record."""
    return may(person, Verb.EDIT_NEEDS, area)


def may_see_case(person: object, case: Case) -> bool:
    """Say whether `person` may read a case, its contact masked."""
    return may(person, Verb.SEE_NEEDS, case.area)


def may_handle_case(person: object, case: Case) -> bool:
    """Say whether `person` may take, note, answer and reopen it, and see whom to call."""
    return may(person, Verb.EDIT_NEEDS, case.area)
