"""A member and a community are kept apart: said by either, looked at again, lifted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.clock import CITY_TIME
from foundation.errors import Invalid, NotFound, Refused
from people.models import AccessLogEntry, User
from territory.models import Area
from volunteering.actions import notices
from volunteering.actions.keep_plan import note_apart, note_given_back, note_left
from volunteering.actions.locking import locked_member, own_participation
from volunteering.actions.moving import advance
from volunteering.actions.promoting import promote_waiting
from volunteering.models import BlockedPair, Member, Participation
from volunteering.models.blocked_pair import REVIEWED_AFTER
from volunteering.permissions import may_block_in, may_see_block
from volunteering.transitions import Move

Side = BlockedPair.Side
State = Participation.State
LONGEST_WORDS = 300

_TAKEN_BACK: Mapping[str, Mapping[str, Move]] = {
    Side.MEMBER: {
        State.OFFERED: Move.DECLINE,
        State.APPLIED: Move.WITHDRAW,
        State.WAITLISTED: Move.WITHDRAW,
    },
    Side.COMMUNITY: {
        State.OFFERED: Move.CANCEL,
        State.APPLIED: Move.REJECT,
        State.WAITLISTED: Move.CANCEL,
    },
}
"""What is not promised yet ends with the block; what is promised stays."""


@transaction.atomic
def block_community(*, by: User, area_id: int, now: datetime) -> BlockedPair:
    """Ask a member for nothing in a community any more, as they wish; twice is the same as once.

    Open offers from there are declined, applications and waiting ends; what is confirmed stays.
    Raises `NotAllowed` for who is no member, `NotFound` where there are no shifts.
    """
    member = locked_member(by)
    area = Area.objects.filter(pk=area_id, shifts__isnull=False).first()
    if area is None:
        raise NotFound(_("There is no such community."), code="no_such_area")
    return _block(member, area, Side.MEMBER, by, now)


@transaction.atomic
def block_member(*, by: User, participation_id: int, reason: str, now: datetime) -> BlockedPair:
    """Never place a member in the community of a participation again, for a reason that is kept.

    The member is told that it was said, and that they can object; the reason is read by nobody
    without a trace. Twice is the same as once. Raises `NotFound`, `Invalid` without a reason, and
    `Refused` for oneself.
    """
    found = (
        Participation.objects.exclude(state=State.PROPOSED)
        .select_related("shift__area")
        .filter(pk=participation_id)
        .first()
    )
    if found is None or not may_block_in(by, found.shift.area):
        raise NotFound(_("There is no such participation."), code="no_such_participation")
    said = reason.strip()
    if not said or len(said) > LONGEST_WORDS:
        raise Invalid(_("Please say why, in 300 characters at most."), code="reason_needed")
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=found.member_id)
    if member.user_id == by.pk:
        raise Refused(_("That is yourself: say it on your own profile."), code="oneself")
    block = _block(member, found.shift.area, Side.COMMUNITY, by, now, reason=said)
    notices.tell_blocked(block)
    return block


def _block(
    member: Member, area: Area, side: str, by: User, now: datetime, reason: str = ""
) -> BlockedPair:
    standing = BlockedPair.objects.standing().filter(member=member, area=area, side=side).first()
    if standing is not None:
        return standing
    by_community = side == Side.COMMUNITY
    block = BlockedPair.objects.create(
        member=member,
        area=area,
        side=side,
        reason=reason,
        made_by=by,
        made_at=now,
        review_on=now.astimezone(CITY_TIME).date() + REVIEWED_AFTER if by_community else None,
    )
    _end_what_is_open(member, area, _TAKEN_BACK[side], by, now)
    note_apart(member=member, area=area, now=now)
    log(block, "volunteering.block", user=by)
    return block


def _end_what_is_open(
    member: Member, area: Area, moves: Mapping[str, Move], by: User, now: datetime
) -> None:
    """End what is not promised, in the order in which everybody locks; who waits moves up."""
    ahead = member.participations.filter(shift__area=area, starts_at__gt=now).order_by("shift_id")
    for key in ahead.filter(state__in=moves).values_list("pk", flat=True):
        participation, shift = own_participation(member, key)
        if participation.state not in moves:
            continue
        move = moves[participation.state]
        advance(participation=participation, shift=shift, move=move, by=by, now=now)
        promote_waiting(shift=shift, by=by, now=now)
        note = note_given_back if participation.run_id is not None else note_left
        note(participation=participation, now=now)
    ahead.filter(state=State.PROPOSED).delete()


@transaction.atomic
def lift_own_block(*, by: User, block_id: int, now: datetime) -> None:
    """A member takes their own word back; raises `NotAllowed`, `NotFound`."""
    member = locked_member(by)
    block = _standing(block_id)
    if block.member_id != member.pk or block.side != Side.MEMBER:
        raise NotFound(_("There is nothing of yours to lift."), code="no_such_block")
    _lift(block, by, now)


@transaction.atomic
def object_to_block(*, by: User, block_id: int, words: str, now: datetime) -> None:
    """A member objects to what a community said; raises `NotFound`, `Invalid`, `Refused`.

    Somebody other than who said it has to answer.
    """
    member = locked_member(by)
    block = _standing(block_id)
    if block.member_id != member.pk or block.side != Side.COMMUNITY:
        raise NotFound(_("There is nothing to object to."), code="no_such_block")
    said = words.strip()
    if not said or len(said) > LONGEST_WORDS:
        raise Invalid(_("Please say why, in 300 characters at most."), code="reason_needed")
    if block.awaits_answer:
        raise Refused(_("Your objection is being looked at."), code="objected_already")
    block.objection, block.objected_at = said, now
    block.answer, block.answered_by, block.answered_at = "", None, None
    block.save(update_fields=["objection", "objected_at", "answer", "answered_by", "answered_at"])
    notices.tell_objection(block)


@transaction.atomic
def review_block(*, by: User, block_id: int, lift: bool, answer: str, now: datetime) -> None:
    """Look at a block again: lift it, or let it stand for another year; the member is told.

    An objection is answered in words, by somebody other than who blocked, whichever way it goes.
    Raises `NotFound`, `Invalid` (no answer), `Refused` (one's own block was objected to).
    """
    block = _standing(block_id)
    if not may_see_block(by, block):
        raise NotFound(_("There is no such block."), code="no_such_block")
    said = answer.strip()[:LONGEST_WORDS]
    if block.awaits_answer:
        if by.pk == block.made_by_id:
            raise Refused(
                _("The member objects to what you said: a colleague has to answer."),
                code="own_block",
            )
        if not said:
            raise Invalid(_("Please answer the member in a few words."), code="answer_needed")
        block.answer, block.answered_by, block.answered_at = said, by, now
    if lift:
        _lift(block, by, now)
    else:
        block.review_on = now.astimezone(CITY_TIME).date() + REVIEWED_AFTER
        block.save(update_fields=["review_on", "answer", "answered_by", "answered_at"])
        log(block, "volunteering.block_kept", user=by)
    notices.tell_block_reviewed(block, now)


@transaction.atomic
def reveal_block(*, by: User, block_id: int, why: str, now: datetime) -> BlockedPair:
    """Write the look into the log, then return what was said; raises `NotFound`, `Invalid`."""
    block = BlockedPair.objects.select_related("member__user", "area").filter(pk=block_id).first()
    if block is None or not may_see_block(by, block):
        raise NotFound(_("There is no such block."), code="no_such_block")
    if not why.strip():
        raise Invalid(_("Please say why you need it."), code="reason_needed")
    AccessLogEntry.objects.create(
        actor=by,
        subject=block.member.user,
        fields="blocked pair",
        reason=why.strip()[:200],
        at=now,
    )
    return block


def _standing(block_id: int) -> BlockedPair:
    found = BlockedPair.objects.select_for_update(of=("self",), no_key=True)
    block = found.select_related("member", "area").filter(pk=block_id, lifted_at=None).first()
    if block is None:
        raise NotFound(_("There is no such block."), code="no_such_block")
    return block


def _lift(block: BlockedPair, by: User, now: datetime) -> None:
    """End a block; what was said in it has served and is emptied."""
    block.lifted_by, block.lifted_at = by, now
    block.reason = block.objection = ""
    block.save()
    log(block, "volunteering.block_lifted", user=by)
