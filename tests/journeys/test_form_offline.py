"""A grid worker fills a form in at somebody's door where there is no network; it is sent once."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.forms_app.engine.hostile_files import located_photo
from tests.journeys.conftest import PHONE, violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
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
    expect(kept).to_contain_text(re.compile(r"受理号 \d{9} · 查询码 \d{6}"))
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


SLOW = 30_000
"""Milliseconds that a machine with much to do may take to send a form."""

NEWEST = """
import json
from forms_app.models import Submission
from territory.models import Area
sent = Submission.objects.filter(version__form__slug='{slug}').order_by('-pk')
one = sent.first()
community = Area.objects.filter(level=Area.Level.COMMUNITY).first().short_name
events = list(one.events.values_list('kind', 'actor__email')) if one else []
print(json.dumps([sent.count(), community, events, one.uploads.count() if one else 0]))
"""
PICTURE = {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": located_photo()}


def newest(site, slug):
    """Return how many were sent, a community, and the log and files of the last."""
    return json.loads(site.shell(NEWEST.format(slug=slug)).splitlines()[-1])


def test_a_photo_waits_with_the_form_and_goes_with_it_once(visit, site):
    before, community, *_rest = newest(site, "repair-report")
    page = visit("/forms/repair-report/offline/")
    page.locator("[data-form][data-ready=offline]").wait_for()
    page.context.set_offline(True)
    page.get_by_label("楼道和电梯").check()
    page.get_by_label("灯和电").check()
    page.get_by_label("坏成什么样了").fill("三楼的灯不亮，有几天了，晚上看不见")
    page.locator("input[type=file]").set_input_files([PICTURE])
    page.get_by_role("group", name="现在有危险吗").get_by_label("否").check()
    page.get_by_role("textbox", name="具体在什么位置").fill("3 号楼")
    page.get_by_role("textbox", name="在哪个社区").fill(community)
    page.get_by_role("textbox", name="怎么称呼您").fill("林样例")
    page.get_by_role("textbox", name="手机号").fill("139")
    page.get_by_label(re.compile("我同意社区")).check()
    page.get_by_role("button", name="提交").click()
    waiting = page.locator("[data-waiting] li[data-state=waiting]")
    expect(waiting).to_contain_text("带 1 个文件", timeout=SLOW)

    page.context.set_offline(False)
    wrong = page.locator("[data-waiting] li[data-state=wrong]")
    expect(wrong).to_contain_text("手机号", timeout=SLOW)
    page.get_by_role("button", name="打开改一改").click()
    expect(page.locator("[data-chosen]")).to_contain_text("灯.jpg", timeout=SLOW)
    page.get_by_role("textbox", name="手机号").fill("139 0000 0001")
    page.get_by_role("button", name="提交").click()

    expect(page.get_by_role("heading", name="已收到")).to_be_focused(timeout=SLOW)
    expect(page.locator("[data-waiting]")).to_be_hidden(timeout=SLOW)
    after, _community, _events, files = newest(site, "repair-report")
    assert (after, files) == (before + 1, 1)


def test_a_grid_worker_fills_in_for_somebody_and_it_waits_for_the_session(visit, signed_in, site):
    """The session ends while it waits; another account on the device neither sees nor sends it."""
    before, community, *_rest = newest(site, "visit-record")
    page = signed_in("grid", "/forms/visit-record/", size=PHONE)
    page.get_by_role("link", name="离线也能填").click()
    page.locator("[data-form][data-ready=offline]").wait_for()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-account]")).to_contain_text("的名义填写", timeout=SLOW)
    page.get_by_text("我替别人填").click()
    page.get_by_label("替谁填").fill("林样例")
    page.get_by_label("哪天去的").fill("2026-11-20")
    page.get_by_role("textbox", name="在哪个社区").fill(community)
    page.get_by_label("小区、楼号").fill("3 号楼")
    page.get_by_label("没人在家").check()
    page.get_by_label("打算哪天再去").fill("2026-12-01")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".error-summary")).to_contain_text("请说明对方怎样同意的", timeout=SLOW)
    page.get_by_label("对方怎样同意的").select_option("present")
    page.get_by_role("button", name="提交").click()
    kept = page.locator("[data-waiting] li")
    expect(kept).to_contain_text("联网并登录后自动发送", timeout=SLOW)

    session = page.context.cookies()
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator(".notice[data-sign-in]")).to_contain_text("登录", timeout=SLOW)
    expect(kept).to_have_attribute("data-state", "waiting", timeout=SLOW)

    other = signed_in("resident", "/me/").context.cookies()
    page.context.add_cookies(other)
    page.reload()
    page.locator("[data-form][data-ready=offline]").wait_for()
    expect(page.locator("[data-waiting]")).to_be_hidden(timeout=SLOW)

    page.context.clear_cookies()
    page.context.add_cookies(session)
    page.reload()
    expect(page.locator("[data-waiting] li[data-state=sent]")).to_contain_text(
        "受理号", timeout=SLOW
    )
    after, _community, events, _files = newest(site, "visit-record")
    assert after == before + 1
    assert ["filled_in", "grid@example.org"] in events


class AroundAForm(BaseHTTPRequestHandler):
    """A page of another site with a form of ours in a frame."""

    framed = ""

    def do_GET(self):
        frame = f'<iframe src="{self.framed}" width=390 height=800></iframe>'
        body = f"<!doctype html><title>别的网站</title>{frame}"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_words):
        """Say nothing."""


@pytest.fixture
def another_site(site):
    """Serve a page at an origin of another site: localhost is not 127.0.0.1."""
    framed = f"{site.address}/forms/ask-for-help/embed/"
    handler = type("Around", (AroundAForm,), {"framed": framed})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_form_is_sent_from_a_frame_of_a_site_that_it_names_and_shown_on_no_other(
    browser, site, another_site
):
    name_sites = (
        "from forms_app.models import Form; "
        "Form.objects.filter(slug='ask-for-help').update(frame_sites='{sites}')"
    )
    before, _community, *_rest = newest(site, "ask-for-help")
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(15_000)
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(another_site)
    page.wait_for_timeout(500)
    shut = any("frame-ancestors" in words for words in refused)

    site.shell(name_sites.format(sites=another_site))
    page.reload()
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="提交").wait_for()
    fill_in(frame, site, "想请人帮忙换灯泡")
    frame.get_by_role("button", name="提交").click()
    expect(frame.get_by_role("heading", name="已收到")).to_be_visible(timeout=SLOW)
    cookies = context.cookies()
    context.close()

    assert shut
    assert cookies == []
    assert newest(site, "ask-for-help")[0] == before + 1
