"""An organiser matches a month: starts it, reads the result and its reasons, sends the offers."""

import re

import pytest

from tests.journeys.conftest import violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_an_organiser_matches_and_sends_the_offers(signed_in, site):
    page = signed_in("organiser", "/admin/matching/")

    page.get_by_role("link", name="开始匹配").first.click()
    page.locator("#id_area").select_option(index=1)
    page.locator("#id_month").select_option(index=1)
    page.get_by_role("button", name="开始匹配").click()
    page.locator(".matching-summary").wait_for(timeout=60_000)
    assert "已证明" in page.locator(".matching-proof").inner_text()
    assert violations(page) == []

    reasons = page.locator("table.listing tbody tr").first.inner_text()
    assert re.search(r"家离约|就在家附近", reasons)
    assert re.search(r"周.(早上|上午|中午|下午|晚上)有空", reasons)
    for part in ("社区", "单位", "还缺的名额", "这次没有邀请的人"):
        page.locator(".matching-parts").get_by_role("link", name=part, exact=True).click()
        assert page.locator(".matching-parts [aria-current]").inner_text() == part

    page.get_by_role("link", name="发出邀请").click()
    page.get_by_role("button", name="发出邀请").click()
    page.get_by_text(re.compile(r"已向 \d+ 人发出 \d+ 个邀请")).wait_for()
    offered = site.shell(
        "from volunteering.models import Participation as P;"
        "print(P.objects.filter(state='offered', run__state='sent').count())"
    )
    assert int(offered.splitlines()[-1]) > 0
