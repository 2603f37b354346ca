"""A large run in districts: a task for each, then the exchange; nothing is written half."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from tests.factories.sessions import sign_in
from tests.volunteering.matching.neighbourhood import DECEMBER, NOW, neighbourhood
from volunteering.actions.carry_out_matching import carry_out_exchange, carry_out_matching
from volunteering.actions.discard_match_run import discard_match_run
from volunteering.actions.match_apart import LOST_AFTER, MOST_ATTEMPTS, match_district, take_apart
from volunteering.actions.start_matching import start_matching
from volunteering.duties import try_lost_districts_again
from volunteering.matching.criteria import criteria
from volunteering.models import MatchPart, MatchProof, MatchRun, Participation
from volunteering.queries.match_parts import progress_of
from volunteering.tasks import exchanging, matching, matching_district

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place():
    """Two streets: in the first four members and one place, in the other one and three places."""
    built = neighbourhood()
    built.communities.append(built.elsewhere)
    built.add_members(4)
    built.add_members(1, community=2)
    built.add_shift(places=1)
    built.add_shift(community=2, hour=14, places=3)
    return built


@pytest.fixture
def organiser(place):
    return place.organiser(place.district)


def start(place, organiser, apart_beyond=4):
    return start_matching(
        area=place.district, month=DECEMBER, by=organiser, now=NOW, apart_beyond=apart_beyond
    )


def waiting_tasks(task):
    found = DBTaskResult.objects.filter(task_path=f"volunteering.tasks.{task.name}")
    return sorted(result.args_kwargs["args"][0] for result in found)


def proposed(run):
    return set(Participation.objects.filter(run=run).values_list("member_id", "shift_id"))


def in_districts(run, asked=None):
    """Carry a run out up to its last district, and return what was asked for then."""
    parts, asked = [], [] if asked is None else asked
    assert take_apart(run_id=run.pk, now=NOW, ask_for_district=parts.append)
    for part_id in parts:
        match_district(
            part_id=part_id, now=NOW, ask_for_exchange=asked.append, ask_again=parts.append
        )
    return asked


def test_a_large_run_is_matched_by_a_task_for_each_district_and_one_for_the_exchange(
    place, organiser
):
    run = start(place, organiser)

    matching.call(run.pk)

    parts = waiting_tasks(matching_district)
    assert [part.area for part in MatchPart.objects.filter(pk__in=parts).order_by("pk")] == [
        place.street,
        place.elsewhere.get_parent(),
    ]
    assert waiting_tasks(exchanging) == []
    matching_district.call(parts[0])
    assert (progress_of(run).done, progress_of(run).of) == (1, 2)
    assert waiting_tasks(exchanging) == []
    matching_district.call(parts[1])
    assert waiting_tasks(exchanging) == [run.pk]
    exchanging.call(run.pk)
    run.refresh_from_db()
    assert (run.state, run.figures["offered"], run.figures["offered_bound"]) == ("ready", 4, 4)
    assert (run.figures["gap"], run.figures["offered_apart"], run.figures["across"]) == (0, 2, 2)
    assert [part["members"] for part in run.figures["parts"]] == [4, 1]
    assert MatchPart.objects.count() == 0
    assert MatchProof.objects.get().run == run


def test_the_plan_is_worth_as_much_as_that_of_one_whole(place, organiser):
    apart = start(place, organiser)
    in_districts(apart)
    apart = carry_out_exchange(run_id=apart.pk, now=NOW)
    found = apart.figures["offered"], apart.figures["objective"]

    whole = start(place, organiser, apart_beyond=5)
    assert not take_apart(run_id=whole.pk, now=NOW, ask_for_district=pytest.fail)
    whole = carry_out_matching(run_id=whole.pk, now=NOW)

    assert found == (whole.figures["offered"], whole.figures["objective"])
    assert "districts" not in whole.figures


def test_a_run_within_one_district_is_never_taken_apart(place, organiser):
    run = start_matching(
        area=place.communities[0], month=DECEMBER, by=organiser, now=NOW, apart_beyond=0
    )

    assert not take_apart(run_id=run.pk, now=NOW, ask_for_district=pytest.fail)


def test_asking_twice_for_anything_does_nothing_more(place, organiser):
    run, parts, exchanges = start(place, organiser), [], []
    for _time in range(2):
        take_apart(run_id=run.pk, now=NOW, ask_for_district=parts.append)
    for part_id in parts * 2:
        match_district(
            part_id=part_id, now=NOW, ask_for_exchange=exchanges.append, ask_again=pytest.fail
        )
    for _time in range(2):
        run = carry_out_exchange(run_id=run.pk, now=NOW)

    assert (len(parts), exchanges, run.state) == (2, [run.pk], "ready")
    assert len(proposed(run)) == 4


def test_a_district_that_fails_is_tried_three_times_and_then_the_run_has_failed(place, organiser):
    run, parts = start(place, organiser), []
    take_apart(run_id=run.pk, now=NOW, ask_for_district=parts.append)
    match_district(
        part_id=parts.pop(0), now=NOW, ask_for_exchange=pytest.fail, ask_again=pytest.fail
    )
    MatchRun.objects.filter(pk=run.pk).update(weights={"nonsense": 1})

    for _time in range(MOST_ATTEMPTS):
        with pytest.raises(ValueError, match="nonsense"):
            match_district(
                part_id=parts.pop(0),
                now=NOW,
                ask_for_exchange=pytest.fail,
                ask_again=parts.append,
            )

    run.refresh_from_db()
    left = MatchPart.objects.get()
    assert (run.state, parts) == ("failed", [])
    assert (left.state, left.attempts, bytes(left.content)) == ("failed", 3, b"")
    assert Participation.objects.count() == MatchProof.objects.count() == 0
    discard_match_run(run=run, by=organiser)
    assert MatchPart.objects.count() == 0


def test_the_page_of_a_run_says_how_far_its_districts_are_and_which_one_failed(place, organiser):
    run, parts = start(place, organiser), []
    client = sign_in(organiser)
    take_apart(run_id=run.pk, now=NOW, ask_for_district=parts.append)
    match_district(part_id=parts[0], now=NOW, ask_for_exchange=pytest.fail, ask_again=pytest.fail)

    under_way = client.get(f"/admin/matching/{run.pk}/").content.decode()
    MatchPart.objects.filter(pk=parts[1]).update(state="failed")
    MatchRun.objects.filter(pk=run.pk).update(state="failed")
    failed = client.get(f"/admin/matching/{run.pk}/").content.decode()

    assert "各区县先各排各的：2 个已排好 1 个" in under_way
    assert "丙街道 · 已排好" in under_way
    assert "丁街道 · 等待中" in under_way
    assert "丁街道没有排成，已试过三次。" in failed


def test_only_who_can_choose_an_area_of_districts_is_asked_for_the_size(place):
    city, street = (sign_in(place.organiser(area)) for area in (place.city, place.street))
    typed = {"area": place.city.pk, "month": "2026-12-01", "day_cap": 1, "rest_minutes": 60}
    weights = {criterion.name: criterion.weight for criterion in criteria() if criterion.weight}

    city.post("/admin/matching/start/", typed | weights | {"apart_beyond": 7})

    assert MatchRun.objects.get().apart_beyond == 7
    assert "apart_beyond" not in street.get("/admin/matching/start/").content.decode()


def test_an_exchange_that_fails_leaves_nothing(place, organiser):
    run = start(place, organiser)
    in_districts(run)
    MatchRun.objects.filter(pk=run.pk).update(weights={"nonsense": 1})

    with pytest.raises(ValueError, match="nonsense"):
        carry_out_exchange(run_id=run.pk, now=NOW)

    run.refresh_from_db()
    assert run.state == "failed"
    assert MatchPart.objects.count() == Participation.objects.count() == 0


def test_a_district_whose_worker_was_lost_is_tried_again(place, organiser):
    run, parts, exchanges = start(place, organiser), [], []
    take_apart(run_id=run.pk, now=NOW, ask_for_district=parts.append)
    lost = MatchPart.objects.filter(pk=parts[0])
    lost.update(state="running", attempts=1, taken_at=NOW - LOST_AFTER)

    try_lost_districts_again()
    assert waiting_tasks(matching_district) == []
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        try_lost_districts_again()
        try_lost_districts_again()

    assert waiting_tasks(matching_district) == parts[:1]
    assert lost.get().state == "waiting"
    for part_id in parts:
        match_district(
            part_id=part_id, now=NOW, ask_for_exchange=exchanges.append, ask_again=pytest.fail
        )
    assert exchanges == [run.pk]


def test_the_command_goes_district_by_district_and_the_same_question_has_the_same_answer(
    place, capsys
):
    options = "--area", place.district.code, "--month", "2026-12", "--apart-beyond", "4", "--json"
    call_command("match", *options)
    figures = json.loads(capsys.readouterr().out)
    call_command("rematch", figures["run"], "--json")
    again = json.loads(capsys.readouterr().out)

    assert (figures["offered"], figures["offered_apart"], len(figures["parts"])) == (4, 2, 2)
    assert (again["same_data"], again["same_plan"], again["proved_gap"]) == (True, True, 0)


def test_what_a_district_hands_over_holds_no_name(place, organiser):
    run = start(place, organiser)
    in_districts(run)

    content = MatchPart.objects.filter(run=run).first().content

    assert len(content) > 0
    assert "林样例".encode() not in bytes(content)
