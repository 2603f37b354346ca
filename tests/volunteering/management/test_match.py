"""The command that matches an area for a month."""

import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.volunteering.matching.neighbourhood import NOW, neighbourhood
from volunteering.models import MatchRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(NOW):
        yield


def test_it_prints_the_figures_of_a_run(capsys):
    place = neighbourhood()
    place.add_members(2)
    place.add_shift()

    call_command("match", "--area", place.street.code, "--month", "2026-12", "--json")

    figures = json.loads(capsys.readouterr().out)
    assert (figures["members"], figures["places"], figures["offered"]) == (2, 1, 1)
    assert figures["objective"] == figures["bound"] == 1000
    assert figures["gap"] == 0.0
    assert figures["seconds"] > 0
    assert figures["cpu_seconds"] > 0
    assert figures["peak_mib"] > 0
    assert MatchRun.objects.get(pk=figures["run"]).state == "ready"


def test_it_prints_lines_for_people(capsys):
    place = neighbourhood()

    call_command("match", "--area", place.street.code, "--month", "2026-12")

    assert "offered  0\n" in capsys.readouterr().out


def test_an_unknown_area_is_refused():
    with pytest.raises(CommandError, match="999"):
        call_command("match", "--area", "999", "--month", "2026-12")

    assert MatchRun.objects.count() == 0


def test_a_month_that_is_none_is_refused():
    with pytest.raises(CommandError, match="2026-13"):
        call_command("match", "--area", "1", "--month", "2026-13")
