"""`import_roster` does from the command line what the office does in the admin."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.people.roster.making import ANN
from tests.people.roster.test_planning import BEA
from volunteering.models import Member, RosterImport


@pytest.fixture
def roster(office, tmp_path):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(office.file(ANN, BEA, {**BEA, "手机号": "138"}).read())
    return path


def test_a_dry_run_reports_and_writes_nobody(roster, tmp_path, capsys):
    report = tmp_path / "out.json"

    call_command("import_roster", str(roster), unit="U1", dry_run=True, report=report)

    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["counts"]["added"] == 2
    assert told["rows"][2]["reasons"][0]["column"] == "E"
    assert "13800000001" not in report.read_text(encoding="utf-8")
    assert json.loads(capsys.readouterr().out)["counts"] == told["counts"]
    assert (Member.objects.count(), RosterImport.objects.count()) == (0, 0)


def test_the_good_rows_are_imported_and_put_on_record(roster):
    call_command("import_roster", str(roster), unit="U1")
    call_command("import_roster", str(roster), unit="U1")

    assert Member.objects.count() == 2
    assert [(one.state, one.counts["added"]) for one in RosterImport.objects.order_by("pk")] == [
        ("confirmed", 2), ("confirmed", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "unit", "words"),
    [
        ("roster.xlsx", "U9", "no unit"),
        ("none.xlsx", "U1", "no file"),
        ("bad.csv", "U1", "表头|header"),
    ],
)
def test_what_does_not_hold_ends_the_command(roster, name, unit, words):
    (roster.parent / "bad.csv").write_text("a,b\n", encoding="utf-8")

    with pytest.raises(CommandError, match=words):
        call_command("import_roster", str(roster.parent / name), unit=unit)

    assert Member.objects.count() == 0
