"""A phone number is shown to be one's own: on the page, in the client, and after a dead spot."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, violations
from tests.journeys.test_activation import code_sent

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
PUBLISH = """
from forms_app.models import Form
from people.models import Post
from tests.forms_app.authoring import draft, question

found = Form.objects.filter(title="领平安包", live=True).first()
if found is None:
    area = Post.objects.get(user__username="worker").area
    asked = question(1, label="您的姓名"), question(2, "phone", "手机号", checked=True)
    found = draft(area, *asked, title="领平安包", slug="safety-kit")
    found.get_latest_revision().publish()
print(found.slug)
"""
CODE = "短信里的 6 位数字"
SLOW = 30_000
"""Milliseconds that a machine with much to do may take to send a form."""


@pytest.fixture(scope="module")
def form(site) -> str:
    """Publish a form that wants a phone number shown; return its address."""
    return "/forms/" + site.shell(PUBLISH).splitlines()[-1] + "/"


@pytest.mark.parametrize(("scripts", "number"), [(True, "9021"), (False, "9022")])
def test_on_the_page_a_button_sends_the_code_and_keeps_what_is_typed(
    visit, site, form, scripts, number
):
    page = visit(form, java_script_enabled=scripts)
    page.get_by_label("您的姓名").fill("林样例")
    phone = page.get_by_role("textbox", name="手机号")
    phone.fill(f"1390000{number}")
    page.get_by_role("button", name="核对一下").last.click()
    page.get_by_role("link", name="请点“发送验证码”").wait_for()
    assert violations(page) == []

    page.get_by_role("button", name="发送验证码").click()
    expect(page.get_by_label(CODE)).to_be_focused()
    assert page.get_by_label("您的姓名").input_value() == "林样例"
    assert violations(page) == []
    code = code_sent(site, f"139****{number}")
    page.get_by_label(CODE).fill(f"{(int(code) + 1) % 10**6:06d}")
    page.get_by_role("button", name="核对一下").last.click()
    page.get_by_role("link", name="验证码不对").wait_for()
    page.get_by_label(CODE).fill(code)
    page.get_by_role("button", name="核对一下").last.click()

    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="已经收到").wait_for()


def test_the_client_asks_for_the_code_and_sends(visit, site, form):
    page = visit(f"{form}embed/")
    page.get_by_label("您的姓名").fill("林样例")
    page.get_by_role("textbox", name="手机号").fill("13900009023")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".error-summary")).to_contain_text("请点“发送验证码”", timeout=SLOW)

    page.get_by_role("button", name="发送验证码").click()
    expect(page.get_by_label(CODE)).to_be_focused()
    assert violations(page) == []
    page.get_by_label(CODE).fill(code_sent(site, "139****9023"))
    expect(page.get_by_text("已核实")).to_be_visible()
    page.get_by_role("button", name="提交").click()

    expect(page.get_by_role("heading", name="已收到")).to_be_focused(timeout=SLOW)


@pytest.mark.parametrize(("who", "number"), [("", "9024"), ("resident", "9025")])
def test_what_was_filled_in_in_a_dead_spot_asks_for_the_code_before_it_is_sent(
    visit, signed_in, site, form, who, number
):
    slug = form.split("/")[2]
    if who:
        page = signed_in(who, f"/forms/offline/#{slug}", size=PHONE)
    else:
        page = visit(f"{form}offline/")
    page.locator("[data-form][data-ready=offline]").wait_for()
    page.context.set_offline(True)
    page.get_by_label("您的姓名").fill("林样例")
    page.get_by_role("textbox", name="手机号").fill(f"1390000{number}")
    page.get_by_role("button", name="发送验证码").click()
    page.get_by_text("请照常提交，联网后再核实这个号码").wait_for()
    page.get_by_role("button", name="提交").click()
    page.locator("[data-waiting] li[data-state=waiting]").wait_for()

    page.context.set_offline(False)
    asked = page.locator("[data-waiting] li[data-state=proving]")
    expect(asked).to_contain_text("先核实手机号才能发出", timeout=SLOW)
    asked.get_by_role("button", name="发送验证码").click()
    expect(asked.get_by_label(CODE)).to_be_focused(timeout=SLOW)
    assert violations(page) == []
    asked.get_by_label(CODE).fill(code_sent(site, f"139****{number}"))

    done = page.locator("[data-waiting] li[data-state=sent]")
    expect(done).to_contain_text("受理号", timeout=SLOW)
