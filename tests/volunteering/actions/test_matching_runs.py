"""A matching run from its start to the offers."""

from datetime import date, timedelta

import pytest

from foundation.errors import Invalid, NotAllowed, Refused
from outbox.models import Message
from people.models import Post
from tests.volunteering.matching.neighbourhood import DECEMBER, NOW, SATURDAY, neighbourhood
from volunteering.actions.accept_offer import accept_offer
from volunteering.actions.carry_out_matching import carry_out_matching
from volunteering.actions.decline_offer import decline_offer
from volunteering.actions.discard_match_run import discard_match_run
from volunteering.actions.send_match_offers import send_match_offers
from volunteering.actions.start_matching import start_matching
from volunteering.models import MatchRun, Member, Participation, ParticipationStep, Shift
from volunteering.queries.match_limits import Limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    built = neighbourhood()
    built.add_members(3)
    built.add_shift(places=2)
    return built


@pytest.fixture
def organiser(place):
    return place.organiser(place.street)


def start(place, organiser, **options):
    return start_matching(
        **{"area": place.street, "month": SATURDAY, "by": organiser, "now": NOW, **options}
    )


def ready(place, organiser, **options):
    run = start(place, organiser, **options)
    return carry_out_matching(run_id=run.pk, now=NOW)


def states(**conditions):
    return sorted(Participation.objects.filter(**conditions).values_list("state", flat=True))


def test_a_run_is_written_for_the_whole_month_with_its_weights(place, organiser):
    run = start(place, organiser, weights={"near": 10})

    assert (run.state, run.month, run.started_by) == ("waiting", DECEMBER, organiser)
    assert run.weights == {
        "balanced": 150,
        "free": 50,
        "near": 10,
        "rested": 200,
        "skilled": 200,
        "willing": 0,
        "of_age": 0,
    }


@pytest.mark.parametrize(
    "role", [Post.Role.COMMUNITY_WORKER, Post.Role.COMMUNITY_EDITOR, Post.Role.GRID_WORKER]
)
def test_other_posts_cannot_start_a_run(place, role):
    with pytest.raises(NotAllowed):
        start(place, place.organiser(place.street, role))

    assert MatchRun.objects.count() == 0


def test_an_organiser_cannot_match_beyond_the_own_area(place):
    organiser = place.organiser(place.communities[0])

    with pytest.raises(NotAllowed):
        start(place, organiser)
    with pytest.raises(NotAllowed):
        start(place, organiser, area=place.communities[1])

    assert MatchRun.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"month": date(2026, 10, 1)}, {"weights": {"near": -5}}])
def test_a_run_that_makes_no_sense_is_refused(place, organiser, wrong):
    with pytest.raises(Invalid):
        start(place, organiser, **wrong)

    assert MatchRun.objects.count() == 0


def test_a_second_run_over_the_same_shifts_waits_for_the_first(place, organiser):
    start(place, organiser)

    with pytest.raises(Refused):
        start(place, organiser, area=place.communities[0])
    january = start(place, organiser, month=date(2027, 1, 1))
    later = start(place, organiser, now=NOW + timedelta(hours=1))

    assert january.month == date(2027, 1, 1)
    assert later.state == "waiting"


def test_a_run_ends_with_proposals_that_say_why(place, organiser):
    run = ready(place, organiser)

    assert run.state == "ready"
    assert states() == ["proposed", "proposed"]
    proposal = Participation.objects.get(member=place.members[0])
    assert proposal.run == run
    assert proposal.origin == "offer"
    assert proposal.starts_at == place.shifts[0].starts_at
    assert proposal.reason["zh"] == (
        "就在家附近（250 米内）；周六上午有空；不需要特别技能；当月还没有安排；社区当月还缺 2 人"
    )
    assert sum(proposal.reason["points"].values()) == 1000
    assert Message.objects.count() == 0


