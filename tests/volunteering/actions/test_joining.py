"""Signing up, waiting, offers and withdrawing; a refusal leaves no trace."""

from datetime import timedelta

import pytest
from django.utils import translation

from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from outbox.models import Message
from people.models import Post
from volunteering.actions.accept_offer import accept_offer
from volunteering.actions.answer_application import answer_application
from volunteering.actions.decline_offer import decline_offer
from volunteering.actions.expire_offers import expire_offers
from volunteering.actions.moving import Full, Overlapping
from volunteering.actions.sign_up import sign_up
from volunteering.actions.withdraw import withdraw
from volunteering.models import Participation, ParticipationStep, Shift
from volunteering.transitions import Impossible

State = Participation.State


def counts(shift):
    shift.refresh_from_db()
    return shift.taken, shift.participations.holding().count()


def offered(shift, member, now, **fields):
    participation = Participation.objects.create(
        shift=shift,
        member=member,
        state=State.OFFERED,
        origin=Participation.Origin.OFFER,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        created_at=now,
        changed_at=now,
        offer_expires_at=now + timedelta(hours=24),
        **fields,
    )
    Shift.objects.filter(pk=shift.pk).update(taken=shift.taken + 1)
    shift.refresh_from_db()
    return participation


@pytest.fixture
def full(town, now):
    """Return a shift of one place, who has it, and two who wait in order."""
    shift = town.shift(places=1)
    return shift, *(
        sign_up(by=town.member().user, shift_id=shift.pk, now=now + timedelta(minutes=minute))
        for minute in range(3)
    )


def test_a_member_has_a_place(town, now):
    shift, member = town.shift(places=2), town.member()

    participation = sign_up(by=member.user, shift_id=shift.pk, now=now)

    assert participation.state == State.CONFIRMED
    assert counts(shift) == (1, 1)
    step = participation.steps.get()
    assert (step.verb, step.before, step.after, step.by) == (
        "sign_up",
        "",
        State.CONFIRMED,
        member.user,
    )


def test_signing_up_twice_is_once(town, now):
    shift, member = town.shift(), town.member()

    first = sign_up(by=member.user, shift_id=shift.pk, now=now)
    second = sign_up(by=member.user, shift_id=shift.pk, now=now)

    assert first == second
    assert counts(shift) == (1, 1)
    assert ParticipationStep.objects.count() == 1


@pytest.mark.parametrize("who", ["nobody", "invited", "inactive", "worker"])
def test_only_an_active_member_signs_up(town, now, who):
    shift = town.shift()
    user = {
        "nobody": town.user,
        "invited": lambda: town.member(activated=False).user,
        "inactive": lambda: town.member().user,
        "worker": town.staff,
    }[who]()
    if who == "inactive":
        user.is_active = False
        user.save()

    with pytest.raises(NotAllowed):
        sign_up(by=user, shift_id=shift.pk, now=now)

    assert counts(shift) == (0, 0)
    assert not ParticipationStep.objects.exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": Shift.State.CANCELLED}, "shift_not_open"),
        ({"state": Shift.State.DONE}, "shift_not_open"),
    ],
)
def test_a_shift_that_is_not_open_takes_nobody(town, now, fields, code):
    shift = town.shift(**fields)

    with pytest.raises(Refused) as refused:
        sign_up(by=town.member().user, shift_id=shift.pk, now=now)

    assert refused.value.code == code
    assert counts(shift) == (0, 0)


def test_a_drafted_need_takes_nobody(town, now):
    shift = town.shift(need=town.need(state="draft"))

    with pytest.raises(Refused) as refused:
        sign_up(by=town.member().user, shift_id=shift.pk, now=now)

    assert refused.value.code == "shift_not_open"


def test_a_shift_that_has_begun_takes_nobody(town, now):
    shift = town.shift(starts_at=now)

    with pytest.raises(Refused) as refused:
        sign_up(by=town.member().user, shift_id=shift.pk, now=now)

    assert refused.value.code == "shift_begun"


def test_a_shift_that_is_not_there_is_not_found(town, now):
    with pytest.raises(NotFound):
        sign_up(by=town.member().user, shift_id=404, now=now)


def test_a_required_skill_is_asked_for_by_name(town, now):
    skill = town.skill()
    shift = town.shift(need=town.need(required=(skill,)))
    able, unable = town.member(), town.member()
    able.member_skills.create(skill=skill)

    assert sign_up(by=able.user, shift_id=shift.pk, now=now).state == State.CONFIRMED
    with pytest.raises(Refused) as refused:
        sign_up(by=unable.user, shift_id=shift.pk, now=now)

    assert refused.value.params == {"skills": "急救"}
    assert counts(shift) == (1, 1)


