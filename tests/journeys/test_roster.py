"""A liaison imports the list that the office has, with more than twenty kinds of dirt in it."""

import io
import re

import pytest
from openpyxl import Workbook, load_workbook

from foundation.identifiers import id_check_digit
from tests.journeys.conftest import violations

pytestmark = pytest.mark.journey

HEADER = ["序号", "姓 名", "性别", "出生\n年月", "身份证号码（18位）", "手机号（必填）"]
HEADER += ["所属街道", "家庭住址所在社区", "特长", "邮箱", "民族"]


def id_number(born, order):
    body = f"370112{born}{order:03d}"
    return body + id_check_digit(body)


def row(number, **cells):
    """Return a clean row of somebody invented, with some cells as an office has them."""
    born = f"19{60 + number}0{1 + number % 9}15"
    clean = {
        "name": f"试{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'一二三四五'[number // 10]}",
        "sex": "男",
        "born": f"{born[:4]}-{born[4:6]}-{born[6:]}",
        "id": id_number(born, 2 * number + 1),
        "mobile": f"165000{number:05d}",
        "street": "山大路街道",
        "community": "甸柳社区",
        "skill": None,
        "email": None,
        "people": "汉",
    }
    return [number, *{**clean, **cells}.values()]


def rows():
    """Return the list: the kinds of dirt in words, and the row of each."""
    return {
        "clean": row(1),
        "a space in the name": row(2, name="试 甲　二"),
        "full-width mobile": row(3, mobile="１６５０００００００3"),
        "mobile with +86 and dashes": row(4, mobile="+86 165-0000-0004"),
        "mobile as a number": row(5, mobile=16500000005),
        "two mobiles": row(6, mobile="16500000006/16511111106"),
        "birth date with dots": row(7, born="1967.8.15"),
        "birth date in Chinese": row(8, born="1968年9月15日"),
        "month only": row(9, born="1969年1月"),
        "ID number in the birth column": row(10, born=id_number("19700215", 21), id=None),
        "sex missing": row(11, sex="/"),
        "community by its full name": row(12, community="甸柳社区居民委员会"),
        "street before the community": row(13, street=None, community="山大路街道甸柳社区"),
        "unknown community": row(14, community="天边社区"),
        "unlisted skill": row(15, skill="会吆喝"),
        "wrong mail": row(16, email="没有@"),
        "remark behind the name": row(17, name="试丁七（书记）"),
        "the same person again": row(1),
        "scientific mobile": row(18, mobile="1.65E+10"),
        "short mobile": row(19, mobile="1650000001"),
        "masked mobile": row(20, mobile="165****0020"),
        "no mobile": row(21, mobile=None),
        "ID number as a number": row(22, id=float(id_number("19820515", 45))),
        "mistyped ID number": row(23, id=id_number("19830615", 47)[:-1] + "＊"),
        "sex against the ID number": row(24, sex="女"),
        "birth date against the ID number": row(25, born="1985-09-16"),
        "no name": row(26, name=None),
        "somebody else's mobile": row(27, mobile="16500000001"),
    }


def roster():
    """Return the list as a workbook, with title rows, merged cells and a total below."""
    book = Workbook()
    sheet = book.active
    sheet.append(["样例单位在职党员名单"])
    sheet.merge_cells("A1:K1")
    sheet.append(["填报日期：2026年11月"])
    sheet.append(HEADER)
    for one in rows().values():
        sheet.append(one)
    sheet.append([f"合计：{len(rows())} 人"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_liaison_imports_a_dirty_roster(signed_in, site):
    members = "from volunteering.models import Member; print(Member.objects.count())"
    before = int(site.shell(members))
    page = signed_in("liaison", "/admin/rosters/")

    page.get_by_role("link", name="上传名册").first.click()
    page.wait_for_url("**/rosters/upload/")
    page.locator("input[type=file]").set_input_files(
        {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": roster()}
    )
    page.get_by_role("button", name="读取并预览").click()
    page.wait_for_url(re.compile(r"/admin/rosters/\d+/"))

    figures = [int(one) for one in page.locator(".roster-figures dd").all_inner_texts()]
    assert figures == [17, 0, 1, 10, 7]
    refused = page.locator("main table").inner_text()
    assert "E 列" in refused
    assert "科学计数法" in refused
    assert "16500000001" not in page.content()
    # The sidebar is Wagtail's own.
    assert [one for one in violations(page) if "sidebar" not in one] == []
    assert int(site.shell(members)) == before

    with page.expect_download() as taken:
        page.get_by_role("link", name="下载结果表").click()
    report = load_workbook(io.BytesIO(taken.value.path().read_bytes())).active
    assert [cell.value for cell in report[1]][:2] == ["行", "结果"]

    page.get_by_role("button", name=re.compile("确认导入 17 人")).click()
    # A worker does it; the page looks again by itself.
    page.get_by_text("已用短信邀请 17 人").wait_for(timeout=120_000)
    assert int(site.shell(members)) == before + 17

    page.goto(site.address + "/admin/rosters/upload/")
    page.locator("input[type=file]").set_input_files(
        {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": roster()}
    )
    page.get_by_role("button", name="读取并预览").click()
    page.get_by_text("没有要写入的内容").wait_for()
    again = [int(one) for one in page.locator(".roster-figures dd").all_inner_texts()]
    assert again[:2] == [0, 0]
