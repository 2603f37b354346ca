"""A run's plan is kept up to date: what happens changes proposals, never a promise."""

from datetime import timedelta

import pytest

from tests.volunteering.matching.neighbourhood import NOW, SATURDAY, neighbourhood
from volunteering.actions.accept_offer import accept_offer
from volunteering.actions.add_shifts import ShiftContent, add_shifts
from volunteering.actions.block_pair import block_community
from volunteering.actions.cancel_shift import cancel_shift
from volunteering.actions.carry_out_matching import carry_out_matching
from volunteering.actions.decline_offer import decline_offer
from volunteering.actions.discard_match_run import discard_match_run
from volunteering.actions.keep_plan import note_needs, repair_plans, store_plan
from volunteering.actions.send_match_offers import send_match_offers
from volunteering.actions.set_profile import pause
from volunteering.actions.sign_up import sign_up
from volunteering.actions.start_matching import start_matching
from volunteering.actions.withdraw import withdraw
from volunteering.models import KeptEvent, KeptPlan, Participation
from volunteering.queries.kept_plans import Copy, catch_up, copies
from volunteering.queries.kept_questions import told_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def place():
    built = neighbourhood()
    built.add_members(4, monthly_shifts=1)
    built.add_shift(places=2)
    return built


@pytest.fixture
def organiser(place):
    return place.organiser(place.street)


@pytest.fixture
def run(place, organiser):
    started = start_matching(area=place.street, month=SATURDAY, by=organiser, now=NOW)
    return carry_out_matching(run_id=started.pk, now=NOW)


@pytest.fixture
def sent(run, organiser):
    send_match_offers(run=run, by=organiser, now=NOW)
    return run


def states(place):
    """Who stands how on the first shift, member by member."""
    found = dict(
        Participation.objects.filter(shift=place.shifts[0]).values_list("member_id", "state")
    )
    return [found.get(member.pk, "") for member in place.members]


def own(member):
    return Participation.objects.get(member=member)


def test_a_declined_place_is_proposed_to_the_next_who_suits(place, sent):
    decline_offer(by=place.members[0].user, participation_id=own(place.members[0]).pk, now=LATER)
    repair_plans(now=LATER)

    assert states(place) == ["declined", "offered", "proposed", ""]
    assert "有空" in own(place.members[2]).reason["zh"]


def test_a_proposal_is_sent_only_by_an_organiser_and_then_told_once(place, sent, organiser):
    decline_offer(by=place.members[0].user, participation_id=own(place.members[0]).pk, now=LATER)
    repair_plans(now=LATER)

    done = send_match_offers(run=sent, by=organiser, now=LATER)

    assert (done.offers, done.members, done.dropped) == (1, 1, 0)
    assert states(place) == ["declined", "offered", "offered", ""]


def test_what_was_accepted_stays_whatever_else_happens(place, sent):
    accept_offer(by=place.members[0].user, participation_id=own(place.members[0]).pk, now=LATER)
    pause(by=place.members[0].user, paused_from=NOW.date(), paused_until=None)
    decline_offer(by=place.members[1].user, participation_id=own(place.members[1]).pk, now=LATER)
    repair_plans(now=LATER)

    assert states(place) == ["confirmed", "declined", "proposed", ""]


def test_a_promise_taken_back_is_proposed_to_somebody_else(place, sent):
    accept_offer(by=place.members[0].user, participation_id=own(place.members[0]).pk, now=LATER)
    withdraw(by=place.members[0].user, participation_id=own(place.members[0]).pk, now=LATER)
    repair_plans(now=LATER)

    assert states(place) == ["withdrawn", "offered", "proposed", ""]


def test_who_pauses_before_the_sending_gives_way_to_another(place, run):
    pause(by=place.members[0].user, paused_from=NOW.date(), paused_until=None)
    repair_plans(now=LATER)

    assert states(place) == ["", "proposed", "proposed", ""]


def test_a_short_pause_on_other_days_changes_nothing(place, run):
    away = SATURDAY + timedelta(days=3)
    pause(by=place.members[0].user, paused_from=away, paused_until=away)
    repair_plans(now=LATER)

    assert states(place) == ["proposed", "proposed", "", ""]
    assert KeptEvent.objects.get().facts["kind"] == "pause"


def test_a_new_shift_is_filled_from_those_who_are_left(place, run):
    worker = place.organiser(place.communities[0], "community_worker")
    first = place.shifts[0]
    content = ShiftContent(
        starts_at=first.starts_at + timedelta(days=1),
        ends_at=first.ends_at + timedelta(days=1),
        place="活动室",
        places=1,
        longitude=first.longitude,
        latitude=first.latitude,
    )
    (added,) = add_shifts(by=worker, need_id=first.need_id, contents=[content], now=LATER)
    repair_plans(now=LATER)

    assert states(place) == ["proposed", "proposed", "", ""]
    assert own(place.members[2]).shift == added
    assert own(place.members[2]).state == "proposed"


