"""Help from the asking to the thanks: in large type, for a neighbour, and all the way round."""

import re
from datetime import date, timedelta

import pytest

from tests.journeys.conftest import PASSWORD, PHONE, violations
from tests.journeys.test_service_hour import PASS_TIME

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

ASK = "/forms/ask-for-help/"
# As high as the page: the bar at the bottom must not lie over what is tapped.
TALL = PHONE | {"height": 2400}
SATURDAY = 5
FINGER = 44  # pixels: what a thumb that trembles still hits

# The day of the shift comes: it begins in 25 minutes. Whom matching chose gets a password.
DAY_COMES = """
from datetime import timedelta
from allauth.account.models import EmailAddress
from foundation import clock
from volunteering.models import Participation, Shift

found = Participation.objects.select_related("member__user", "shift").get(
    shift__need__origin="form", shift__need__origin_reference="{number}"
)
assert (found.state, found.run.state, bool(found.reason)) == ("offered", "sent", True)
now = clock.now()
in_the_way = found.member.participations.exclude(pk=found.pk).filter(
    starts_at__gt=now, starts_at__lt=now + timedelta(hours=3)
)
in_the_way.delete()
times = {{"starts_at": now + timedelta(minutes=25), "ends_at": now + timedelta(minutes=115)}}
Shift.objects.filter(pk=found.shift_id).update(**times)
Participation.objects.filter(pk=found.pk).update(**times, offer_expires_at=times["starts_at"])
chosen = found.member.user
chosen.set_password("{password}")
chosen.save()
EmailAddress.objects.update_or_create(
    email="chosen@example.org", defaults={{"user": chosen, "verified": True, "primary": True}}
)
print(found.shift_id)
"""

SMALL_TARGETS = """(least) => [...document.querySelectorAll(
  "main button, main a.button, main input, main select, main textarea, main summary")]
  .map((one) => /^(radio|checkbox)$/.test(one.type) ? one.closest("label") ?? one : one)
  .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, .link-button")
    && !one.matches(".visually-hidden, .link-button"))
  .filter((one) => one.getBoundingClientRect().height < least)
  .map((one) => one.outerHTML.slice(0, 120))"""


def fill_in(page, what: str, name: str, phone: str) -> None:
    page.get_by_label("陪一陪、看一看").check()
    page.get_by_label("说说要做什么").fill(what)
    page.get_by_label("您住在哪个社区").fill("百花公园")
    page.get_by_label("怎么称呼您").fill(name)
    page.get_by_role("textbox", name="手机号").fill(phone)
    page.get_by_label(re.compile("我同意社区为了安排这次帮忙")).check()
    page.get_by_role("button", name="核对一下").click()
    page.get_by_role("heading", name="请核对").wait_for()


def receipt(page) -> tuple[str, str]:
    """Send what was checked; return number and code."""
    page.get_by_role("button", name="提交").click()
    page.locator(".figure__value").first.wait_for()
    number, code = page.locator(".figure__value").all_inner_texts()
    return number, code


def ask_how_far(page, number: str, code: str) -> str:
    page.locator("input[name=reference]").fill(number)
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="查一查").click()
    page.locator(".opening", has_text=number).wait_for()
    return page.locator("main").inner_text()


def holds_for_old_eyes_and_hands(page) -> None:
    """Large type, no barriers, nothing beside the screen, nothing too small to be hit."""
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 22
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS, FINGER) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_an_old_person_asks_for_help_in_large_type(visit):
    page = visit(ASK)
    page.get_by_role("heading", name="请人帮忙").wait_for()
    page.get_by_role("link", name="字大一些").click()
    page.locator("html[data-type=large]").wait_for()
    holds_for_old_eyes_and_hands(page)

    page.get_by_role("button", name="核对一下").click()
    page.get_by_role("heading", name="有几处").wait_for()
    holds_for_old_eyes_and_hands(page)

    fill_in(page, "想请人陪我去剪头发", "林样例", "139 0000 0001")
    holds_for_old_eyes_and_hands(page)
    number, code = receipt(page)
    holds_for_old_eyes_and_hands(page)
    page.go_back()
    page.get_by_role("heading", name="请人帮忙").wait_for()
    page.go_forward()

    page.get_by_role("link", name="看看办到哪一步了").click()
    holds_for_old_eyes_and_hands(page)
    assert "已收到" in ask_how_far(page, number, code)
    holds_for_old_eyes_and_hands(page)


def test_a_grid_worker_asks_for_somebody_who_cannot(signed_in, visit):
    page = signed_in("grid", ASK, size=TALL)
    page.get_by_text("我替别人填").click()
    page.get_by_label("替谁填").fill("林样例")

    page.get_by_role("button", name="核对一下").click()
    page.get_by_text("请选对方是怎么同意的").wait_for()
    page.get_by_label("本人在场，当面同意").check()
    fill_in(page, "灯不亮了，梯子家里有", "林样例", "139 0000 0002")
    assert "替 林样例 · 本人在场，当面同意 填写" in page.locator("main").inner_text()
    assert violations(page) == []
    number, code = receipt(page)

    desk = signed_in("worker", f"/admin/submissions/?q={number.replace(' ', '')}")
    desk.get_by_role("link", name=number).click()
    desk.get_by_role("heading", name="办理记录").wait_for()
    events = desk.locator("main").inner_text()
    assert "代人填写" in events
    assert "钱拟川" in events
    assert "林样例 · 本人在场，当面同意" in events
    other = visit("/forms/status/")
    assert "已收到" in ask_how_far(other, number, code)


