"""A question of every type in a real browser: in two languages, with scripts and without."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESK, PHONE, violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
PUBLISH = """
from tests.forms_app.every_type import published, told
from forms_app.models import Form
from territory.models import Area

found = Form.objects.filter(slug__startswith="every-type", live=True).first()
print(told(found or published(Area.objects.filter(depth=1).first())))
"""
KEPT = """
from tests.forms_app.every_type import kept

print(kept([{reference!r}]))
"""
WORDS = {
    "zh": {
        "check": "核对一下",
        "send": "提交",
        "title": "错误：",
        "status": "看看办到哪一步了",
        "look": "查一查",
    },
    "en": {
        "check": "Check my answers",
        "send": "Send the form",
        "title": "Error:",
        "status": "See how far it is",
        "look": "Have a look",
    },
}
PICTURE = {
    "name": "p.png",
    "mimeType": "image/png",
    "buffer": bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    ),
}


def tick(box: Locator) -> None:
    """Tick; again if the page moved under the click, as it does when a mended answer's words go."""
    for _try in range(3):
        if not box.is_checked():
            box.click()
    expect(box).to_be_checked()


def put(page: Page, name: str, texts: list[str], asked: dict) -> None:
    """Answer as a person does: type, choose, tick, search a list, go down the levels of areas."""
    control = page.locator(f'[name="{name}"]:not([type=hidden])')
    kind = control.first.evaluate("control => control.type")
    if kind in ("radio", "checkbox"):
        for text in texts:
            tick(page.locator(f'[name="{name}"][value="{text}"]'))
    elif not control.first.is_visible() and kind == "select-one":
        box = page.locator(f'[id="{name}"]')
        box.fill(asked["choices"][texts[0]])
        box.press("Enter")
    elif kind == "select-one":
        control.select_option(texts[0])
    elif not control.first.is_visible() and page.locator(f'select[id="{name}"]').count():
        for place, code in enumerate(asked["codes"]):
            select = page.locator(f'[id="{name}-{place}"]' if place else f'[id="{name}"]')
            select.wait_for()
            select.select_option(code)
    else:
        if not control.is_visible():
            page.locator(f'details:has([name="{name}"]) summary').click()
        control.fill(texts[0])


def is_picked(page: Page, asked: dict) -> bool:
    """Whether a place is chosen from lists here, so that nothing wrong can be typed."""
    if asked["place"] is None:
        return False
    name = f"{asked['key']}.{asked['place']}" if asked["place"] else asked["key"]
    return not page.locator(f'[name="{name}"]').first.is_visible()


@pytest.mark.parametrize(
    ("language", "scripts"), [("zh", True), ("en", True), ("zh", False), ("en", False)]
)
def test_every_type_is_answered_wrongly_then_rightly(visit, site, language, scripts):
    told = json.loads(site.shell(PUBLISH).splitlines()[-1])
    prefix = "/en" if language == "en" else ""
    page = visit(
        f"{prefix}{told['path']}?poster=qr-3",
        size=PHONE if scripts else DESK,
        java_script_enabled=scripts,
    )
    if scripts:
        page.locator("select[aria-label]").first.wait_for()

    assert violations(page) == []
    answered_wrongly(page, told, language)
    assert violations(page) == []
    answered_rightly(page, told, language)
    assert violations(page) == []

    reference = re.sub(r"\D", "", page.locator(".figure__value").first.inner_text())
    looked_up(page, language)
    [values] = json.loads(site.shell(KEPT.format(reference=reference)).splitlines()[-1])
    for asked in told["asked"]:
        if asked["type"] in ("file", "photo"):
            assert len(values[asked["key"]]) == 1
        else:
            assert values[asked["key"]] == asked["value"], asked["type"]


def answered_wrongly(page: Page, told: dict, language: str) -> None:
    """Answer every question wrongly or not at all: each is named, led to, and keeps its words."""
    typed, expected = {}, []
    for asked in told["asked"]:
        bad = {} if is_picked(page, asked) else asked["bad"]
        for name, texts in bad.items():
            put(page, name, texts, asked)
            typed[name] = texts[0]
        expected.append((asked, (asked["said"] if bad else asked["missing"])[language]))
    page.get_by_role("button", name=WORDS[language]["check"]).last.click()
    page.locator("[data-error-summary]").wait_for()

    links = page.locator("[data-error-summary] a")
    assert links.count() == len(told["asked"])
    assert page.title().startswith(WORDS[language]["title"])
    lines = links.all_inner_texts()
    for place, (asked, said) in enumerate(expected):
        assert said, asked["type"]
        assert lines[place].endswith(said[0]), asked["type"]
        target = links.nth(place).get_attribute("href").removeprefix("#")
        assert page.locator(f'[id="q-{asked["key"]}"] [id="{target}"]').count() == 1, asked["type"]
    for name, text in typed.items():
        control = page.locator(f'[name="{name}"]:not([type=hidden])').first
        if control.evaluate("control => control.type") not in ("radio", "checkbox"):
            assert control.input_value() == text


def answered_rightly(page: Page, told: dict, language: str) -> None:
    """Answer every question, check and send."""
    for asked in told["asked"]:
        if asked["type"] in ("file", "photo"):
            page.locator(f'input[type=file][name="{asked["key"]}"]').last.set_input_files(PICTURE)
        for name, texts in asked["good"].items():
            put(page, name, texts, asked)
    page.locator('[name="step"][value="next"]').last.click()
    page.locator("dl.answers").first.wait_for()
    assert page.locator("[data-error-summary]").count() == 0
    assert violations(page) == []
    page.get_by_role("button", name=WORDS[language]["send"]).click()
    page.locator(".figure__value").first.wait_for()


def looked_up(page: Page, language: str) -> None:
    """Ask how far it is, with the number and the code of the receipt."""
    code = page.locator(".figure__value").last.inner_text()
    page.get_by_role("link", name=WORDS[language]["status"]).click()
    page.locator("input[name=code]").fill(code)
    assert violations(page) == []
    page.get_by_role("button", name=WORDS[language]["look"]).click()
    page.locator(".standing").wait_for()
    assert violations(page) == []