@pytest.mark.parametrize(
    ("born", "ages", "said"),
    [
        ("2008-11-29", {"least_age": 18}, "18 岁以上"),
        ("1956-11-01", {"most_age": 69}, "69 岁以下"),
        ("", {"least_age": 18, "most_age": 69}, "18 到 69 岁"),
    ],
)
def test_who_is_not_of_the_age_asked_for_is_told_which_it_is(town, now, born, ages, said):
    shift, member = town.shift(need=town.need(**ages)), town.member(birth_date=born)

    with translation.override("zh-hans"), pytest.raises(Refused) as refusal:
        sign_up(by=member.user, shift_id=shift.pk, now=now)

    assert refusal.value.code == "other_age"
    assert said in str(refusal.value)
    assert counts(shift) == (0, 0)


def test_who_is_of_the_age_on_the_day_of_the_shift_may_come(town, now):
    shift = town.shift(need=town.need(least_age=18, most_age=69))

    participation = sign_up(
        by=town.member(birth_date="2008-11-28").user, shift_id=shift.pk, now=now
    )

    assert participation.state == State.CONFIRMED


def test_an_overlapping_shift_is_refused_by_name(town, now):
    member = town.member()
    first = town.shift(need=town.need(title="清扫楼道"))
    second = town.shift(starts_at=first.starts_at + timedelta(hours=1))
    sign_up(by=member.user, shift_id=first.pk, now=now)

    with pytest.raises(Overlapping) as refused:
        sign_up(by=member.user, shift_id=second.pk, now=now)

    assert refused.value.params["title"] == "清扫楼道"
    assert counts(second) == (0, 0)


def test_a_full_shift_has_a_waiting_list(full):
    shift, first, second, third = full

    assert (first.state, second.state, third.state) == ("confirmed", "waitlisted", "waitlisted")
    assert counts(shift) == (1, 1)


def test_the_next_who_waits_is_asked_and_the_place_is_kept(full, town, now):
    shift, first, second, third = full

    withdraw(by=first.member.user, participation_id=first.pk, now=now)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (State.OFFERED, State.WAITLISTED)
    assert second.offer_expires_at == now + timedelta(hours=24)
    assert counts(shift) == (1, 1)
    assert Message.objects.filter(topic="volunteering.offer").count() == 1
    late = sign_up(by=town.member().user, shift_id=shift.pk, now=now)
    assert late.state == State.WAITLISTED


def test_an_offer_declined_goes_to_the_next(full, now):
    shift, first, second, third = full
    withdraw(by=first.member.user, participation_id=first.pk, now=now)

    decline_offer(by=second.member.user, participation_id=second.pk, now=now)

    third.refresh_from_db()
    assert third.state == State.OFFERED
    assert counts(shift) == (1, 1)


def test_an_offer_that_nobody_answers_goes_to_the_next(full, now):
    shift, first, second, third = full
    withdraw(by=first.member.user, participation_id=first.pk, now=now)

    assert expire_offers(now=now + timedelta(hours=23)) == 0
    assert expire_offers(now=now + timedelta(hours=24)) == 1

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (State.EXPIRED, State.OFFERED)
    assert counts(shift) == (1, 1)
    assert second.steps.last().by is None


def test_an_offer_is_accepted_once(town, now):
    shift, member = town.shift(places=1), town.member()
    offer = offered(shift, member, now)

    accept_offer(by=member.user, participation_id=offer.pk, now=now)
    accept_offer(by=member.user, participation_id=offer.pk, now=now)

    offer.refresh_from_db()
    assert offer.state == State.CONFIRMED
    assert counts(shift) == (1, 1)
    assert offer.steps.count() == 1


def test_signing_up_where_an_offer_waits_accepts_it(town, now):
    shift, member = town.shift(places=1), town.member()
    offer = offered(shift, member, now)

    assert sign_up(by=member.user, shift_id=shift.pk, now=now) == offer

    offer.refresh_from_db()
    assert offer.state == State.CONFIRMED


def test_nobody_answers_for_somebody_else(town, now):
    shift, member = town.shift(), town.member()
    offer = offered(shift, member, now)

    for action in (accept_offer, decline_offer, withdraw):
        with pytest.raises(NotFound):
            action(by=town.member().user, participation_id=offer.pk, now=now)
        with pytest.raises(NotAllowed):
            action(by=town.staff(), participation_id=offer.pk, now=now)

    offer.refresh_from_db()
    assert offer.state == State.OFFERED
    assert not offer.steps.exists()


