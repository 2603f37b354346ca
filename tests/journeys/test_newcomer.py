"""A newcomer of 75 on a phone finds a service, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_a_newcomer_finds_a_service_in_two_taps(visit):
    page = visit("/")

    page.get_by_role("link", name="我要办事").first.click()
    page.locator("main a[href*='/services/']").first.click()

    page.wait_for_url(re.compile(r"/services/.+"))
    expect(page.locator("h1")).to_have_count(1)


def test_a_newcomer_searches_a_word_that_stands_inside_a_sentence(visit):
    page = visit("/search/?q=")

    page.locator("#search-page").fill("老人")
    page.locator("#search-page").press("Enter")

    assert page.locator(".result mark").first.inner_text() == "老人"
    page.locator(".result a").first.click()
    page.locator("h1").wait_for()


@pytest.mark.parametrize(
    "path", ["/", "/services/", "/news/", "/events/", "/lectures/", "/communities/", "/shifts/"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_have_no_barriers(visit, path, scheme):
    page = visit(path, color_scheme=scheme)

    assert violations(page) == []


def test_pages_that_inform_work_without_javascript(visit):
    page = visit("/", java_script_enabled=False)

    page.locator("main .search__input").fill("志愿")
    page.locator("main .search__button").click()

    page.locator(".result").first.wait_for()


def test_large_type_is_kept_on_the_device(visit, site):
    page = visit("/")
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")

    page.goto(site.address + "/display/?type=large&next=/")
    page.goto(site.address + "/news/")

    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 1.3 * before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
