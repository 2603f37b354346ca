"""The table of states: complete, without dead ends, and never against a member's will."""

import pytest

from volunteering.models import Participation
from volunteering.transitions import NOTHING, TRANSITIONS, WHO, Actor, Impossible, Move, after

STATES = set(Participation.State.values)


def test_every_state_stands_in_the_table():
    assert set(TRANSITIONS) == STATES | {NOTHING}


def test_every_state_is_reached_from_nothing():
    reached, waiting = set(), [NOTHING]
    while waiting:
        for following in TRANSITIONS[waiting.pop()].values():
            if following not in reached:
                reached.add(following)
                waiting.append(following)

    assert reached == STATES


def test_every_move_leads_somewhere_and_says_who_may():
    used = {move for moves in TRANSITIONS.values() for move in moves}

    assert used == set(Move) == set(WHO)


@pytest.mark.parametrize(
    ("state", "move"), [(state, move) for state in TRANSITIONS for move in Move]
)
def test_a_move_that_is_not_in_the_table_is_refused(state, move):
    if move in TRANSITIONS[state]:
        assert after(state, move) == TRANSITIONS[state][move]
        return

    with pytest.raises(Impossible) as refused:
        after(state, move)

    assert refused.value.params == {"state": state, "move": move.value}


def test_only_the_member_turns_an_offer_into_a_promise():
    promising = {
        move
        for state in (NOTHING, "proposed", "offered", "waitlisted")
        for move, following in TRANSITIONS[state].items()
        if following == Participation.State.CONFIRMED
    }

    assert promising == {Move.SIGN_UP, Move.ACCEPT}
    assert all(WHO[move] == {Actor.MEMBER} for move in promising)


def test_what_occupies_time_also_holds_a_place():
    assert set(Participation.OCCUPYING) <= set(Participation.HOLDING)
    assert Participation.State.OFFERED in Participation.HOLDING
