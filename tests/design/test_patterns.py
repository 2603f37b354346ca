"""Every component is usable by everyone: axe, widths, modes, and life without scripts."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.journey

AXE = Path(__file__).parents[1] / "vendor/axe-core/axe.min.js"
MODES = {
    "day": {},
    "night": {"theme": "dark"},
    "large": {"type": "large"},
    "large at night": {"type": "large", "theme": "dark"},
}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_on_the_pattern_page(visit, width, mode):
    page = visit("/patterns/", width, **MODES[mode])
    page.evaluate(AXE.read_text("utf-8"))

    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")

    violations = {
        found["id"]: [node["target"] for node in found["nodes"]] for found in found["violations"]
    }
    assert violations == {}


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("mode", ["day", "large"])
def test_nothing_runs_out_at_the_side(visit, width, mode):
    page = visit("/patterns/", width, **MODES[mode])

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_page_breaks_no_rule_of_its_own_policy_and_asks_nobody_else(visit, site):
    page = visit("/patterns/")
    complaints, addresses = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: addresses.append(request.url))

    page.reload()

    assert complaints == []
    assert [address for address in addresses if not address.startswith(site)] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_larger_type_is_kept_on_the_device(visit, scripts):
    page = visit("/patterns/", 1280, scripts=scripts)
    before = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")

    page.locator(".header__tools [data-display=type]").click()
    page.goto(page.url)

    after = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert after == pytest.approx(1.4 * before)


def test_dark_is_kept_on_the_device_and_back_again(visit):
    page = visit("/patterns/", 1280)
    switch = page.locator(".header__tools [data-display=theme]")

    switch.click()
    page.reload()
    dark = page.evaluate(
        "[document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]"
    )
    switch.click()

    assert dark == ["dark", "rgb(27, 24, 21)"]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 247, 240)"


def test_the_menu_of_a_phone_opens_without_scripts_and_closes_with_escape_with_them(visit):
    page = visit("/patterns/", scripts=False)
    page.locator(".menu > summary").click()

    assert page.locator(".menu .nav__link").first.is_visible()

    page = visit("/patterns/")
    page.locator(".menu > summary").click()
    page.keyboard.press("Escape")
    assert not page.locator(".menu .nav__link").first.is_visible()


def test_the_first_tab_leads_past_the_header(visit):
    page = visit("/patterns/#")
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
