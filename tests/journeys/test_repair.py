"""A repair from the report to the answer: opened as a case, settled in words, read by who asked."""

import pytest

from tests.journeys.conftest import violations
from tests.journeys.test_help_comes import TALL, ask_how_far, receipt

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

REPORT = "/forms/repair-report/"
ANSWER = "物业换了灯头，晚上试过，亮了"


def report(page) -> tuple[str, str]:
    """Send the report; return number and code."""
    page.get_by_label("楼道和电梯").check()
    page.get_by_label("灯和电").check()
    page.get_by_label("坏成什么样了").fill("四楼的声控灯不亮。昨天晚上发现的")
    page.get_by_label("否", exact=True).check()
    page.get_by_label("具体在什么位置").fill("6号楼2单元四楼")
    page.get_by_label("在哪个社区").fill("百花公园")
    page.get_by_label("怎么称呼您").fill("林样例")
    page.get_by_role("textbox", name="手机号").fill("139 0000 0006")
    page.get_by_label("我同意社区为了办这件事").check()
    page.get_by_role("button", name="核对一下").click()
    page.get_by_role("heading", name="请核对").wait_for()
    return receipt(page)


def test_a_reported_repair_is_answered_as_a_case(signed_in, visit, site):
    resident = visit(REPORT, size=TALL)
    number, code = report(resident)

    desk = signed_in("worker", f"/admin/submissions/?q={number.replace(' ', '')}")
    desk.get_by_role("link", name=number).click()
    desk.get_by_role("button", name="登记办件").click()
    desk.get_by_role("button", name="我来办").wait_for()
    assert "四楼的声控灯不亮" in desk.locator("h1").inner_text()
    assert "林*例 139****0006" in desk.locator("main").inner_text()
    assert violations(desk) == []
    desk.get_by_role("button", name="我来办").click()
    desk.get_by_text("现在由您办理").wait_for()
    resident.goto(f"{site.address}/forms/status/")
    assert "有专人在办" in ask_how_far(resident, number, code)

    desk.get_by_label("结果").fill(ANSWER)
    desk.get_by_role("button", name="办好了").click()
    desk.get_by_role("button", name="记下回访").wait_for()
    assert violations(desk) == []

    resident.goto(f"{site.address}/forms/status/")
    assert f"办好了：{ANSWER}" in ask_how_far(resident, number, code)
    assert violations(resident) == []
