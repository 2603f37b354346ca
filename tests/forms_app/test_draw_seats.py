"""The command that draws seats, and checks a draw."""

import json

import pytest
from django.core.management import CommandError, call_command

from foundation.lots import commitment

SEED = "0123456789abcdef"


@pytest.fixture
def entries(tmp_path):
    file = tmp_path / "entries.csv"
    file.write_text("L1,0\nL2,2\n\nL3\n", encoding="utf-8")
    return str(file)


def told(capsys, *arguments):
    call_command("draw_seats", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_a_seed_comes_with_what_is_published_of_it(capsys):
    found = told(capsys)

    assert found["commitment"] == commitment(found["seed"])


def test_a_draw_can_be_repeated_and_checked(capsys, entries):
    found = told(capsys, entries, "--seats", "2", "--seed", SEED)
    won = ",".join(found["won"])
    check = (entries, "--seats", "2", "--seed", SEED, "--commitment", commitment(SEED), "--won")

    assert sorted(found["won"] + found["waiting"]) == ["L1", "L2", "L3"]
    assert told(capsys, *check, won) == {"holds": True}
    assert told(capsys, *check, "L1,L9") == {"holds": False}
    assert found["odds"]["2"] > found["odds"]["0"]


@pytest.mark.parametrize("arguments", [(), ("--seed", SEED, "--commitment", "0" * 64)])
def test_without_the_right_seed_nothing_is_drawn(entries, arguments):
    with pytest.raises(CommandError):
        call_command("draw_seats", entries, "--seats", "1", *arguments)


def test_a_line_that_is_no_entry_is_named(tmp_path):
    file = tmp_path / "entries.csv"
    file.write_text("L1,0\nL2,oft\n", encoding="utf-8")

    with pytest.raises(CommandError, match="line 2"):
        call_command("draw_seats", str(file), "--seed", SEED)