def test_a_run_keeps_its_figures_and_who_was_left_out(place, organiser):
    place.add_shift(hour=15, places=1)
    place.require(place.shifts[1], required=True)
    figures = ready(place, organiser).figures

    assert (figures["members"], figures["places"], figures["offered"]) == (3, 3, 2)
    assert (figures["gap"], figures["offered_bound"]) == (0.0, 2)
    assert figures["objective"] == figures["bound"]
    assert figures["communities"] == [[place.communities[0].pk, 3, 0, 2]]
    assert figures["units"] == [[place.unit.pk, 3, 2]]
    assert figures["open"] == [
        {
            "shift": place.shifts[1].pk,
            "places": 1,
            "fitting": 0,
            "zh": "没有人符合这一班的条件；3 人没有这一班必须的技能",
            "en": "nobody meets this shift's conditions; 3: lacks a required skill",
        }
    ]
    (left,) = figures["left_out"]
    assert left["members"] == [place.members[2].pk]
    assert left["zh"] == "至少有 1 个班次合适，名额给了更合适的人"
    assert set(figures["stages"]) == {
        "reading", "candidates", "solving", "checking", "explaining", "writing", "keeping"
    }  # fmt: skip


def test_carrying_out_twice_writes_once(place, organiser):
    run = ready(place, organiser)

    carry_out_matching(run_id=run.pk, now=NOW)

    assert Participation.objects.count() == 2


def test_a_new_run_sets_the_unsent_one_aside(place, organiser):
    first = ready(place, organiser)

    second = ready(place, organiser, area=place.communities[0])

    first.refresh_from_db()
    assert first.state == "discarded"
    assert set(Participation.objects.values_list("run", flat=True)) == {second.pk}


def test_a_run_that_fails_says_so_and_writes_nothing(place, organiser):
    run = start(place, organiser)
    MatchRun.objects.filter(pk=run.pk).update(weights={"near": -1})

    with pytest.raises(ValueError, match="near"):
        carry_out_matching(run_id=run.pk, now=NOW)

    run.refresh_from_db()
    assert run.state == "failed"
    assert Participation.objects.count() == 0


def test_offers_go_out_once_with_one_message_a_member(place, organiser):
    place.add_shift(day=SATURDAY + timedelta(days=1), places=3)
    run = ready(place, organiser)
    proposed = Participation.objects.count()

    sent = send_match_offers(run=run, by=organiser, now=NOW)
    with pytest.raises(Refused):
        send_match_offers(run=run, by=organiser, now=NOW)

    assert (sent.offers, sent.members, sent.dropped) == (proposed, 3, 0)
    assert states() == ["offered"] * proposed
    assert Message.objects.count() == 3
    assert run.state == "sent"
    assert ParticipationStep.objects.filter(verb="send", by=organiser).count() == proposed
    assert set(Participation.objects.values_list("offer_expires_at", flat=True)) == {
        NOW + timedelta(days=3)
    }


def test_an_offer_holds_its_place_until_it_is_answered(place, organiser):
    run = ready(place, organiser)
    shift = place.shifts[0]

    send_match_offers(run=run, by=organiser, now=NOW)

    shift.refresh_from_db()
    assert shift.taken == shift.participations.filter(state="offered").count() == 2
    accepted, declined = shift.participations.order_by("pk")
    accept_offer(by=accepted.member.user, participation_id=accepted.pk, now=NOW)
    decline_offer(by=declined.member.user, participation_id=declined.pk, now=NOW)
    shift.refresh_from_db()
    assert shift.taken == 1


def test_an_offer_for_a_near_shift_waits_half_of_the_time_that_is_left(place, organiser):
    run = ready(place, organiser)
    starts_at = place.shifts[0].starts_at

    send_match_offers(run=run, by=organiser, now=starts_at - timedelta(days=2))

    assert set(Participation.objects.values_list("offer_expires_at", flat=True)) == {
        starts_at - timedelta(days=1)
    }


def test_somebody_else_cannot_send_the_offers(place, organiser):
    run = ready(place, organiser)
    neighbour = place.organiser(place.communities[0])

    with pytest.raises(NotAllowed):
        send_match_offers(run=run, by=neighbour, now=NOW)
    with pytest.raises(NotAllowed):
        discard_match_run(run=run, by=neighbour)

    assert states() == ["proposed", "proposed"]
    assert Message.objects.count() == 0


