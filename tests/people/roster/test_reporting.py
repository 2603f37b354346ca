"""Reports are inert, and the empty form comes back as it was meant."""

import io

from openpyxl import load_workbook

from people.roster.reporting import FORM_TITLES, empty_form, report
from tests.people.roster.making import ANN, planned, planned_people, xlsx


def cells(content):
    return [
        [cell.value for cell in row]
        for row in load_workbook(io.BytesIO(content)).active.iter_rows()
    ]


def test_a_report_says_row_column_and_reason():
    plan = planned_people(ANN, {**ANN, "手机号": "138", "性别": "女"})

    lines = cells(report([one.as_json() for one in plan.outcomes], []))

    assert lines[1][:4] == ["2", "新增", "甲*禾", "138****0001"]
    assert lines[2][:2] + lines[2][4:] == [
        "3", "拒绝", "E", "手机号", "手机号应为 11 位，这里是 3 位",
    ]  # fmt: skip
    assert lines[3][4:6] == ["B", "性别"]


def test_cells_that_look_like_formulas_stay_text():
    row = {
        "row": 2,
        "status": "refused",
        "name": "=1+1",
        "mobile": "",
        "reasons": [],
        "changes": [],
    }

    book = load_workbook(io.BytesIO(report([row], [])))

    assert book.active["C2"].value == "=1+1"
    assert book.active["C2"].data_type == "s"


def test_the_empty_form_is_a_roster_once_it_is_filled():
    book = load_workbook(io.BytesIO(empty_form()))
    for place, title in enumerate(FORM_TITLES, start=1):
        book.active.cell(2, place).value = {**ANN, "所属街道": ANN["街道"]}.get(title)
    file = io.BytesIO()
    book.save(file)

    [outcome] = planned(file.getvalue()).outcomes

    assert (outcome.status, outcome.person.home) == ("added", "370112001001")
    assert book.active["D3"].number_format == "@"


def test_the_empty_form_alone_holds_nobody():
    assert cells(xlsx([FORM_TITLES])) == [list(FORM_TITLES)]
    assert len(load_workbook(io.BytesIO(empty_form())).active["A"]) == 501
