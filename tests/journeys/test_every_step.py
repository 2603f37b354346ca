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
UNCOUNTED = """
from forms_app.models import TryCount

TryCount.objects.all().delete()
"""
"""One address asks here more often within an hour than anybody may."""

LOOK = {"zh": "查一查", "en": "Have a look"}


@pytest.fixture(scope="module")
def sent(site: Site) -> Iterator[list[dict]]:
    """Send one form for every step; meanwhile the street's officer reads the admin in English."""
    yield json.loads(site.shell(UNCOUNTED + SENT + SPEAKS.format(language="en")).splitlines()[-1])
    site.shell(UNCOUNTED + SPEAKS.format(language=""))


WAYS = pytest.mark.parametrize(
    ("language", "scripts", "whole"),
    [("zh", True, True), ("zh", False, False), ("en", True, False), ("en", False, True)],
)
"""In each language with scripts and without. What lies around the step is the same in the other
language and the other way, so that axe reads a `whole` page in one way of each alone."""


@WAYS
def test_a_sender_reads_of_every_step_what_concerns_them(
    visit, site, sent, language, scripts, whole
):
    address = f"{'/en' if language == 'en' else ''}/forms/status/"
    page = visit(address, size=PHONE if scripts else DESK, java_script_enabled=scripts)

    for found in sent:
        page.goto(f"{site.address}{address}?number={found['reference']}")
        page.locator("input[name=code]").fill(found["code"])
        page.get_by_role("button", name=LOOK[language]).click()
        page.locator(".standing").wait_for()
        words = page.locator("main").inner_text()
        assert found["told"] is None or found["told"][language] in words, found["step"]
        assert violations(page, None if whole else ".standing") == [], found["step"]


READS = {"zh": "worker", "en": "street"}
"""Language → who reads the admin in it."""


@WAYS
def test_a_colleague_reads_in_the_inbox_how_far_every_step_is(
    visit, signed_in, site, sent, language, scripts, whole
):
    known = signed_in(READS[language], "/me/").context.storage_state()
    page = visit("/me/", size=DESK, storage_state=known, java_script_enabled=scripts)

    for found in sent:
        page.goto(f"{site.address}/admin/submissions/{found['pk']}/")
        words = page.locator("ol.course").inner_text()
        assert found["sentence"][language] in words, found["step"]
        assert violations(page, None if whole else "ol.course") == [], found["step"]
