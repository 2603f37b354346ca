"""One hour from end to end: a member accepts and checks in, a worker verifies, the hour appears."""

import re

import pytest

from tests.journeys.conftest import DESK, PHONE, violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

OFFER = """
from datetime import timedelta
from foundation import clock
from people.models import User
from people.permissions import Verb, scope_of
from volunteering.actions.add_shifts import ShiftContent, add_shifts
from volunteering.models import Member, Need, Participation, Shift
now = clock.now()
worker = User.objects.get(username="worker")
need = Need.objects.within(scope_of(worker, Verb.EDIT_NEEDS)).filter(state="open").first()
need.title = "陪老人理照片"
need.save()
content = ShiftContent(now + timedelta(minutes=25), now + timedelta(minutes=115), "活动室", 3)
(shift,) = add_shifts(by=worker, need_id=need.pk, contents=[content], now=now)
member = Member.objects.get(user__username="member")
Participation.objects.create(
    shift=shift, member=member, state="offered", origin="offer",
    starts_at=shift.starts_at, ends_at=shift.ends_at, created_at=now, changed_at=now,
    offer_expires_at=shift.starts_at, reason={"zh": "就在家附近（250 米内）", "en": "close"},
)
Shift.objects.filter(pk=shift.pk).update(taken=1)
print(shift.pk)
"""

# Hours pass: as many that nothing else which the member did lies in the way.
PASS_TIME = """
from datetime import timedelta
from foundation import clock
from volunteering.models import CheckEvent, Participation, Shift
shift = Shift.objects.get(pk={shift})
mine = Participation.objects.get(shift=shift, state="checked_in")
others = Participation.objects.filter(member=mine.member).exclude(pk=mine.pk)
for hours in range(3, 200):
    back = timedelta(hours=hours)
    times = {{"starts_at": shift.starts_at - back, "ends_at": shift.ends_at - back}}
    if not others.filter(starts_at__lt=times["ends_at"], ends_at__gt=times["starts_at"]).exists():
        break
Shift.objects.filter(pk=shift.pk).update(**times)
Participation.objects.filter(shift=shift).update(**times)
for event in CheckEvent.objects.filter(participation__shift=shift):
    CheckEvent.objects.filter(pk=event.pk).update(at=event.at - back)
"""


def test_an_hour_from_the_offer_to_the_certificate(signed_in, site):
    shift = int(site.shell(OFFER).splitlines()[-1])

    # As high as the page: the bar at the bottom must not lie over what axe looks at.
    phone = signed_in("member", "/me/", size=PHONE | {"height": 3600})
    row = phone.locator("li", has_text="陪老人理照片").first
    assert "就在家附近" in row.inner_text()
    assert violations(phone) == []
    row.get_by_role("button", name="我去").click()
    assert "已为您定好" in phone.locator(".messages").inner_text()

    desk = signed_in("worker", f"/admin/shifts/{shift}/", size=DESK)
    desk.locator("h2", has_text="会来的").wait_for()
    assert violations(desk) == []
    desk.goto(f"{site.address}/admin/shifts/{shift}/code/")
    desk.locator(".qr__code svg").wait_for()
    code = site.shell(
        "from foundation import clock; from volunteering.models import Shift;"
        "from volunteering.actions.check_in import code_of;"
        f"print(code_of(Shift.objects.get(pk={shift}), clock.now()))"
    ).splitlines()[-1]
    phone.goto(f"{site.address}/check-in/{shift}/{code}/")
    phone.get_by_role("button", name="我到了").click()
    assert "签到好了" in phone.locator(".messages").inner_text()

    site.shell(PASS_TIME.format(shift=shift))
    desk.goto(f"{site.address}/admin/shifts/{shift}/")
    desk.get_by_role("button", name="结束班次").click()
    desk.goto(f"{site.address}/admin/hours/?q=陪老人理照片")
    assert violations(desk) == []
    desk.locator("td.desk-choose label").first.click()
    desk.get_by_role("button", name="核实选中的").click()
    desk.get_by_text("已核实 1 条记录").wait_for()

    phone.goto(f"{site.address}/me/hours/")
    record = phone.locator("article", has_text="陪老人理照片")
    assert "已核实" in record.inner_text()
    phone.get_by_role("button", name=re.compile("证明")).click()
    certificate = phone.locator(".certificate").inner_text()
    number = re.search(r"ZM\d{16}", certificate).group()
    phone.goto(phone.get_by_text(re.compile("/verify/")).inner_text().split()[-1])
    assert "真实有效" in phone.locator("main").inner_text()
    assert number in phone.locator("main").inner_text()
