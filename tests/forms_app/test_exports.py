"""Submissions as tables: all versions in one, masked or on record, inert, alike in each format."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from forms_app.actions.submit import submit
from forms_app.engine.context import Context
from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.exporting import workbook
from forms_app.exporting.formats import csv_pieces, json_pieces
from forms_app.exporting.inert import inert
from forms_app.exporting.table import Table
from forms_app.exporting.workbook import MOST_LINES_A_SHEET, xlsx_pieces
from forms_app.models import SubmissionExport
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import NOW
from tests.forms_app.limited import COMING, PHONE, TALK, limited_form, send

CONTEXT = Context(today=NOW.date(), find_places=lambda words: [])


def asked(*fields: Field) -> Definition:
    return Definition("", "", "", (AnswerStep("p", "", (Section("s", "", fields),)),))


def text(key: str, label: str, **more: str) -> Field:
    return Field(id=key, key=key, type="short_text", label=label, **more)


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＠", "|", "%"]
)
def test_a_cell_that_could_be_calculated_gets_an_apostrophe(start):
    assert inert(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["3号楼", "a=b", "", 7, -7, 2.5, None, True])
def test_other_cells_stay_as_they_are(cell):
    assert inert(cell) is cell or inert(cell) == cell


def test_what_no_xml_knows_is_left_out_before_a_formula_hides_behind_it():
    assert inert("\x00\x0b=1+1") == "'=1+1"


def test_a_column_stays_when_its_question_goes_or_is_reworded():
    first = asked(text("a", "姓"), text("b", "楼号"), text("c", "事由"))
    second = asked(text("a", "怎么称呼"), text("c", "事由"), text("d", "时间"))
    table = Table({1: first, 2: second}, "zh")

    labels = [heading.label for heading in table.headings]

    assert labels == ["怎么称呼", "楼号", "事由", "时间"]
    assert [heading.before for heading in table.headings] == [("姓",), (), (), ()]
    assert table.cells(1, {"a": "甲", "b": "3"}, CONTEXT) == ["甲", "3", None, None]
    assert table.cells(2, {"a": "乙", "d": "早"}, CONTEXT) == ["乙", None, None, "早"]


def test_what_becomes_personal_is_masked_in_earlier_versions_too():
    first, second = asked(text("a", "姓")), asked(text("a", "姓", data_class="personal"))

    masked = Table({1: first, 2: second}, "zh")
    full = Table({1: first, 2: second}, "zh", revealed=True)

    assert masked.cells(1, {"a": "林样例"}, CONTEXT) == ["林***"]
    assert masked.answers(1, {"a": "林样例"}) == {"a": "林***"}
    assert full.cells(1, {"a": "林样例"}, CONTEXT) == ["林样例"]


def test_files_come_in_pieces_and_an_empty_one_is_whole():
    many = [[number] for number in range(1200)]

    assert len(list(csv_pieces([["n"]], iter(many)))) == 3
    assert len(list(json_pieces({"a": 1}, ({"n": n} for n in range(1200))))) == 4
    assert json.loads("".join(json_pieces({"a": 1}, ()))) == {"a": 1, "submissions": []}
    assert MOST_LINES_A_SHEET < 1_048_576


def exported(client, form, kind: str, **more: str):
    wanted = {"form": form.pk, "format": kind, "personal": "masked", **more}
    return client.post(reverse("submissions:export"), wanted)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def talk(town):
    form = limited_form(town.community)
    send(form, 1, coming=2)
    values = {TALK: "c0000002", PHONE: "+8613900000002"}
    submit(version=form.current, values=values, key="k2", now=NOW)
    return form


@pytest.mark.django_db
def test_csv_xlsx_and_json_say_the_same_masked_and_on_record(talk, town):
    worker = town.staff()
    client = sign_in(worker)

    text = body(exported(client, talk, "csv")).decode()
    book = load_workbook(io.BytesIO(body(exported(client, talk, "xlsx"))))
    document = json.loads(body(exported(client, talk, "json")))

    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert lines[0][-3:] == ["听哪一场", "手机号", "几个人来"]
    assert [line[-3:] for line in lines[1:]] == [
        ["上午", "139****0001", "2"],
        ["晚上", "139****0002", ""],
    ]
    sheet = [["" if cell is None else str(cell) for cell in row] for row in book.active.values]
    assert sheet == lines
    assert [entry["answers"] for entry in document["submissions"]] == [
        {TALK: "c0000001", PHONE: "139****0001", COMING: 2},
        {TALK: "c0000002", PHONE: "139****0002"},
    ]
    assert document["masked"] == [PHONE]
    logs = SubmissionExport.objects.values_list("actor", "form", "format", "revealed", "count")
    assert sorted(logs) == [
        (worker.pk, talk.pk, kind, False, 2) for kind in ("csv", "json", "xlsx")
    ]


@pytest.mark.django_db
def test_in_full_takes_a_reason_that_is_kept(talk, town):
    client = sign_in(town.staff())

    refused = exported(client, talk, "csv", personal="full", reason=" ")
    assert refused.status_code == 422
    assert not SubmissionExport.objects.exists()

    text = body(exported(client, talk, "csv", personal="full", reason="给讲师名单")).decode()

    assert "13900000001" in text
    log = SubmissionExport.objects.get()
    assert (log.revealed, log.reason, log.count) == (True, "给讲师名单", 2)


@pytest.mark.django_db
def test_nobody_takes_away_what_was_sent_elsewhere(talk, town):
    elsewhere = sign_in(town.staff(area=town.other_community))
    editor = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))

    assert exported(elsewhere, talk, "csv").status_code == 422
    assert exported(editor, talk, "csv").status_code == 302
    assert not SubmissionExport.objects.exists()


@pytest.mark.django_db
def test_an_export_asks_the_database_no_more_for_more_lines(talk, town):
    client = sign_in(town.staff())
    body(exported(client, talk, "csv"))

    with CaptureQueriesContext(connection) as few:
        body(exported(client, talk, "csv"))
    for number in range(3, 40):
        send(talk, number)
    with CaptureQueriesContext(connection) as many:
        assert "139****0039" in body(exported(client, talk, "csv")).decode()

    assert len(many) == len(few)


def test_a_workbook_leaves_in_pieces_and_opens_again_as_it_was():
    headers = [["姓名", "几个人"], ["以前：称呼", None]]
    lines = [["甲<&>\n乙", 3], ["=1+1", 2.5], [None, -7]] * 400

    pieces = list(xlsx_pieces(headers, iter(lines)))

    sheet = load_workbook(io.BytesIO(b"".join(pieces)))["Sheet1"]
    found = [list(row) for row in sheet.values]
    assert len(pieces) > 3
    assert found[:5] == [*headers, ["甲<&>\n乙", 3], ["'=1+1", 2.5], [None, -7]]
    assert (len(found), sheet.freeze_panes) == (1202, "A3")


def test_what_is_more_than_a_sheet_holds_goes_on_in_another(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_LINES_A_SHEET", 2)

    whole = b"".join(xlsx_pieces([["题"]], iter([["甲"], ["乙"], ["丙"]])))

    found = [list(sheet.values) for sheet in load_workbook(io.BytesIO(whole))]
    assert found == [[("题",), ("甲",), ("乙",)], [("题",), ("丙",)]]


def test_a_workbook_of_nothing_has_its_headings():
    book = load_workbook(io.BytesIO(b"".join(xlsx_pieces([["题"]], iter([])))))

    assert [list(sheet.values) for sheet in book] == [[("题",)]]
