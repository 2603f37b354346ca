"""A grid worker fills a form in at somebody's door where there is no network; it is sent once."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import violations

pytestmark = pytest.mark.journey
COUNT = (
    "from forms_app.models import Submission; "
    "print(Submission.objects.filter(version__form__slug='ask-for-help').count())"
)


def fill_in(page, site, what):
    community = site.shell(
        "from territory.models import Area; "
        "print(Area.objects.filter(level=Area.Level.COMMUNITY).first().short_name)"
    )
    page.get_by_label("修一修、搬一搬").check()
    page.get_by_label("说说要做什么").fill(what)
    page.get_by_role("textbox", name="您住在哪个社区").fill(community)
    page.get_by_role("textbox", name="怎么称呼您").fill("林样例")
    page.get_by_role("textbox", name="手机号").fill("139 0000 0001")
    page.get_by_label(re.compile("我同意社区")).check()


def test_a_form_filled_in_without_a_connection_is_kept_and_sent_once(visit, site):
    before = int(site.shell(COUNT))
    page = visit("/forms/ask-for-help/offline/")
    page.locator("[data-form][data-ready=offline]").wait_for()

    page.context.set_offline(True)
    page.reload()
    fill_in(page, site, "厨房的灯不亮了，她一个人住，家里有梯子")
    page.get_by_role("button", name="提交").click()

    kept = page.locator("[data-waiting] li")
    expect(kept).to_contain_text("已存在手机里，有网后自动发送")
    expect(page.locator("[data-waiting]")).to_contain_text("大家共用的手机")
    page.reload()
    expect(page.locator("[data-waiting] li[data-state=waiting]")).to_have_count(1)
    assert int(site.shell(COUNT)) == before

    page.context.set_offline(False)
    expect(page.locator("[data-waiting] li[data-state=sent]")).to_have_count(1)
    expect(kept).to_contain_text(re.compile(r"回执号 \d{9} · 查询码 \d{6}"))
    page.reload()
    expect(page.locator("[data-waiting] li[data-state=sent]")).to_have_count(1)
    assert int(site.shell(COUNT)) == before + 1

    page.get_by_role("button", name="从手机里删掉").click()
    expect(kept).to_have_count(0)


def test_what_waits_is_sealed_and_can_be_deleted_before_it_is_sent(visit, site):
    before = int(site.shell(COUNT))
    page = visit("/forms/ask-for-help/offline/")
    page.locator("[data-form][data-ready=offline]").wait_for()
    page.context.set_offline(True)
    fill_in(page, site, "写了又不想发了")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-waiting] li[data-state=waiting]")).to_have_count(1)

    stored = page.evaluate(
        """() => new Promise((resolve) => {
          const request = indexedDB.open("tongxin-forms");
          request.onsuccess = () => {
            const rows = request.result.transaction("waiting").objectStore("waiting").getAll();
            rows.onsuccess = () => resolve(rows.result.map((row) =>
              JSON.stringify(row.shown) + new TextDecoder().decode(row.sealed)).join());
          };
        })"""
    )
    page.get_by_role("button", name="从手机里删掉").click()
    expect(page.locator("[data-waiting]")).to_be_hidden()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("说说要做什么")).to_have_value("")

    assert "林样例" not in stored
    assert "不想发了" not in stored
    assert int(site.shell(COUNT)) == before


def test_another_site_shows_the_form_in_a_frame_and_answers_are_checked_there(visit, site):
    before = int(site.shell(COUNT))
    page = visit("/forms/ask-for-help/embed/")
    expect(page.get_by_role("button", name="提交")).to_be_visible()
    assert violations(page) == []
    heights = page.evaluate("() => document.documentElement.scrollHeight")

    page.get_by_label("修一修、搬一搬").check()
    page.get_by_role("textbox", name="手机号").fill("139")
    page.get_by_role("button", name="提交").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("手机号：手机号应为 11 位，这里是 3 位")
    assert int(site.shell(COUNT)) == before

    fill_in(page, site, "想请人修水龙头")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_focused()

    assert heights > 500
    assert page.context.cookies() == []
    assert int(site.shell(COUNT)) == before + 1
