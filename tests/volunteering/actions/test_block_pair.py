"""A member and a community are kept apart: what ends, what stays, and who may lift it."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from outbox.keys import sealer
from outbox.models import Message
from people.models import AccessLogEntry, Post
from volunteering.actions.accept_offer import accept_offer
from volunteering.actions.block_pair import (
    block_community,
    block_member,
    lift_own_block,
    object_to_block,
    reveal_block,
    review_block,
)
from volunteering.actions.sign_up import sign_up
from volunteering.models import BlockedPair, Participation, Shift
from volunteering.queries.open_shifts import ShiftFilter, open_shifts
from volunteering.queries.recommended import recommended_shifts

State = Participation.State
PRIVATE = "和一户人家起过争执"


def offered(shift, member, now):
    Shift.objects.filter(pk=shift.pk).update(taken=shift.taken + 1)
    return Participation.objects.create(
        shift=shift,
        member=member,
        state=State.OFFERED,
        origin=Participation.Origin.OFFER,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        created_at=now,
        changed_at=now,
        offer_expires_at=now + timedelta(hours=24),
    )


@pytest.fixture
def member(town):
    return town.member(home_longitude=117.1, home_latitude=36.7)


@pytest.fixture
def confirmed(town, member, now):
    shift = town.shift(starts_at=now + timedelta(days=2))
    return sign_up(by=member.user, shift_id=shift.pk, now=now)


@pytest.fixture
def worker(town):
    return town.staff()


@pytest.fixture
def block(confirmed, worker, now):
    return block_member(by=worker, participation_id=confirmed.pk, reason=PRIVATE, now=now)


def test_a_member_is_asked_for_nothing_more_where_they_wish_it(town, member, confirmed, now):
    shift = town.shift(longitude=117.1, latitude=36.7, places=1)
    full = town.shift(starts_at=now + timedelta(days=9), places=1)
    offer = offered(shift, member, now)
    sign_up(by=town.member().user, shift_id=full.pk, now=now)
    waiting = sign_up(by=member.user, shift_id=full.pk, now=now)

    block = block_community(by=member.user, area_id=town.community.pk, now=now)
    again = block_community(by=member.user, area_id=town.community.pk, now=now)

    assert (block, block.side, block.reason) == (again, "member", "")
    for participation in (offer, waiting, confirmed):
        participation.refresh_from_db()
    assert (offer.state, waiting.state) == (State.DECLINED, State.WITHDRAWN)
    assert confirmed.state == State.CONFIRMED
    shift.refresh_from_db()
    assert shift.taken == 0
    assert recommended_shifts(member, now=now, language="zh-hans") == []
    assert not open_shifts(ShiftFilter(fits=member), now=now).exists()
    with pytest.raises(Refused) as refusal:
        sign_up(by=member.user, shift_id=shift.pk, now=now)
    assert refusal.value.code == "kept_apart_by_oneself"


def test_other_communities_go_on_asking(town, member, now):
    elsewhere = town.shift(need=town.need(area=town.other_community))
    town.shift()
    block_community(by=member.user, area_id=town.community.pk, now=now)

    assert sign_up(by=member.user, shift_id=elsewhere.pk, now=now).state == State.CONFIRMED


def test_a_member_takes_their_word_back_and_can_come_again(town, member, now):
    shift = town.shift()
    block = block_community(by=member.user, area_id=town.community.pk, now=now)

    with pytest.raises(NotFound):
        lift_own_block(by=town.member().user, block_id=block.pk, now=now)
    lift_own_block(by=member.user, block_id=block.pk, now=now)

    block.refresh_from_db()
    assert (block.lifted_by, block.lifted_at) == (member.user, now)
    assert sign_up(by=member.user, shift_id=shift.pk, now=now).state == State.CONFIRMED


def test_a_community_places_somebody_no_more_and_says_so_without_the_reason(
    town, member, confirmed, worker, now
):
    offer = offered(town.shift(), member, now)

    block = block_member(by=worker, participation_id=confirmed.pk, reason=PRIVATE, now=now)

    offer.refresh_from_db()
    confirmed.refresh_from_db()
    assert (offer.state, confirmed.state) == (State.CANCELLED_BY_HOST, State.CONFIRMED)
    assert (block.side, block.made_by, block.area) == ("community", worker, town.community)
    message = Message.objects.get(topic="volunteering.apart")
    told = json.loads(sealer().open(message.sealed, "outbox.message"))
    assert told["user"] == member.user_id
    assert "异议" in told["text"]
    assert PRIVATE not in str(told)
    with pytest.raises(Refused) as refusal:
        sign_up(by=member.user, shift_id=offer.shift_id, now=now)
    assert refusal.value.code == "kept_apart"


def test_an_offer_that_slipped_through_cannot_be_accepted(town, member, block, now):
    offer = offered(town.shift(), member, now)

    with pytest.raises(Refused) as refusal:
        accept_offer(by=member.user, participation_id=offer.pk, now=now)

    assert refusal.value.code == "kept_apart"
    offer.refresh_from_db()
    assert offer.state == State.OFFERED


@pytest.mark.parametrize(
    ("who", "reason", "error"),
    [
        ("stranger", PRIVATE, NotFound),
        ("reader", PRIVATE, NotFound),
        ("worker", " ", Invalid),
        ("worker", "很" * 301, Invalid),
        ("oneself", PRIVATE, Refused),
    ],
)
def test_whoever_may_not_blocks_nobody(town, member, confirmed, now, who, reason, error):
    by = {
        "stranger": lambda: town.staff(area=town.other_community),
        "reader": lambda: town.staff(role=Post.Role.GRID_WORKER, area=town.other_community),
        "worker": town.staff,
        "oneself": lambda: member.user,
    }[who]()
    if who == "oneself":
        Post.objects.create(
            user=by, role=Post.Role.COMMUNITY_WORKER, area=town.community, starts_on=now.date()
        )

    with pytest.raises(error):
        block_member(by=by, participation_id=confirmed.pk, reason=reason, now=now)

    assert not BlockedPair.objects.exists()
    assert not Message.objects.filter(topic="volunteering.apart").exists()


def test_nobody_without_membership_blocks_a_community(town, worker, now):
    town.shift()

    with pytest.raises(NotAllowed):
        block_community(by=worker, area_id=town.community.pk, now=now)

    assert not BlockedPair.objects.exists()


def test_an_objection_is_answered_by_somebody_else(town, member, block, worker, now):
    with pytest.raises(NotFound):
        object_to_block(by=town.member().user, block_id=block.pk, words="我没有", now=now)
    object_to_block(by=member.user, block_id=block.pk, words="那天我不在", now=now)
    with pytest.raises(Refused):
        object_to_block(by=member.user, block_id=block.pk, words="再说一遍", now=now)

    with pytest.raises(Refused):
        review_block(by=worker, block_id=block.pk, lift=True, answer="好", now=now)
    colleague = town.staff(role=Post.Role.STREET_OFFICER, area=town.street)
    with pytest.raises(Invalid):
        review_block(by=colleague, block_id=block.pk, lift=True, answer=" ", now=now)
    block.refresh_from_db()
    assert block.awaits_answer

    review_block(by=colleague, block_id=block.pk, lift=True, answer="问清楚了", now=now)

    block.refresh_from_db()
    assert (block.lifted_by, block.answered_by, block.answer) == (colleague, colleague, "问清楚了")
    assert (block.reason, block.objection) == ("", "")


def test_what_stands_is_looked_at_again_a_year_later(block, worker, now):
    later = now + timedelta(days=366)

    assert not block.is_due(now.date())
    assert block.is_due(later.date())
    review_block(by=worker, block_id=block.pk, lift=False, answer="", now=later)

    block.refresh_from_db()
    assert not block.is_due(later.date())
    assert block.lifted_at is None
    assert block.reason == PRIVATE


def test_a_members_own_word_is_nobody_elses_to_see_or_lift(town, member, worker, now):
    town.shift()
    block = block_community(by=member.user, area_id=town.community.pk, now=now)

    for act in (
        lambda: review_block(by=worker, block_id=block.pk, lift=True, answer="好", now=now),
        lambda: reveal_block(by=worker, block_id=block.pk, why="想看看", now=now),
    ):
        with pytest.raises(NotFound):
            act()

    block.refresh_from_db()
    assert block.lifted_at is None


def test_the_reason_is_read_with_a_trace(town, member, block, worker, now):
    with pytest.raises(NotFound):
        reveal_block(by=town.staff(area=town.other_community), block_id=block.pk, why="看", now=now)
    with pytest.raises(Invalid):
        reveal_block(by=worker, block_id=block.pk, why="", now=now)
    assert not AccessLogEntry.objects.exists()

    shown = reveal_block(by=worker, block_id=block.pk, why="答复异议", now=now)

    assert shown.reason == PRIVATE
    entry = AccessLogEntry.objects.get()
    assert (entry.actor, entry.subject, entry.reason) == (worker, member.user, "答复异议")


def test_the_database_keeps_one_word_of_each_and_no_answer_to_oneself(block, worker, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        BlockedPair.objects.create(
            member=block.member, area=block.area, side=block.side, made_by=worker, made_at=now
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        BlockedPair.objects.filter(pk=block.pk).update(answered_by=worker)
