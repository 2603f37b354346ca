"""Caps, rests and ages reach the engine, and bind what it proposes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.volunteering.matching.neighbourhood import DECEMBER, NOW, neighbourhood
from volunteering.actions.carry_out_matching import carry_out_matching
from volunteering.actions.rematch import rematch
from volunteering.actions.send_match_offers import send_match_offers
from volunteering.actions.start_matching import start_matching
from volunteering.matching import match
from volunteering.matching.explaining import open_places
from volunteering.models import BlockedPair, Need, Participation
from volunteering.queries.match_limits import Limits
from volunteering.queries.matching_arrays import read_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return neighbourhood()


def read(place, **options):
    return read_problem(**{"area": place.street, "month": DECEMBER, "now": NOW, **options})


def asking(shift, **ages):
    Need.objects.filter(pk=shift.need_id).update(**ages)
    return shift


def test_a_run_without_wishes_takes_one_shift_a_day_and_an_hour_between_two(place):
    place.add_members(2)
    place.add_shift()

    problem = read(place).problem

    assert problem.members.day_cap.tolist() == [1, 1]
    assert problem.rest_minutes == 60
    assert problem.members.age.tolist() == [-1, -1]


def test_birth_dates_are_opened_only_if_a_shift_asks_and_come_as_years(place):
    young, old, unknown = place.add_members(3)
    for member, born in ((young, "2008-12-02"), (old, "2008-12-01")):
        member.birth_date = born
        member.save()
    shift = place.add_shift()

    before = read(place).problem.members.age.tolist()
    asking(shift, least_age=18)
    found = read(place)

    assert before == [-1, -1, -1]
    ages = dict(zip(found.members.tolist(), found.problem.members.age.tolist(), strict=True))
    assert ages == {young.pk: 17, old.pk: 18, unknown.pk: -1}
    assert found.problem.shifts.age_from.tolist() == [18]
    assert found.problem.shifts.age_until.tolist() == [200]
    offers = match(found.problem).offers
    assert found.members[offers.member].tolist() == [old.pk]


def test_a_place_left_open_for_its_ages_says_so_in_both_languages(place):
    (member,) = place.add_members(1)
    member.birth_date = "2010-01-01"
    member.save()
    asking(place.add_shift(), least_age=18, most_age=60)
    problem = read(place).problem

    outcome = match(problem)
    (left,) = open_places(problem, outcome.offers, outcome.pairs)

    assert left.excluded["of_age"] == 1
    assert "1 人年龄不符合这一班的要求" in left.sentence.zh
    assert "1: is not of the age that the shift asks for" in left.sentence.en


def test_queries_do_not_grow_with_members_when_ages_are_asked_for(place):
    asking(place.add_shift(), least_age=18)
    place.add_members(2)
    few = _queries(place)

    place.add_members(10)

    assert _queries(place) == few


def _queries(place):
    with CaptureQueriesContext(connection) as found:
        read(place)
    return len(found)


@pytest.mark.parametrize(
    ("limits", "offers"), [({}, 1), ({"day_cap": 2}, 2), ({"day_cap": 2, "rest_minutes": 121}, 1)]
)
def test_a_run_gives_as_many_shifts_a_day_as_it_was_asked_for(place, limits, offers):
    place.add_members(1, monthly_shifts=4)
    place.add_shift()
    place.add_shift(hour=13)
    run = start_matching(
        area=place.street,
        month=DECEMBER,
        by=place.organiser(place.street),
        now=NOW,
        limits=Limits(**limits),
    )

    figures = carry_out_matching(run_id=run.pk, now=NOW).figures

    assert Participation.objects.filter(run=run, state="proposed").count() == offers
    assert figures["offered"] == offers
    assert figures["overlap_loss"] == 0.0
    run.refresh_from_db()
    assert rematch(run=run).same_plan


def test_other_limits_are_another_question(place):
    place.add_members(1)
    place.add_shift()

    digests = {read(place, limits=Limits(*limits)).digest for limits in ((1, 60), (2, 60), (1, 0))}

    assert len(digests) == 3


@pytest.mark.parametrize(("wish", "offers"), [(None, 2), (1, 1), (3, 2)])
def test_a_members_own_wish_for_a_day_holds_within_the_runs(place, wish, offers):
    place.add_members(1, monthly_shifts=4, daily_shifts=wish)
    place.add_shift()
    place.add_shift(hour=13)
    run = start_matching(
        area=place.street,
        month=DECEMBER,
        by=place.organiser(place.street),
        now=NOW,
        limits=Limits(day_cap=2),
    )

    carry_out_matching(run_id=run.pk, now=NOW)

    proposed = Participation.objects.filter(run=run, state="proposed")
    assert proposed.count() == offers
    said = "愿意一天来 2 次，当天已有 0 次"
    assert (said in proposed.first().reason["zh"]) == (offers == 2)


def test_a_wish_for_a_day_made_after_the_run_holds_when_offers_are_sent(place):
    (member,) = place.add_members(1, monthly_shifts=4)
    place.add_shift()
    place.add_shift(hour=13)
    organiser = place.organiser(place.street)
    run = start_matching(
        area=place.street, month=DECEMBER, by=organiser, now=NOW, limits=Limits(day_cap=2)
    )
    carry_out_matching(run_id=run.pk, now=NOW)

    member.daily_shifts = 1
    member.save()
    sent = send_match_offers(run=run, by=organiser, now=NOW)

    assert (sent.offers, sent.dropped) == (1, 1)
    assert Participation.objects.filter(run=run, state="offered").count() == 1


def test_a_blocked_pair_is_not_matched_and_another_question(place):
    near, far = place.add_members(2)
    shift = place.add_shift()
    other = place.add_shift(community=1, hour=15)
    before = read(place)
    BlockedPair.objects.create(
        member=near, area=shift.area, side="member", made_by=near.user, made_at=NOW
    )

    found = read(place)
    outcome = match(found.problem)

    assert found.digest != before.digest
    planned = {
        (int(found.members[member]), int(found.shifts[row]))
        for member, row in zip(outcome.offers.member, outcome.offers.shift, strict=True)
    }
    assert planned == {(far.pk, shift.pk), (near.pk, other.pk)}


def test_a_pair_blocked_after_the_run_is_not_sent(place):
    (member,) = place.add_members(1)
    shift = place.add_shift()
    organiser = place.organiser(place.street)
    run = start_matching(area=place.street, month=DECEMBER, by=organiser, now=NOW)
    carry_out_matching(run_id=run.pk, now=NOW)
    BlockedPair.objects.create(
        member=member, area=shift.area, side="community", made_by=organiser, made_at=NOW
    )

    sent = send_match_offers(run=run, by=organiser, now=NOW)

    assert (sent.offers, sent.dropped) == (0, 1)