def test_an_offer_that_ran_out_is_not_accepted(town, now):
    shift, member = town.shift(), town.member()
    offer = offered(shift, member, now)

    with pytest.raises(Refused) as refused:
        accept_offer(by=member.user, participation_id=offer.pk, now=now + timedelta(days=2))

    assert refused.value.code == "offer_expired"
    offer.refresh_from_db()
    assert offer.state == State.OFFERED


def test_an_offer_that_overlaps_is_not_accepted(town, now):
    member, first = town.member(), town.shift()
    second = town.shift(starts_at=first.starts_at)
    offer = offered(second, member, now)
    sign_up(by=member.user, shift_id=first.pk, now=now)

    with pytest.raises(Overlapping):
        accept_offer(by=member.user, participation_id=offer.pk, now=now)

    offer.refresh_from_db()
    assert offer.state == State.OFFERED


def test_withdrawing_in_good_time_needs_no_reason(town, now):
    shift, member = town.shift(), town.member()
    participation = sign_up(by=member.user, shift_id=shift.pk, now=now)

    withdraw(by=member.user, participation_id=participation.pk, now=now)
    withdraw(by=member.user, participation_id=participation.pk, now=now)

    participation.refresh_from_db()
    assert participation.state == State.WITHDRAWN
    assert counts(shift) == (0, 0)
    assert sign_up(by=member.user, shift_id=shift.pk, now=now).state == State.CONFIRMED


def test_withdrawing_late_needs_a_reason_that_the_community_reads(town, now):
    shift = town.shift(need=town.need(created_by=town.staff()))
    member = town.member()
    participation = sign_up(by=member.user, shift_id=shift.pk, now=now)
    late = shift.starts_at - timedelta(hours=2)

    with pytest.raises(Invalid):
        withdraw(by=member.user, participation_id=participation.pk, now=late)
    participation.refresh_from_db()
    assert participation.state == State.CONFIRMED
    withdraw(by=member.user, participation_id=participation.pk, now=late, note="孩子发烧")

    participation.refresh_from_db()
    assert participation.state == State.EXCUSED
    assert participation.steps.last().note == "孩子发烧"
    assert Message.objects.filter(topic="volunteering.excused").count() == 1


def test_nobody_withdraws_from_what_has_begun(town, now):
    shift, member = town.shift(), town.member()
    participation = sign_up(by=member.user, shift_id=shift.pk, now=now)

    with pytest.raises(Refused) as refused:
        withdraw(by=member.user, participation_id=participation.pk, now=shift.starts_at, note="忙")

    assert refused.value.code == "shift_begun"


def test_what_is_over_cannot_be_withdrawn(town, now):
    shift, member = town.shift(), town.member()
    offer = offered(shift, member, now)
    decline_offer(by=member.user, participation_id=offer.pk, now=now)

    with pytest.raises(Impossible):
        withdraw(by=member.user, participation_id=offer.pk, now=now)


def test_an_application_waits_for_the_community(town, now):
    shift = town.shift(need=town.need(by_approval=True), places=1)
    first, second = town.member(), town.member()
    one = sign_up(by=first.user, shift_id=shift.pk, now=now)
    two = sign_up(by=second.user, shift_id=shift.pk, now=now)
    assert {one.state, two.state} == {State.APPLIED}
    assert counts(shift) == (0, 0)
    worker = town.staff()

    answer_application(by=worker, participation_id=one.pk, accept=True, now=now)

    with pytest.raises(Full):
        answer_application(by=worker, participation_id=two.pk, accept=True, now=now)
    two.refresh_from_db()
    assert two.state == State.APPLIED
    answer_application(by=worker, participation_id=two.pk, accept=False, now=now)
    two.refresh_from_db()
    assert two.state == State.REJECTED
    assert counts(shift) == (1, 1)


@pytest.mark.parametrize("role", [Post.Role.COMMUNITY_WORKER, Post.Role.COMMUNITY_EDITOR])
def test_an_application_elsewhere_is_not_found(town, now, role):
    shift = town.shift(need=town.need(by_approval=True))
    participation = sign_up(by=town.member().user, shift_id=shift.pk, now=now)
    stranger = town.staff(role, town.other_community)

    with pytest.raises(NotFound):
        answer_application(by=stranger, participation_id=participation.pk, accept=True, now=now)

    participation.refresh_from_db()
    assert participation.state == State.APPLIED
