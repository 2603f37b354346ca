"""Every screen is read in a narrow window, in large type, at twice its size, and with Tab alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE, Site
from tests.journeys.reading import crowded, lost_focus
from tests.journeys.test_help_comes import ask_how_far, fill_in, receipt

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

ADDRESSES = "() => fetch('/sitemap.xml').then((told) => told.text())"
DOORS = [
    "/search/?q=老人",
    "/shifts/",
    "/verify/",
    "/display/?next=/",
    "/forms/status/",
    "/nowhere/",
]
ENTRANCES = ["login/", "login/code/", "password/reset/"]
OWN = ["", "schedule/", "hours/", "profile/", "account/"]
ACCOUNT = ["email/", "password/change/", "phone/change/", "2fa/", "2fa/webauthn/", "sessions/"]
ENGLISH = [
    "/en/",
    "/en/shifts/",
    "/en/search/?q=help",
    "/en/forms/ask-for-help/",
    "/en/accounts/login/",
]
WORKER = [
    "", "hours/", "needs/", "needs/add/", "shifts/", "units/", "people/", "account/",
    "submissions/", "submissions/numbers/?form=1", "submissions/export/", "nowhere/",
]  # fmt: skip
ORGANISER = ["matching/", "matching/start/", "matching/partners/", "rosters/", "form-starters/"]
ORGANISER += ["snippets/forms_app/form/"]
OFFICE = {"worker": WORKER, "organiser": ORGANISER}

VOICES = """
  const known = [{name: "elsewhere", lang: "zh-CN", localService: false}];
  let now = null;
  window.said = [];
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  speechSynthesis.getVoices = () => known;
  speechSynthesis.speak = (one) => { said.push([one.voice.name, one.text]); now = one; };
  speechSynthesis.cancel = () => { now = null; };
  window.finish = () => now.onend();
  window.arrive = () => {
    known.push({name: "own", lang: "zh-CN", localService: true});
    speechSynthesis.dispatchEvent(new Event("voiceschanged"));
  };
"""  # a browser that a program drives has none


def walked(page: Page, site: Site, addresses: list[str], *, tab: bool = True) -> dict[str, list]:
    """Return what is wrong by address."""
    wrong = {}
    for address in addresses:
        page.goto(site.address + address)
        found = crowded(page)
        if tab:
            found += lost_focus(page)
        if found:
            wrong[address] = found
    return wrong


def one_of_each(sitemap: str) -> list[str]:
    """Return one page of every kind and place, the one with the longest address."""
    kinds: dict[str, str] = {}
    for path in re.findall(r"<loc>https?://[^/]+(/[^<]*)", sitemap):
        parts = [part for part in path.split("/") if part]
        if parts[:1] == ["en"]:
            continue
        kind = "/".join(
            part if place % 2 == 0 or len(parts) == 1 else "*" for place, part in enumerate(parts)
        )
        kinds[kind] = max(kinds.get(kind, ""), path, key=len)
    return sorted(kinds.values())


def test_public_pages(visit: Callable[..., Page], site: Site) -> None:
    page = visit("/")
    assert lost_focus(page, frame=True) == []
    addresses = one_of_each(page.evaluate(ADDRESSES))
    page.goto(site.address + "/shifts/")
    shift = page.locator("main a[href*='/shifts/']").first.get_attribute("href") or ""

    assert len(addresses) > 15
    entrances = [f"/accounts/{name}" for name in ENTRANCES]
    assert walked(page, site, [*addresses, shift, *DOORS, *entrances, "/activate/"]) == {}
    # In English the words are longer; what Tab finds, and in which order, is the same.
    assert walked(page, site, ENGLISH, tab=False) == {}


def test_own_pages(signed_in: Callable[..., Page], site: Site) -> None:
    page = signed_in("member", "/me/", size=PHONE)
    addresses = [f"/me/{name}" for name in OWN] + [f"/accounts/{name}" for name in ACCOUNT]

    assert walked(page, site, addresses) == {}


def test_a_form_from_its_first_question_to_its_standing(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/forms/ask-for-help/", size=PHONE)
    seen = {}
    page.get_by_role("button", name="核对一下").click()
    page.locator("[data-error-summary]").wait_for()
    seen["mended"] = crowded(page) + lost_focus(page)
    fill_in(page, "想请人把冬被从柜顶拿下来", "林样例", "13900000001")
    seen["checked"] = crowded(page) + lost_focus(page)
    number, code = receipt(page)
    seen["thanked"] = crowded(page) + lost_focus(page)
    page.goto(site.address + "/forms/status/")
    ask_how_far(page, number, code)
    seen["standing"] = crowded(page) + lost_focus(page)
    page.get_by_role("button", name="查看、打印我填写的内容").click()
    page.locator("dl.answers").wait_for()
    seen["printed"] = crowded(page) + lost_focus(page)

    assert {place: found for place, found in seen.items() if found} == {}


def test_a_later_step_and_what_is_kept_of_it(visit: Callable[..., Page]) -> None:
    page = visit("/forms/old-age-allowance/", size=PHONE)
    seen = {}
    page.get_by_label("老人自己").check()
    page.get_by_label("老人姓名").fill("林样例")
    page.get_by_label("老人身份证号").fill("37011219400101001X")
    page.get_by_role("group", name="户口在本区吗").get_by_label("是", exact=True).check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("heading", name="津贴发到哪里").wait_for()
    seen["second"] = crowded(page) + lost_focus(page)
    page.get_by_role("button", name="先保存，以后再填").click()
    page.locator(".figure__value").first.wait_for()
    seen["kept"] = crowded(page) + lost_focus(page)

    assert {place: found for place, found in seen.items() if found} == {}


def test_a_page_is_read_aloud_by_voices_of_the_device_alone(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit("/healthz")
    page.add_init_script(VOICES)
    page.goto(site.address + "/forms/ask-for-help/")
    whole = page.get_by_role("button", name="把这一页读给我听")
    assert whole.count() == 0

    page.evaluate("arrive()")
    whole.click()
    page.get_by_role("button", name="不读了").wait_for()
    page.evaluate("for (let part = 0; part < 3; part += 1) finish()")

    said = page.evaluate("said")
    assert [voice for voice, _words in said] == ["own"] * 4
    assert said[0][1] == "请人帮忙"
    assert said[3][1].startswith("是哪一类的事 ，陪一陪、看一看，跑腿、代买、代办，")
    assert page.locator(".is-read").get_attribute("id") == page.locator(
        ".question"
    ).first.get_attribute("id")
    page.keyboard.press("Escape")
    assert page.locator(".is-read").count() == 0
    assert page.get_by_role("button", name="读给我听 是哪一类的事").count() == 1


def test_every_form_where_it_begins(visit: Callable[..., Page], site: Site) -> None:
    page = visit("/")
    forms = page.evaluate("() => fetch('/api/v1/forms').then((told) => told.json())")
    slugs = [form["slug"] for form in (forms["items"] if isinstance(forms, dict) else forms)]

    assert len(slugs) > 8
    places = [f"/forms/{slug}/" for slug in slugs]
    assert walked(page, site, [*places, "/forms/ask-for-help/embed/"], tab=False) == {}


@pytest.mark.parametrize("role", OFFICE)
def test_the_office(signed_in: Callable[..., Page], site: Site, role: str) -> None:
    page = signed_in(role, "/admin/", size=PHONE)

    assert walked(page, site, [f"/admin/{name}" for name in OFFICE[role]], tab=False) == {}
