"""Files are read as offices save them, or refused with a reason."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from people.roster import reading, workbooks
from people.roster.complaints import RosterRefused
from people.roster.reading import read_sheets
from tests.people.roster.making import ANN, TITLES, planned, read, row_of, xlsx


def refusal(content):
    with pytest.raises(RosterRefused) as refused:
        read(content)
    assert refused.value.say("zh") != refused.value.say("en")
    return refused.value


def csv_of(*rows, sign=","):
    return "\r\n".join(sign.join(str(cell or "") for cell in row) for row in rows) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_in_every_usual_encoding(encoding, sign):
    content = csv_of(["名单"], TITLES, row_of(ANN), sign=sign).encode(encoding)

    [outcome] = planned(content).outcomes

    assert (outcome.row, outcome.status, outcome.person.name) == (3, "added", "甲一禾")


def test_a_quoted_line_break_in_csv_stays_in_its_cell():
    content = csv_of(['"姓\n名"', "手机号"], ["甲一禾", "13800000001"]).encode()

    [outcome] = planned(content).outcomes

    assert outcome.status == "added"


def test_an_open_quote_does_not_swallow_the_list():
    content = csv_of(TITLES, row_of(ANN)).encode() + '"甲二,13800000002\r\n'.encode()

    assert refusal(content).code == "file_open_quote"


def test_title_rows_and_gaps_keep_the_row_numbers_of_the_program():
    content = xlsx([["样例局名单"], [], ["填报日期"], TITLES, row_of(ANN)], merged=["A1:I1"])

    [outcome] = planned(content).outcomes

    assert (outcome.row, outcome.status) == (5, "added")


def test_merged_cells_hold_for_every_row_they_cover():
    second = {**ANN, "姓名": "甲二", "手机号": "13800000002", "身份证号": None, "邮箱": None}
    rows = [TITLES, row_of(ANN), row_of({**second, "街道": None, "居住社区": None})]

    outcomes = planned(xlsx(rows, merged=["F2:F3", "G2:G3"])).outcomes

    assert [one.person.home for one in outcomes] == ["370112001001", "370112001001"]


def test_dates_numbers_and_texts_keep_their_kind():
    [sheet] = read_sheets(io.BytesIO(xlsx([["a", 1, 2.5, date(2026, 1, 2), True, None, "z"]])))

    assert sheet.rows == [
        (1, ("a", 1, 2.5, datetime(2026, 1, 2), True, None, "z")),  # noqa: DTZ001
    ]


def test_a_date_outside_the_calendar_does_not_stop_the_reading():
    book = load_workbook(io.BytesIO(xlsx([TITLES, row_of(ANN)])))
    book.active["C2"].number_format = "yyyy-mm-dd"
    book.active["C2"].value = 99999999999
    file = io.BytesIO()
    book.save(file)

    [outcome] = planned(file.getvalue()).outcomes

    assert [one.code for one in outcome.refusals] == ["birth_date_unreadable"]


def test_a_hidden_sheet_is_not_read():
    book = load_workbook(io.BytesIO(xlsx([TITLES, row_of(ANN)], sheets=[("旧", [TITLES, [1]])])))
    book["旧"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)

    assert len(planned(file.getvalue()).outcomes) == 1


def test_a_sheet_of_instructions_beside_the_list_is_passed_over():
    content = xlsx([["填表说明", "请认真填写"]], sheets=[("名单", [TITLES, row_of(ANN)])])

    assert len(planned(content).outcomes) == 1


def test_a_cell_in_the_millionth_row_costs_nothing():
    content = xlsx([TITLES, row_of(ANN)])
    far = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'

    outcomes = planned(_patched(content, b"</sheetData>", far)).outcomes

    assert [one.row for one in outcomes] == [2, 1048576]


def _patched(content, old, new):
    """Return an .xlsx with `old` replaced in its first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            body = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                assert old in body
                body = body.replace(old, new)
            target.writestr(entry.filename, body)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n ", "file_empty"),
        (OLE + b"\x00" * 500, "file_old_excel"),
        (OLE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (b"%PDF-1.7 ...", "file_other_format"),
        (b"<html><table><tr><td>", "file_other_format"),
        (b"PK\x03\x04 nothing", "file_damaged"),
        (b"\x80\xff\x80\xff\x00", "file_unknown_encoding"),
        ("甲一,13800000001\n".encode(), "header_missing"),
        ("姓名,手机号\n".encode(), "rows_none"),
    ],
)
def test_files_that_are_no_roster_are_refused_with_a_reason(content, code):
    assert refusal(content).code == code


def test_a_document_that_is_no_workbook_is_named():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w/>")

    assert refusal(out.getvalue()).params == {"format": "Word"}


def test_a_workbook_cut_off_half_way_is_damaged():
    content = xlsx([TITLES, row_of(ANN)])

    assert refusal(content[: len(content) // 2]).code == "file_damaged"


def test_a_workbook_with_broken_xml_is_damaged():
    assert refusal(_patched(xlsx([TITLES, row_of(ANN)]), b"</row>", b"</raw>")).code == (
        "file_damaged"
    )


def test_entities_that_multiply_are_not_expanded():
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'

    assert refusal(_patched(xlsx([TITLES, row_of(ANN)]), b"<worksheet", lol)).code == (
        "file_damaged"
    )


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<x/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * (reading.MAX_UNPACKED_BYTES + 1))

    refused = refusal(out.getvalue())

    assert refused.code == "file_unpacks_too_large"
    assert refused.params["limit"] == 120


def test_a_file_too_large_is_refused():
    refused = refusal(b"a" * (reading.MAX_FILE_BYTES + 1))

    assert (refused.code, refused.params["megabytes"]) == ("file_too_large", 21)


def test_too_many_rows_are_refused():
    content = csv_of(TITLES, *([["甲"]] * (reading.MAX_ROWS + 1))).encode()

    assert refusal(content).code == "too_many_rows"


def test_too_many_columns_are_refused():
    assert refusal(xlsx([["甲"] * 101])).code == "too_many_columns"
    assert refusal(csv_of(["甲"] * 101).encode()).code == "too_many_columns"


def test_two_lists_in_one_file_are_refused():
    content = xlsx([TITLES, row_of(ANN)], sheets=[("二组", [TITLES, row_of(ANN)])])

    assert refusal(content).params == {"sheets": "名单、二组"}


def test_ranges_merged_over_and_over_are_refused():
    content = xlsx([TITLES, row_of(ANN)], merged=["A1:B1"])
    many = b'<mergeCell ref="A1:CV2"/>' * 1000

    assert (
        refusal(_patched(content, b'<mergeCell ref="A1:B1"', many + b"<mergeCell ref='A1:B1'")).code
        == "file_damaged"
    )


@pytest.mark.parametrize("filler", [b"<c/>", b'<x a="1"/>', b"<row/>"])
def test_a_sheet_of_countless_elements_costs_neither_time_nor_memory(filler, monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_ELEMENTS", 50_000)
    content = _patched(
        xlsx([TITLES, row_of(ANN)]), b"</sheetData>", filler * 60_000 + b"</sheetData>"
    )

    assert refusal(content).code == "too_many_cells"


def test_a_cell_of_countless_parts_is_refused():
    cell = b'<row r="9"><c>' + b"<t>x</t>" * 80_000 + b"</c></row></sheetData>"

    assert refusal(_patched(xlsx([TITLES, row_of(ANN)]), b"</sheetData>", cell)).code == (
        "too_many_cells"
    )
