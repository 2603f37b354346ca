"""A liaison imports the unit's roster as the office has it: twenty kinds of dirt and all."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from foundation.identifiers import id_check_digit
from tests.journeys.conftest import violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def number(order: int, born: str = "19850302") -> str:
    body = f"370112{born}{order:03d}"
    return body + id_check_digit(body)


HERE = "百花公园社区"
DIGITS = number(91)
WRONG_DIGIT = DIGITS[:-1] + ("0" if DIGITS[-1] != "0" else "1")

ROWS = [
    # name, birth date, ID number, mobile, community, skills, what is dirty about it
    ["甲 一", date(1985, 3, 2), number(11), "13800020001", HERE, "理发", "space in the name"],
    ["甲二", "1985.3.2", number(21), "１３８０００２０００２", HERE + "居委会", "", "full width"],
    ["甲三", "1985年3月2日", number(31), "+86 138 0002 0003", "百花公园", "", "+86 and spaces"],
    ["甲四", "19850302", number(41), "138-0002-0004", "", "", "dashes, no community"],
    ["甲五", number(51), "", "0086 13800020005", HERE, "", "ID number as birth date"],
    ["甲六", 31108, number(61), 13800020006, HERE, "", "serial date, number as mobile"],
    ["甲七", "1985/3/2", number(71), "13800020007\n", "不存在社区", "", "no such place"],
    ["甲八", "85-3-2", number(81), " 13800020008", HERE, "", "two-digit year"],
    ["甲 一", date(1985, 3, 2), number(11), "13800020001", HERE, "理发", "the same again"],
    ["甲九", "", WRONG_DIGIT, "13800020009", "", "", "check digit"],
    ["甲十", "", 3.7011219850302e17, "13800020010", "", "", "ID number lost its digits"],
    ["乙一", "", "", "1.38E+10", "", "", "mobile lost its digits"],
    ["乙二", "", "", "1380002", "", "", "mobile too short"],
    ["乙三", "1990-01-01", number(131), "13800020013", "", "", "birth date against ID number"],
    ["", "", "", "13800020014", "", "", "no name"],
    ["乙五", "", "", "", "", "", "no mobile"],
    ["乙六", "", number(11), "13800020016", "", "", "somebody else's ID number"],
    ["合计", "", "", "", "", "", "a total"],
]
HEADER = [
    "序号",
    "姓  名",
    "出生\n年月",
    "身份证号码",
    "手 机（必填）",
    "家庭住址所在社区",
    "特长",
    "备注",
]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Write the workbook: title rows, a merged cell, a header with spaces and line breaks."""
    book = Workbook()
    sheet = book.active
    sheet.append(["某某单位在职党员报到花名册"])
    sheet.merge_cells("A1:H1")
    sheet.append(["填报日期：2026年11月", None, None, None, None, None, None, None])
    sheet.append([])
    sheet.append(HEADER)
    for order, row in enumerate(ROWS, start=1):
        sheet.append([order, *row])
    file = tmp_path / "花名册（终稿）.xlsx"
    book.save(file)
    return file


def test_a_liaison_imports_a_roster_with_twenty_kinds_of_dirt(signed_in, site, roster):
    page = signed_in("liaison", "/admin/rosters/upload/")

    page.locator("input[type=file]").set_input_files(roster)
    page.get_by_role("button", name="读取并预览").click()
    page.locator(".roster-figures").wait_for()

    figures = dict(
        zip(
            page.locator(".roster-figures dt").all_inner_texts(),
            map(int, page.locator(".roster-figures dd").all_inner_texts()),
            strict=True,
        )
    )
    assert (figures["新增"], figures["拒绝"]) == (8, 8)
    assert violations(page) == []
    before = site.shell("from volunteering.models import Member as M; print(M.objects.count())")
    refused = page.locator(".roster-groups a", has_text="拒绝")
    refused.click()
    listed = page.locator("table").inner_text()
    assert "科学计数" in listed
    assert "13800020016" not in listed

    page.get_by_role("button", name="导入 8 行").click()
    page.get_by_role("link", name="再导入一份").wait_for()

    after = site.shell("from volunteering.models import Member as M; print(M.objects.count())")
    assert int(after) - int(before) == 8


def test_the_same_roster_again_changes_nothing(signed_in, roster):
    page = signed_in("liaison", "/admin/rosters/upload/")

    page.locator("input[type=file]").set_input_files(roster)
    page.get_by_role("button", name="读取并预览").click()
    page.locator(".roster-figures").wait_for()

    assert page.get_by_role("button", name="导入").count() == 0
