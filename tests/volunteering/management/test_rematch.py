"""The command that matches again what a run matched."""

import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.volunteering.matching.neighbourhood import NOW, neighbourhood
from volunteering.models import MatchProof, MatchRun, Participation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def place():
    built = neighbourhood()
    built.add_members(4)
    built.add_shift(places=2)
    call_command("match", "--area", built.street.code, "--month", "2026-12", "--json")
    return built


def _again(capsys):
    capsys.readouterr()
    call_command("rematch", MatchRun.objects.get().pk, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_same_question_has_the_same_answer(place, capsys):
    found = _again(capsys)

    assert (found["same_data"], found["same_version"], found["same_plan"]) == (True, True, True)
    assert (found["offers"], found["gone"], found["new"]) == (2, 0, 0)
    assert found["proved_gap"] == 0
    assert Participation.objects.count() == 2


def test_what_changed_since_is_told_apart_from_another_answer(place, capsys):
    type(place.members[0]).objects.filter(pk=place.members[0].pk).update(monthly_shifts=0)

    found = _again(capsys)

    assert (found["same_data"], found["same_plan"]) == (False, False)
    assert (found["gone"], found["new"]) == (1, 1)
    assert found["proved_gap"] is None


def test_a_run_without_a_kept_proof_can_be_repeated_all_the_same(place, capsys):
    MatchProof.objects.all().delete()

    found = _again(capsys)

    assert (found["same_plan"], found["proved_gap"]) == (True, None)


def test_the_same_data_with_another_plan_is_an_error(place):
    Participation.objects.first().delete()

    with pytest.raises(CommandError, match="another plan"):
        call_command("rematch", MatchRun.objects.get().pk)


def test_a_run_that_is_none_is_refused():
    with pytest.raises(CommandError, match="no run 7"):
        call_command("rematch", 7)
