"""Which state of a case may follow which: one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from casework.models import Case
from foundation.errors import Refused

State = Case.State


class Move(StrEnum):
    """All that can happen to a case."""

    TAKE = "take"
    DO = "do"
    DECLINE = "decline"
    REOPEN = "reopen"


TRANSITIONS: Mapping[str, Mapping[Move, State]] = {
    State.OPEN: {
        Move.TAKE: State.IN_HAND,
        Move.DO: State.DONE,
        Move.DECLINE: State.DECLINED,
    },
    State.IN_HAND: {
        Move.TAKE: State.IN_HAND,
        Move.DO: State.DONE,
        Move.DECLINE: State.DECLINED,
    },
    State.DONE: {Move.REOPEN: State.IN_HAND},
    State.DECLINED: {Move.REOPEN: State.IN_HAND},
}
"""State → move → state."""


class Impossible(Refused):
    """The case is in a state from which this does not lead on."""


def after(state: str, move: Move) -> State:
    """Return the state that follows `state` by `move`; raises `Impossible` when none does."""
    following = TRANSITIONS[state].get(move)
    if following is None:
        raise Impossible(
            _("This is no longer possible; the page shows where the case stands now."),
            code="case_not_in_this_state",
        )
    return following
