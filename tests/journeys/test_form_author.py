"""An editor builds a form with logic, places and a repeating group; the street lets it out."""

import pytest

from tests.journeys.editing import add_block, add_item, add_rule, choose_action

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
FORMS = "/admin/snippets/forms_app/form/"


def add_question(page, kind: str, words: str) -> str:
    """Add a question of a type by the button below the last one; return how its inputs begin."""
    name = add_block(page, "questions", kind)
    page.locator(f"[name='{name}-label']").fill(words)
    return name


def test_an_editor_builds_a_form_without_code_and_the_street_lets_it_out(signed_in, visit, site):
    page = signed_in("editor", f"{FORMS}add/")
    page.locator("#id_title").fill("邻里饭桌")
    add_question(page, "是或否", "带家里人来吗")
    group = add_question(page, "可重复的一组", "谁一起来")
    inner = add_block(page, f"{group}-fields", "一行文字")
    page.locator(f"[name='{inner}-label']").fill("怎么称呼")
    choice = add_question(page, "单选", "坐哪一桌")
    second = add_item(page, f"{choice}-choices")
    for entry, words in ((f"{choice}-choices-0-value", "靠窗"), (second, "靠门")):
        page.locator(f"[name='{entry}-text']").fill(words)
        page.locator(f"[name='{entry}-places']").fill("8")

    rule = add_rule(page)
    rule.locator("[data-at='0/tests/0/name']").select_option(label="1. 带家里人来吗")
    rule.locator("[data-at='0/more']").select_option(label="2. 谁一起来")
    page.locator("[data-rules-text] summary").click()
    page.wait_for_function(
        "() => document.querySelector('#id_rules').value === '当 Q1 = 是 时 显示 Q2'"
    )
    page.locator("[data-rules-text] summary").click()

    choose_action(page, page.locator("button[name='action-submit']"))
    page.locator(".messages .success").wait_for()

    street = signed_in("organiser", "/admin/")
    street.locator("a[href*='/forms_app/form/edit/']", has_text="邻里饭桌").first.click()
    street.get_by_text("请求发布这张新表单").wait_for()
    assert "谁一起来" in street.locator("[name$='-value-label']").nth(1).input_value()
    street.locator(".review-panel").get_by_role("button", name="通过", exact=True).click()
    street.locator(".messages .success").wait_for()

    slug = site.shell(
        "from forms_app.models import Form;"
        "print(Form.objects.filter(title='邻里饭桌', live=True).latest('pk').slug)"
    ).splitlines()[-1]
    seen = visit(f"/forms/{slug}/")
    assert seen.locator("h1").inner_text() == "邻里饭桌"
    assert "靠窗（还剩 8）" in seen.locator("main").inner_text()
    assert not seen.get_by_text("谁一起来").first.is_visible()
    seen.get_by_label("是", exact=True).check()
    seen.get_by_label("靠窗").check()
    seen.get_by_role("button", name="核对一下").click()
    seen.get_by_text("谁一起来").first.wait_for()
    seen.get_by_label("怎么称呼").fill("林小样")
    seen.get_by_role("button", name="核对一下").click()
    seen.get_by_role("heading", name="请核对").wait_for()
    seen.get_by_role("button", name="提交").click()
    seen.get_by_role("heading", name="已经收到").wait_for()
    again = visit(f"/forms/{slug}/")
    assert "靠窗（还剩 7）" in again.locator("main").inner_text()


SEEN = """([is, isNot]) => {
  const frame = document.querySelector("#w-preview-iframe")?.contentWindow;
  const words = frame?.document?.body?.innerText ?? "";
  return words.includes(is) && !words.includes(isNot) && frame.innerWidth < 400;
}"""
"""Whether the preview says one thing and not another, at the width of a phone."""
TYPED_LATE = """([name, words]) => {
  const once = {capture: true, once: true};
  document.addEventListener("w-autosave:success", () => {
    const field = document.querySelector(`[name='${name}']`);
    field.value = words;
    field.dispatchEvent(new Event("input", {bubbles: true}));
    document.addEventListener("w-autosave:success", () => { window.isSavedAgain = true; }, once);
  }, once);
}"""
"""Types while an autosave is on its way, just before its answer is dealt with."""


def test_what_is_typed_while_saving_is_saved_and_shown_at_the_width_of_a_phone(signed_in):
    page = signed_in("editor", f"{FORMS}add/")
    page.set_default_timeout(60_000)
    page.locator("#id_title").fill("先看看样子")
    question = f"{add_question(page, '一行文字', '原来的问法')}-label"
    page.locator("button[aria-label*='预览']").first.click()
    page.wait_for_function(SEEN, arg=["原来的问法", "换一种问法"])

    page.evaluate(TYPED_LATE, [question, "最后的问法"])
    page.locator(f"[name='{question}']").fill("换一种问法")

    page.wait_for_function(SEEN, arg=["最后的问法", "换一种问法"])
    page.wait_for_function("() => window.isSavedAgain")
    page.reload()
    assert page.locator(f"[name='{question}']").input_value() == "最后的问法"
