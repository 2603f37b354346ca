"""Every step after sending in a real browser: what sender and worker read, in two languages."""

import json
from collections.abc import Iterator

import pytest

from tests.journeys.conftest import DESK, PHONE, Site, violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

SENT = """
from people.models import Post
from tests.forms_app.every_step import told

print(told(Post.objects.get(user__username="worker").area))
"""
SPEAKS = """
from people.models import User
from wagtail.users.models import UserProfile

profile = UserProfile.get_for_user(User.objects.get(username="street"))
profile.preferred_language = "{language}"
profile.save()
"""
LOOK = {"zh": "查一查", "en": "Have a look"}


@pytest.fixture(scope="module")
def sent(site: Site) -> Iterator[list[dict]]:
    """Send one form for every step; meanwhile the street's officer reads the admin in English."""
    yield json.loads(site.shell(SENT + SPEAKS.format(language="en")).splitlines()[-1])
    site.shell(SPEAKS.format(language=""))


@pytest.mark.parametrize(("language", "scripts"), [("zh", True), ("en", False)])
def test_a_sender_reads_of_every_step_what_concerns_them(visit, site, sent, language, scripts):
    address = f"{'/en' if language == 'en' else ''}/forms/status/"
    page = visit(address, size=PHONE if scripts else DESK, java_script_enabled=scripts)

    for found in sent:
        page.goto(f"{site.address}{address}?number={found['reference']}")
        page.locator("input[name=code]").fill(found["code"])
        page.get_by_role("button", name=LOOK[language]).click()
        page.locator(".standing").wait_for()
        words = page.locator("main").inner_text()
        assert found["told"] is None or found["told"][language] in words, found["step"]
        assert violations(page) == [], found["step"]


def seen_at_the_desk(page, site: Site, sent: list[dict], language: str) -> None:
    for found in sent:
        page.goto(f"{site.address}/admin/submissions/{found['pk']}/")
        words = page.locator("ol.course").inner_text()
        assert found["sentence"][language] in words, found["step"]
        assert violations(page) == [], found["step"]


def test_a_worker_reads_in_the_inbox_how_far_every_step_is(signed_in, site, sent):
    seen_at_the_desk(signed_in("worker", size=DESK), site, sent, "zh")


def test_an_officer_reads_the_same_in_english_and_without_scripts(visit, signed_in, site, sent):
    known = signed_in("street", "/me/").context.storage_state()
    page = visit("/me/", size=DESK, storage_state=known, java_script_enabled=False)

    seen_at_the_desk(page, site, sent, "en")
