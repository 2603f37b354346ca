"""Which state of a participation may follow which, and who may bring it about: one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from foundation.errors import Refused
from volunteering.models import Participation

State = Participation.State
NOTHING = ""
"""Stands for "there is no participation yet"."""


class Move(StrEnum):
    """All that can happen to a participation."""

    PROPOSE = "propose"
    SEND = "send"
    DROP = "drop"
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    SIGN_UP = "sign_up"
    APPLY = "apply"
    QUEUE = "queue"
    OFFER = "offer"
    APPROVE = "approve"
    REJECT = "reject"
    ASK_AGAIN = "ask_again"
    WITHDRAW = "withdraw"
    EXCUSE = "excuse"
    CANCEL = "cancel"
    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    LEAVE_EARLY = "leave_early"
    MISS = "miss"
    CLOSE = "close"


class Actor(StrEnum):
    """Who brings a move about."""

    MEMBER = "member"
    HOST = "host"
    CLOCK = "clock"


TRANSITIONS: Mapping[str, Mapping[Move, str]] = {
    NOTHING: {
        Move.PROPOSE: State.PROPOSED,
        Move.SIGN_UP: State.CONFIRMED,
        Move.APPLY: State.APPLIED,
        Move.QUEUE: State.WAITLISTED,
    },
    State.PROPOSED: {Move.SEND: State.OFFERED, Move.DROP: State.REJECTED},
    State.OFFERED: {
        Move.ACCEPT: State.CONFIRMED,
        Move.DECLINE: State.DECLINED,
        Move.EXPIRE: State.EXPIRED,
        Move.ASK_AGAIN: State.OFFERED,
        Move.CANCEL: State.CANCELLED_BY_HOST,
    },
    State.APPLIED: {
        Move.APPROVE: State.CONFIRMED,
        Move.REJECT: State.REJECTED,
        Move.QUEUE: State.WAITLISTED,
        Move.WITHDRAW: State.WITHDRAWN,
        Move.EXPIRE: State.EXPIRED,
        Move.CANCEL: State.CANCELLED_BY_HOST,
    },
    State.WAITLISTED: {
        Move.OFFER: State.OFFERED,
        Move.WITHDRAW: State.WITHDRAWN,
        Move.EXPIRE: State.EXPIRED,
        Move.CANCEL: State.CANCELLED_BY_HOST,
    },
    State.CONFIRMED: {
        Move.WITHDRAW: State.WITHDRAWN,
        Move.EXCUSE: State.EXCUSED,
        Move.ASK_AGAIN: State.OFFERED,
        Move.CANCEL: State.CANCELLED_BY_HOST,
        Move.CHECK_IN: State.CHECKED_IN,
        Move.MISS: State.NO_SHOW,
    },
    State.CHECKED_IN: {
        Move.CHECK_OUT: State.CHECKED_OUT,
        Move.LEAVE_EARLY: State.LEFT_EARLY,
        Move.CLOSE: State.ATTENDED,
    },
    State.CHECKED_OUT: {Move.CLOSE: State.ATTENDED},
    State.LEFT_EARLY: {Move.CLOSE: State.ATTENDED},
    State.NO_SHOW: {Move.EXCUSE: State.EXCUSED},
    State.ATTENDED: {},
    State.DECLINED: {},
    State.EXPIRED: {},
    State.REJECTED: {},
    State.WITHDRAWN: {},
    State.CANCELLED_BY_HOST: {},
    State.EXCUSED: {},
}
"""State → move → state. A state without moves is final."""

WHO: Mapping[Move, frozenset[Actor]] = {
    Move.PROPOSE: frozenset({Actor.HOST}),
    Move.SEND: frozenset({Actor.HOST}),
    Move.DROP: frozenset({Actor.HOST}),
    # Nobody but the member turns an offer into a promise: Regulation 685, article 25.
    Move.ACCEPT: frozenset({Actor.MEMBER}),
    Move.DECLINE: frozenset({Actor.MEMBER}),
    Move.SIGN_UP: frozenset({Actor.MEMBER}),
    Move.APPLY: frozenset({Actor.MEMBER}),
    Move.QUEUE: frozenset({Actor.MEMBER, Actor.HOST}),
    Move.WITHDRAW: frozenset({Actor.MEMBER}),
    Move.EXCUSE: frozenset({Actor.MEMBER, Actor.HOST}),
    Move.APPROVE: frozenset({Actor.HOST}),
    Move.REJECT: frozenset({Actor.HOST}),
    Move.ASK_AGAIN: frozenset({Actor.HOST}),
    Move.CANCEL: frozenset({Actor.HOST}),
    Move.CHECK_IN: frozenset({Actor.MEMBER, Actor.HOST}),
    Move.CHECK_OUT: frozenset({Actor.MEMBER, Actor.HOST}),
    Move.LEAVE_EARLY: frozenset({Actor.MEMBER, Actor.HOST}),
    Move.MISS: frozenset({Actor.HOST, Actor.CLOCK}),
    Move.CLOSE: frozenset({Actor.HOST, Actor.CLOCK}),
    Move.OFFER: frozenset({Actor.CLOCK, Actor.HOST, Actor.MEMBER}),
    Move.EXPIRE: frozenset({Actor.CLOCK, Actor.HOST}),
}
"""Move → who may. An offer to the next in the queue follows from whatever frees the place."""


class Impossible(Refused):
    """The participation is in a state from which this does not lead on."""


def after(state: str, move: Move) -> str:
    """Return the state that follows `state` by `move`; raises `Impossible` when none does."""
    following = TRANSITIONS[state].get(move)
    if following is None:
        raise Impossible(
            _("This is no longer possible; the page shows where it stands now."),
            code="not_in_this_state",
            state=state,
            move=move.value,
        )
    return following
