"""Who may do what in volunteering; staff by their posts, members for themselves alone."""

from __future__ import annotations

from people.models import Unit, User
from people.permissions import Verb, may, may_in_unit
from territory.models import Area
from volunteering.models import (
    BlockedPair,
    Member,
    Need,
    Participation,
    Rating,
    ServiceRecord,
    Shift,
)


def may_see_need(person: object, need: Need) -> bool:
    """Say whether `person` may see a need at the desk, drafts included."""
    return may(person, Verb.SEE_NEEDS, need.area)


def may_edit_need(person: object, need: Need) -> bool:
    """Say whether `person` may post and change this need and its shifts."""
    return may(person, Verb.EDIT_NEEDS, need.area)


def may_edit_shift(person: object, shift: Shift) -> bool:
    """Say whether `person` may change, cancel and close this shift and answer who applies."""
    return may(person, Verb.EDIT_NEEDS, shift.area)


def may_see_participants(person: object, shift: Shift) -> bool:
    """Say whether `person` may see (masked) who comes to a shift."""
    return may(person, Verb.SEE_MEMBERS, shift.area)


def may_reveal_participant(person: object, participation: Participation) -> bool:
    """Say whether `person` may see name and phone of who comes, with a reason, on record."""
    return may(person, Verb.REVEAL_MEMBERS, participation.shift.area)


def may_check_in_at_desk(person: object, shift: Shift) -> bool:
    """Say whether `person` may show the code and check people in by hand."""
    return may(person, Verb.CHECK_IN, shift.area)


def may_see_hours(person: object, record: ServiceRecord) -> bool:
    """Say whether `person` may see a record at the desk."""
    return may(person, Verb.VERIFY_HOURS, record.area)


def may_verify_hours(person: object, record: ServiceRecord) -> bool:
    """Say whether `person` may verify these hours: in scope, and never one's own."""
    return (
        isinstance(person, User)
        and person.pk != record.person_id
        and may(person, Verb.VERIFY_HOURS, record.area)
    )


def may_message_participants(person: object, shift: Shift) -> bool:
    """Say whether `person` may write to those who come to a shift."""
    return may(person, Verb.MESSAGE_MEMBERS, shift.area)


def may_see_rating(person: object, rating: Rating) -> bool:
    """Say whether `person` may see the private link and the answer."""
    return may(person, Verb.SEE_NEEDS, rating.shift.area)


def may_block_in(person: object, area: Area) -> bool:
    """Say whether `person` may say for a community that a member is not to be placed there."""
    return may(person, Verb.REVEAL_MEMBERS, area)


def may_see_block(person: object, block: BlockedPair) -> bool:
    """Say whether `person` may see, answer and lift what a community said; never a member's."""
    return block.side == BlockedPair.Side.COMMUNITY and may_block_in(person, block.area)


def may_run_matching(person: object, area: Area) -> bool:
    """Say whether `person` may match members and shifts of this area and send the offers."""
    return may(person, Verb.RUN_MATCHING, area)


def may_import_roster(person: object, unit: Unit) -> bool:
    """Say whether `person` may import people into this unit: by a post in it, or above it."""
    return may_in_unit(person, Verb.IMPORT_ROSTER, unit)


def may_take_part(person: object) -> bool:
    """Say whether `person` is a member who may sign up: activated, and nobody else's account."""
    if not isinstance(person, User) or not person.is_active:
        return False
    member = Member.objects.filter(user=person).only("activated_at").first()
    return member is not None and member.activated_at is not None
