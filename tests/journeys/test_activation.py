"""An invited member activates the account by a code on the phone, and consents."""

import re
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


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


def code_sent(site, masked: str) -> str:
    """Return the code that the console's text message showed, once the worker has sent it."""
    log = Path(site.environment["VAR_DIR"]) / "server.log"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = re.findall(
            rf"{re.escape(masked)}\] 您的验证码是 (\d+)", log.read_text(encoding="utf-8")
        )
        if found:
            return found[-1]
        time.sleep(0.3)
    raise AssertionError("no text message with a code was sent")
