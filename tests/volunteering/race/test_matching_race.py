"""Two organisers click at the same moment."""

import threading
from datetime import date
from functools import partial

import pytest
from django.db import transaction

from foundation.errors import Refused
from outbox.models import Message
from tests.volunteering.matching.neighbourhood import NOW, neighbourhood
from volunteering.actions.carry_out_matching import carry_out_exchange, carry_out_matching
from volunteering.actions.match_apart import match_district, take_apart
from volunteering.actions.send_match_offers import send_match_offers
from volunteering.actions.start_matching import start_matching
from volunteering.models import MatchPart, MatchRun, Participation, ParticipationStep

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
]
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def place():
    built = neighbourhood()
    built.add_members(6)
    built.add_shift(places=4)
    return built


def test_of_two_starts_over_the_same_shifts_one_is_refused(place, race):
    organisers = [place.organiser(place.street) for _ in range(4)]
    areas = [place.street, place.communities[0], place.street, place.communities[0]]

    results = race(
        [
            lambda by=by, area=area: start_matching(area=area, month=DECEMBER, by=by, now=NOW)
            for by, area in zip(organisers, areas, strict=True)
        ]
    )

    assert [type(result) for result in results].count(MatchRun) == 1
    assert sum(isinstance(result, Refused) for result in results) == 3
    assert MatchRun.objects.count() == 1


def test_offers_clicked_at_by_two_go_out_once(place, race):
    organisers = [place.organiser(place.street) for _ in range(2)]
    run = start_matching(area=place.street, month=DECEMBER, by=organisers[0], now=NOW)
    carry_out_matching(run_id=run.pk, now=NOW)

    results = race(
        [
            lambda by=by: send_match_offers(
                run=MatchRun.objects.select_related("area").get(pk=run.pk), by=by, now=NOW
            )
            for by in organisers
        ]
    )

    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Participation.objects.filter(state="offered").count() == 4
    assert ParticipationStep.objects.filter(verb="send").count() == 4
    assert Message.objects.count() == 4


def test_a_run_taken_up_by_two_workers_is_carried_out_once(place, race):
    by = place.organiser(place.street)
    run = start_matching(area=place.street, month=DECEMBER, by=by, now=NOW)

    race([lambda: carry_out_matching(run_id=run.pk, now=NOW) for _ in range(2)])

    run.refresh_from_db()
    assert run.state == "ready"
    assert Participation.objects.filter(state="proposed").count() == 4


@pytest.fixture
def two_streets():
    built = neighbourhood()
    built.communities.append(built.elsewhere)
    for community in (0, 2):
        built.add_members(3, community=community)
        built.add_shift(community=community, places=2)
    return built


def in_two_parts(place):
    by, parts = place.organiser(place.district), []
    run = start_matching(area=place.district, month=DECEMBER, by=by, now=NOW, apart_beyond=1)
    take_apart(run_id=run.pk, now=NOW, ask_for_district=parts.append)
    assert len(parts) == 2
    return run, parts


def test_without_a_lock_neither_of_two_districts_is_the_last(two_streets, race):
    _run, parts = in_two_parts(two_streets)
    written = threading.Barrier(2, timeout=30)

    def naively(part_id):
        with transaction.atomic():
            MatchPart.objects.filter(pk=part_id).update(state=MatchPart.State.DONE)
            written.wait()
            return not MatchPart.objects.exclude(state=MatchPart.State.DONE).exists()

    assert race([partial(naively, part_id) for part_id in parts]) == [False, False]


def test_of_two_districts_that_end_at_once_the_last_asks_for_the_exchange(two_streets, race):
    run, parts = in_two_parts(two_streets)
    asked = []

    race(
        [
            partial(
                match_district,
                part_id=part_id,
                now=NOW,
                ask_for_exchange=asked.append,
                ask_again=pytest.fail,
            )
            for part_id in parts * 2
        ]
    )
    race([partial(carry_out_exchange, run_id=run.pk, now=NOW)] * 3)

    run.refresh_from_db()
    assert (asked, run.state, run.figures["offered"]) == ([run.pk], "ready", 4)
    assert Participation.objects.filter(state="proposed").count() == 4