def _cancel(shift, proposals):
    Shift.objects.filter(pk=shift.pk).update(state="cancelled")
    return 0


def _close(shift, proposals):
    shift.need.state = "closed"
    shift.need.save()
    return 0


def _fill(shift, proposals):
    Shift.objects.filter(pk=shift.pk).update(taken=1)
    return 1


def _leave(shift, proposals):
    Member.objects.filter(pk=proposals[0].member_id).update(activated_at=None)
    return 1


def _promise(shift, proposals):
    other = Shift.objects.create(
        need=shift.need,
        area=shift.area,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        place="广场",
        places=1,
    )
    Participation.objects.create(
        shift=other,
        member=proposals[0].member,
        state="confirmed",
        origin="self",
        starts_at=other.starts_at,
        ends_at=other.ends_at,
        created_at=NOW,
        changed_at=NOW,
    )
    return 1


@pytest.mark.parametrize("change", [_cancel, _close, _fill, _leave, _promise])
def test_what_changed_since_the_run_is_not_offered(place, organiser, change):
    run = ready(place, organiser)
    kept = change(place.shifts[0], list(Participation.objects.order_by("pk")))

    sent = send_match_offers(run=run, by=organiser, now=NOW)

    assert (sent.offers, sent.dropped) == (kept, 2 - kept)
    assert states(run=run) == ["offered"] * kept


@pytest.mark.parametrize(
    ("rest_minutes", "starts_at_minute", "kept"),
    [(60, 179, 1), (60, -119, 1), (60, 180, 2), (60, -120, 2), (0, 120, 2), (0, 119, 1)],
)
def test_who_would_have_no_rest_by_now_is_not_sent_an_offer(
    place, organiser, rest_minutes, starts_at_minute, kept
):
    # The shift takes two hours, the other one an hour, counted from the beginning of the first.
    run = ready(place, organiser, limits=Limits(rest_minutes=rest_minutes))
    proposal = Participation.objects.order_by("pk")[0]
    starts_at = place.shifts[0].starts_at + timedelta(minutes=starts_at_minute)
    other = place.add_shift(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    Participation.objects.create(
        shift=other,
        member=proposal.member,
        state="confirmed",
        origin="self",
        starts_at=other.starts_at,
        ends_at=other.ends_at,
        created_at=NOW,
        changed_at=NOW,
    )

    sent = send_match_offers(run=run, by=organiser, now=NOW)

    assert (sent.offers, sent.dropped) == (kept, 2 - kept)
    assert states(run=run) == ["offered"] * kept
    assert Participation.objects.filter(pk=proposal.pk).exists() is (kept == 2)


def test_nobody_gets_more_than_four_unanswered_offers(place, organiser):
    run = ready(place, organiser)
    member = Participation.objects.order_by("pk")[0].member
    shifts = [place.add_shift(day=date(2027, 1, day)) for day in (2, 9, 16, 23)]
    for shift in shifts:
        Participation.objects.create(
            shift=shift,
            member=member,
            state="offered",
            origin="offer",
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            created_at=NOW,
            changed_at=NOW,
        )

    sent = send_match_offers(run=run, by=organiser, now=NOW)

    assert (sent.offers, sent.dropped) == (1, 1)


def test_a_run_set_aside_leaves_nothing_behind(place, organiser):
    run = ready(place, organiser)

    discard_match_run(run=run, by=organiser)

    assert run.state == "discarded"
    assert Participation.objects.count() == 0
    with pytest.raises(Refused):
        discard_match_run(run=run, by=organiser)


def test_the_number_of_queries_does_not_grow_with_the_offers(
    place, organiser, django_assert_max_num_queries
):
    place.add_members(30)
    for day in (5, 6, 12, 13):
        place.add_shift(day=date(2026, 12, day), hour=15, places=10)
    run = start(place, organiser)

    with django_assert_max_num_queries(46):
        run = carry_out_matching(run_id=run.pk, now=NOW)
    with django_assert_max_num_queries(42):
        send_match_offers(run=run, by=organiser, now=NOW)

    assert Participation.objects.filter(state="offered").count() == run.figures["offered"] > 30
