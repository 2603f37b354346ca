"""The first working day: an invited member activates, accepts, checks in; a worker verifies."""

import json
import re
import time
from pathlib import Path

import pytest

from tests.journeys.conftest import DESK, PHONE, violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

PREPARE = """
import json
from datetime import timedelta
from config.demo.accounts import HOME
from django.urls import reverse
from foundation import clock
from territory.models import Area
from volunteering.models import Member, Need, Participation, Shift
now = clock.now().replace(microsecond=0)
area = Area.objects.get(code=HOME)
member = Member.objects.get(user__email="member@example.org")
member.participations.filter(state__in=Participation.LIVE).exclude(
    state="attended").update(state="withdrawn")
need = Need.objects.create(area=area, title="陪邻居去复诊", what="一起去，一起回", state="open",
    created_at=now)
shift = Shift.objects.create(need=need, area=area, place="社区门口", places=2, taken=1,
    starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=2))
offer = Participation.objects.create(shift=shift, member=member, state="offered", origin="offer",
    starts_at=shift.starts_at, ends_at=shift.ends_at, created_at=now, changed_at=now,
    offer_expires_at=now + timedelta(hours=20), reason={})
print(json.dumps({"shift": shift.pk, **{name: reverse(f"shift_desk:{name}", args=[shift.pk])
    for name in ("show", "code", "close")}, "hours": reverse("hours_desk:index")}))
"""
MOVE = """
from datetime import timedelta
from foundation import clock
from volunteering.models import CheckEvent, Participation, Shift
now = clock.now().replace(microsecond=0)
times = {{"starts_at": now + timedelta(minutes={start}), "ends_at": now + timedelta(minutes={end})}}
Shift.objects.filter(pk={shift}).update(**times)
Participation.objects.filter(shift_id={shift}).update(**times)
CheckEvent.objects.filter(participation__shift_id={shift}).update(at=times["starts_at"])
"""


def test_a_member_accepts_checks_in_and_the_hour_is_verified(signed_in, site):
    day = json.loads(site.shell(PREPARE).splitlines()[-1])
    member = signed_in("member", "/me/", size=PHONE)

    offer = member.locator("main", has_text="陪邻居去复诊")
    assert offer.count() == 1
    member.goto(f"{site.address}/shifts/{day['shift']}/")
    member.get_by_role("button", name=re.compile("接受|我去|答应")).first.click()
    member.wait_for_load_state()
    assert states(site, day) == ["confirmed"]

    site.shell(MOVE.format(shift=day["shift"], start=-60, end=60))
    worker = signed_in("worker", day["code"], size=DESK)
    assert worker.locator(".qr__code svg").is_visible()
    member.goto(site.address + check_in_path(site, day))
    member.get_by_role("button", name="我到了").click()
    member.wait_for_load_state()
    assert states(site, day) == ["checked_in"]

    site.shell(MOVE.format(shift=day["shift"], start=-125, end=-5))
    worker.goto(site.address + day["show"])
    worker.locator(f"form[action='{day['close']}'] button[type=submit]").click()
    worker.wait_for_load_state()
    assert states(site, day) == ["attended"]
    worker.goto(site.address + day["hours"])
    row = worker.locator("tr", has_text="陪邻居去复诊")
    row.locator("input[type=checkbox]").check()
    worker.get_by_role("button", name="核实选中的").click()
    worker.wait_for_load_state()

    member.goto(f"{site.address}/me/hours/")
    assert "陪邻居去复诊" in member.locator("main").inner_text()
    assert violations(member) == []
    verified = site.shell(
        "from volunteering.models import ServiceRecord as R;"
        f"r = R.objects.get(participation__shift_id={day['shift']});"
        "print(r.state, r.minutes, r.verified_by_id != r.person_id)"
    )
    assert verified.splitlines()[-1] == "verified 120 True"


def test_an_invited_member_activates_by_code_and_consent(visit, site, tmp_path):
    unit = site.shell("from people.models import Unit; print(Unit.objects.first().code)")
    roster = tmp_path / "roster.csv"
    roster.write_text("姓名,手机号\n丙样一,13800030001\n", encoding="utf-8")
    site.manage("import_roster", str(roster), "--unit", unit.splitlines()[-1])
    page = visit("/activate/")

    page.locator("main input[type=text], main input[type=tel]").first.fill("13800030001")
    page.locator("main form button[type=submit]").first.click()
    page.locator("main input[name=code]").fill(code_sent(site, "138****0001"))
    page.locator("main form:has(input[name=code]) button[type=submit]").first.click()
    page.wait_for_load_state()
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()

    active = site.shell(
        "from people.models import User; u = User.objects.with_phone('+8613800030001').get();"
        "print(u.activated_at is not None, u.member.activated_at is not None)"
    )
    assert active.splitlines()[-1] == "True True"


def states(site, day) -> list[str]:
    printed = site.shell(
        "from volunteering.models import Participation as P;"
        f"print(*P.objects.filter(shift_id={day['shift']}).values_list('state', flat=True))"
    )
    return printed.splitlines()[-1].split()


def check_in_path(site, day) -> str:
    """Return where the venue's code leads now; a phone's camera would read it from the screen."""
    return site.shell(
        "from django.urls import reverse; from foundation import clock;"
        "from volunteering.models import Shift;"
        f"s = Shift.objects.get(pk={day['shift']});"
        "from volunteering.actions.check_in import code_of;"
        "print(reverse('check_in', args=[s.pk, code_of(s, clock.now())]))"
    ).splitlines()[-1]


def code_sent(site, masked: str) -> str:
    """Return the code that the console's text message showed, once the worker has sent it."""
    log = Path(site.environment["VAR_DIR"]) / "server.log"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = re.findall(rf"{re.escape(masked)}\].*?(\d{{4,8}})", log.read_text(encoding="utf-8"))
        if found:
            return found[-1]
        time.sleep(0.3)
    raise AssertionError("no text message with a code was sent")
