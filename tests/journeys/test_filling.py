"""A parent fills in a form of several steps: it answers at once, and is gone on with elsewhere."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
PUBLISH = """
from forms_app.actions.publish_starter import publish_starter
from forms_app.models import Form
from territory.models import Area

found = Form.objects.filter(slug__startswith="after-school-class", live=True).first()
city = Area.objects.filter(depth=1).first()
print((found or publish_starter(key="after_school_class", area=city)).slug)
"""


def test_a_form_answers_at_once_saves_itself_and_is_gone_on_with_elsewhere(visit, site):
    slug = site.shell(PUBLISH)
    page = visit(f"/forms/{slug}/")
    page.get_by_label("报几个孩子").wait_for()

    page.get_by_label("报几个孩子").fill("2")
    page.get_by_role("button", name="再加一个").click()
    names = page.get_by_label("孩子姓名")
    assert names.count() == 2
    names.nth(0).fill("林小样")
    names.nth(1).fill("林小例")
    for number in range(2):
        page.get_by_label("几年级").nth(number).select_option(index=1)
        page.locator(f"[data-item='{number}'] input[type=checkbox]").first.check()
    page.get_by_text(re.compile(r"^已保存 \d")).wait_for()
    assert "/filling/" in page.url
    assert violations(page) == []
    page.get_by_role("button", name="下一步").click()

    page.get_by_role("heading", name="接送").wait_for()
    assert page.get_by_label("来接的人的手机号").count() == 0
    page.locator("input[type=radio]").first.check()
    page.get_by_label("来接的人的手机号").wait_for()
    page.get_by_label("来接的人的手机号").fill("1390000")
    page.get_by_label("来接的人的手机号").blur()
    page.get_by_text("手机号应为 11 位，这里是 7 位").wait_for()
    assert violations(page) == []
    page.get_by_text("换个时间或者换台设备接着填").click()
    number = page.locator("[data-number]").inner_text()
    code = page.locator("[data-code]").inner_text()

    other = visit("/forms/status/", size=DESK)
    other.locator("input[name=reference]").fill(number)
    other.locator("input[name=code]").fill(code)
    other.get_by_role("button", name="查一查").click()
    other.get_by_role("heading", name="接送").wait_for()
    assert other.get_by_label("来接的人的手机号").input_value() == "1390000"
    assert violations(other) == []


def test_the_same_form_without_scripts_asks_the_same_questions(visit, site):
    slug = site.shell(PUBLISH)
    page = visit(f"/forms/{slug}/", java_script_enabled=False)

    page.get_by_label("报几个孩子").fill("1")
    page.get_by_label("孩子姓名").fill("林小样")
    page.get_by_label("几年级").select_option(index=1)
    page.locator("[data-item='0'] input[type=checkbox]").first.check()
    page.get_by_role("button", name="下一步").click()

    page.get_by_role("heading", name="接送").wait_for()
    page.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("来接的人的手机号").wait_for()
    assert "您的回答之后，这一页还有几个问题" in page.locator("main").inner_text()


A_VOICE = """
const voice = {localService: true, lang: "zh-CN", name: "device"};
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => [voice],
  speak: (one) => { window.said.push([one.text, one.lang]); one.onend(); },
  cancel: () => {},
}});
"""
"""A device that speaks Chinese by itself, and notes what it is given to say."""


def test_a_page_is_read_aloud_without_what_is_typed(visit):
    page = visit("/forms/ask-for-help/")
    page.add_init_script(A_VOICE)
    page.reload()
    page.get_by_label("说说要做什么").fill("不要念出来")

    page.get_by_role("button", name="把这一页读给我听").click()

    page.wait_for_function("() => window.said.length > 5")
    said = page.evaluate("window.said")
    words = " ".join(text for text, _language in said)
    assert "请人帮忙" in said[0][0]
    assert "说说要做什么" in words
    assert "陪一陪、看一看" in words
    assert "不要念出来" not in words
    assert {language for _text, language in said} == {"zh-CN"}
    assert page.get_by_role("button", name="读给我听").count() > 5


@pytest.mark.parametrize("scripts", [True, False])
def test_what_to_borrow_is_chosen_by_its_picture(visit, scripts):
    page = visit("/forms/aid-device-loan/", java_script_enabled=scripts)
    pictures = page.locator("fieldset", has_text="要借什么").locator("img")
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
    expect(pictures.last).to_have_js_property("complete", True)

    seen = pictures.evaluate_all("all => all.map((one) => [one.alt, one.naturalWidth])")
    pictures.nth(3).click()

    assert len({words for words, _width in seen}) == 5
    assert {width for _words, width in seen} == {320}
    assert page.get_by_label("坐便椅").is_checked()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert violations(page) == []