def matched(desk, organiser) -> None:
    """Give the need on `desk` a time, and let the organiser match its month and send the offers.

    The month is one that no other journey matches: what is offered here is missing nowhere.
    """
    organiser.get_by_role("link", name="开始匹配").first.click()
    month = organiser.locator("#id_month option").nth(2).get_attribute("value")
    first = date.fromisoformat(month)
    saturday = first + timedelta(days=(SATURDAY - first.weekday()) % 7)
    for name, text in (
        ("day", saturday.isoformat()),
        ("starts", "09:00"),
        ("ends", "10:30"),
        ("place", "三号楼门口"),
        ("places", "1"),
    ):
        desk.locator(f"[name=shift-{name}]").fill(text)
    desk.locator("form", has=desk.locator("[name=shift-day]")).get_by_role("button").click()
    desk.locator(".messages .success").wait_for()

    organiser.locator("#id_area").select_option(index=1)
    organiser.locator("#id_month").select_option(month)
    organiser.get_by_role("button", name="开始匹配").click()
    organiser.locator(".matching-summary").wait_for(timeout=60_000)
    organiser.get_by_role("link", name="发出邀请").click()
    organiser.get_by_role("button", name="发出邀请").click()
    organiser.get_by_text(re.compile(r"已向 \d+ 人发出 \d+ 个邀请")).wait_for()


def test_what_was_asked_for_is_served_and_thanked_for(signed_in, visit, site):
    resident = visit(ASK, size=TALL)
    fill_in(resident, "周末想请人陪我下盘棋", "林样例", "139 0000 0003")
    number, code = receipt(resident)
    plain = number.replace(" ", "")

    desk = signed_in("worker", f"/admin/submissions/?q={plain}")
    desk.get_by_role("link", name=number).click()
    desk.get_by_role("button", name="变成需求").wait_for()
    assert violations(desk) == []
    desk.get_by_role("button", name="变成需求").click()
    desk.get_by_role("button", name="开放给党员").wait_for()
    assert desk.get_by_label("标题").input_value() == "周末想请人陪我下盘棋"
    desk.get_by_role("button", name="开放给党员").click()
    desk.get_by_role("button", name="关闭需求").wait_for()

    matched(desk, signed_in("organiser", "/admin/matching/"))
    comes = DAY_COMES.format(number=plain, password=PASSWORD)
    shift = int(site.shell(comes).splitlines()[-1])
    phone = signed_in("chosen", "/me/", size=TALL)
    row = phone.locator("li", has_text="周末想请人陪我下盘棋").first
    assert re.search(r"家离约|就在家附近", row.inner_text())
    row.get_by_role("button", name="我去").click()
    assert "已为您定好" in phone.locator(".messages").inner_text()
    resident.goto(f"{site.address}/forms/status/")
    assert "1 位志愿者" in ask_how_far(resident, number, code)
    assert violations(resident) == []
    desk.goto(f"{site.address}/admin/shifts/{shift}/code/")
    phone.goto(f"{site.address}/check-in/{shift}/")
    phone.get_by_label("门口屏幕上的六位数字").fill(desk.locator(".qr__digits").inner_text())
    phone.get_by_role("button", name="我到了").click()
    assert "签到好了" in phone.locator(".messages").inner_text()

    site.shell(PASS_TIME.format(shift=shift))
    desk.goto(f"{site.address}/admin/shifts/{shift}/")
    desk.get_by_role("button", name="结束班次").click()
    desk.goto(f"{site.address}/admin/hours/?q=周末想请人陪我下盘棋")
    desk.locator("td.desk-choose label").first.click()
    desk.get_by_role("button", name="核实选中的").click()
    desk.get_by_text("已核实 1 条记录").wait_for()

    resident.goto(f"{site.address}/forms/status/")
    assert "志愿者来过" in ask_how_far(resident, number, code)
    resident.get_by_role("link", name="说说这次怎么样").click()
    resident.get_by_role("heading", name="您觉得怎么样").wait_for()
    assert violations(resident) == []
    resident.get_by_label("非常好").check()
    resident.get_by_label(re.compile("想说的话")).fill("棋下得好，人也好")
    resident.get_by_role("button", name="发送").click()
    resident.get_by_text("棋下得好，人也好").wait_for()
    desk.goto(f"{site.address}/admin/shifts/{shift}/")
    assert "棋下得好，人也好" in desk.locator("main").inner_text()
    assert violations(desk) == []