def test_many_shifts_of_a_month_are_noted_in_as_many_queries_as_one(
    place, run, django_assert_num_queries
):
    shift = place.shifts[0]

    with django_assert_num_queries(2):
        note_needs(shifts=[shift], now=LATER)
    with django_assert_num_queries(2):
        note_needs(shifts=[shift] * 9, now=LATER)

    assert KeptEvent.objects.filter(kind="need", shift=shift).count() == 10


def test_who_is_kept_apart_from_a_community_is_planned_there_no_more(place, run):
    away = place.members[0]
    worker = place.organiser(place.communities[0], "community_worker")
    block_community(by=away.user, area_id=place.communities[0].pk, now=LATER)
    repair_plans(now=LATER)
    first = place.shifts[0]
    content = ShiftContent(
        starts_at=first.starts_at + timedelta(days=1),
        ends_at=first.ends_at + timedelta(days=1),
        place="活动室",
        places=2,
        longitude=first.longitude,
        latitude=first.latitude,
    )
    (added,) = add_shifts(by=worker, need_id=first.need_id, contents=[content], now=LATER)
    repair_plans(now=LATER)

    asked = Participation.objects.filter(state="proposed").values_list("member_id", flat=True)
    assert sorted(asked) == [member.pk for member in place.members[1:]]
    told = told_of(KeptPlan.objects.get(), member=away, shift=added)
    assert not told.answer.possible
    assert "不再安排" in told.answer.sentence.zh


def test_a_shift_called_off_takes_its_proposals_along(place, run):
    worker = place.organiser(place.communities[0], "community_worker")
    cancel_shift(by=worker, shift_id=place.shifts[0].pk, reason="下雨", now=LATER)
    repair_plans(now=LATER)

    assert states(place) == ["", "", "", ""]


def test_another_process_comes_to_the_same_plan_by_the_events(place, sent):
    for member in place.members[:2]:
        decline_offer(by=member.user, participation_id=own(member).pk, now=LATER)
        repair_plans(now=LATER)
    plan = KeptPlan.objects.get()
    other = Copy(plan)
    catch_up(other, plan.pk)

    with copies.held(plan) as copy:
        assert other.version == copy.version == plan.version == 3
        assert other.kept.packed() == copy.kept.packed()

    store_plan(plan=plan)
    plan.refresh_from_db()
    assert plan.stored_version == 3
    assert Copy(plan).kept.packed() == other.kept.packed()


def test_who_signs_up_by_themselves_takes_a_place_and_their_proposal_goes(place, run):
    sign_up(by=place.members[3].user, shift_id=place.shifts[0].pk, now=LATER)
    repair_plans(now=LATER)

    assert sorted(states(place)[:3]) == ["", "", "proposed"]
    assert states(place)[3] == "confirmed"


def test_whose_own_proposal_it_was_just_has_the_place(place, run):
    sign_up(by=place.members[0].user, shift_id=place.shifts[0].pk, now=LATER)
    repair_plans(now=LATER)

    assert states(place) == ["confirmed", "proposed", "", ""]
    assert own(place.members[0]).run is None


@pytest.mark.parametrize("who", [0, 3])
def test_who_withdraws_again_leaves_the_place_to_the_next(place, run, who):
    member = place.members[who]
    sign_up(by=member.user, shift_id=place.shifts[0].pk, now=LATER)
    repair_plans(now=LATER)
    withdraw(by=member.user, participation_id=own(member).pk, now=LATER)
    repair_plans(now=LATER)

    others = [state for at, state in enumerate(states(place)) if at != who]
    assert sorted(others) == ["", "proposed", "proposed"]
    assert states(place)[who] == "withdrawn"


def test_who_comes_back_from_a_pause_early_is_asked_again(place, run):
    first = place.members[0]
    pause(by=first.user, paused_from=NOW.date(), paused_until=None)
    repair_plans(now=LATER)
    assert states(place) == ["", "proposed", "proposed", ""]

    pause(by=first.user, paused_from=None, paused_until=None)
    for member in place.members[1:3]:
        pause(by=member.user, paused_from=NOW.date(), paused_until=None)
    repair_plans(now=LATER)

    assert states(place) == ["proposed", "", "", "proposed"]


def test_an_answer_does_not_wait_for_the_repair(place, sent):
    decline_offer(by=place.members[0].user, participation_id=own(place.members[0]).pk, now=LATER)

    assert KeptEvent.objects.filter(kind="given_back", number=None).count() == 1
    assert states(place) == ["declined", "offered", "", ""]


def test_doing_it_twice_does_nothing_more(place, sent):
    decline_offer(by=place.members[0].user, participation_id=own(place.members[0]).pk, now=LATER)

    assert (repair_plans(now=LATER), repair_plans(now=LATER)) == (2, 0)


def test_a_plan_that_is_set_aside_or_overtaken_is_kept_no_longer(place, run, organiser):
    again = start_matching(area=place.street, month=SATURDAY, by=organiser, now=LATER)
    carry_out_matching(run_id=again.pk, now=LATER)
    assert KeptPlan.objects.get().run == again

    again.refresh_from_db()
    discard_match_run(run=again, by=organiser)

    assert KeptPlan.objects.count() == 0
