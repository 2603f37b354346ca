"""Files, a signature and a place go with a form: at once by script, with the page otherwise."""

import json

import pytest

from tests.forms_app.engine.hostile_files import located_photo, pdf
from tests.forms_app.filed import PAPER, PHOTO, SIGNED, WHERE, WORDS
from tests.journeys.conftest import DESK, violations

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

JPEG = {"name": "路灯.jpg", "mimeType": "image/jpeg", "buffer": located_photo()}
PROGRAM = {"name": "账单.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + b"0" * 50}
PAPERS = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": pdf()}
NEXT = "button.button--wide[value=next]"
MAKE_FORM = """
from forms_app.models import Form
from territory.models import Area
from tests.forms_app.filed import filed_form
if not Form.objects.filter(slug="lamp").exists():
    filed_form(Area.objects.filter(level="street", latitude__isnull=False).order_by("path").first())
"""
NEWEST = """
import json
from forms_app.models import Submission
kept = Submission.objects.filter(version__form__slug="lamp").order_by("pk").last()
files = [[one.name, one.media_type, one.state] for one in kept.uploads.order_by("media_type", "pk")]
print(json.dumps([kept.values, files]))
"""


@pytest.fixture
def form(site) -> str:
    site.shell(MAKE_FORM)
    return "/forms/lamp/"


def newest(site) -> tuple[dict, list]:
    """Return the answers and the files of what was sent last."""
    return tuple(json.loads(site.shell(NEWEST).splitlines()[-1]))


def test_with_scripts_files_go_at_once_and_one_signs_and_finds_the_place(visit, site, form):
    page = visit(form, geolocation={"latitude": 36.66, "longitude": 117.08, "accuracy": 31},
                 permissions=["geolocation"])  # fmt: skip
    page.locator(f"#{WORDS}").fill("路灯不亮")

    page.locator(f"#{PHOTO}").set_input_files([JPEG])
    page.locator(f"[data-field={PHOTO}] .upload__file[data-state=done]").wait_for()
    page.locator(f"#{PAPER}").set_input_files([PROGRAM])
    refused = page.locator(f"[data-field={PAPER}] .upload__file[data-state=failed]")
    refused.wait_for()
    assert "账单.pdf" in refused.inner_text()
    assert "请换成" in refused.inner_text()
    page.locator(NEXT).click()
    assert (
        page.evaluate("document.activeElement.closest('.upload__file')?.dataset.state") == "failed"
    )
    refused.locator("[data-remove]").click()
    draw(page)
    page.locator(f"[id='{SIGNED}.name']").fill("林样例")
    page.locator("[data-here]").click()
    page.get_by_text("误差约 31 米").wait_for()
    page.locator("[data-areas] option").nth(1).wait_for(state="attached")
    assert violations(page) == []
    page.locator(NEXT).click()
    page.locator("button.button[value=send]").wait_for()
    assert "路灯.jpg" in page.locator("main").inner_text()
    assert "设备定位 ±31 m" in page.locator("main").inner_text()
    page.locator("button.button[value=send]").click()
    page.wait_for_url("**/done/**")

    values, files = newest(site)
    assert [kind for _name, kind, _state in files] == ["image/jpeg", "image/png"]
    assert {state for _name, _kind, state in files} == {"clean"}
    assert values[SIGNED]["name"] == "林样例"
    assert len(values[SIGNED]["drawn"]) == 32
    assert values[WHERE] == {"lat": 36.66, "lon": 117.08, "by": "phone", "within": 31}


def test_a_file_is_sent_again_when_the_line_breaks(visit, form):
    page = visit(form)
    broken = []

    def break_once(route) -> None:
        if broken:
            route.continue_()
        else:
            broken.append(route.request.url)
            route.abort()

    page.route("**/files/", break_once)
    page.locator(f"#{PHOTO}").set_input_files([JPEG])

    page.locator(f"[data-field={PHOTO}] .upload__file[data-state=done]").wait_for()
    assert len(broken) == 1
    assert len(page.locator(f"input[type=hidden][name={PHOTO}]").input_value()) == 32


def draw(page) -> None:
    """Draw a line into the box for signatures."""
    pad = page.locator(".signature__canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    for place in range(12):
        page.mouse.move(box["x"] + 30 + 12 * place, box["y"] + 30 + 8 * (place % 4))
    page.mouse.up()


def test_without_scripts_files_go_with_the_page_and_a_name_and_a_community_are_enough(
    visit, site, form
):
    name = site.shell(
        "from forms_app.models import Form; from territory.models import Area;"
        "top = Form.objects.get(slug='lamp').area;"
        "print(Area.objects.filter(path__startswith=top.path, level='community',"
        "latitude__isnull=False).first().code)"
    ).splitlines()[-1]
    page = visit(form, size=DESK, java_script_enabled=False)
    page.locator(f"#{WORDS}").fill("路灯不亮")

    page.locator(f"#{PHOTO}").set_input_files([JPEG])
    page.locator(f"#{PAPER}").set_input_files([PROGRAM])
    page.locator(NEXT).click()
    assert "“账单.pdf”" in page.locator("main").inner_text()
    assert "路灯.jpg" in page.locator("main").inner_text()
    page.locator(f"#{PAPER}").set_input_files([PAPERS])
    page.locator(f"[id='{SIGNED}.name']").fill("林样例")
    page.locator(f"[id='{WHERE}.area']").fill(name)
    page.locator(NEXT).click()
    page.locator(f"a[href$='#q-{PHOTO}']").click()
    page.locator(f"input[name='{PHOTO}.remove']").check()
    page.locator(f"#{PHOTO}").set_input_files([JPEG | {"name": "路灯近照.jpg"}])
    page.locator(NEXT).click()
    page.locator("button.button[value=send]").click()
    page.wait_for_url("**/done/**")

    values, files = newest(site)
    assert [kind for _name, kind, _state in files] == ["application/pdf", "image/jpeg"]
    assert files[1][0] == "路灯近照.jpg"
    assert values[SIGNED] == {"name": "林样例"}
    assert values[WHERE]["by"] == "area"


def test_the_map_is_used_by_keyboard_alone(visit, form):
    page = visit(form, size=DESK)
    page.locator("[data-areas] option").nth(1).wait_for(state="attached")

    page.locator("[data-areas]").focus()
    page.locator("[data-areas]").select_option(index=1)
    page.get_by_text("的中心点，不是您家的位置").wait_for()
    before = float(page.locator(f"[id='{WHERE}.lat']").input_value())
    page.locator("[data-move='0,-1']").focus()
    page.keyboard.press("Enter")
    page.get_by_text("图上点的位置").wait_for()

    assert float(page.locator(f"[id='{WHERE}.lat']").input_value()) > before
    assert page.locator(".position__pin").count() == 1
    assert page.locator(f"input[name='{WHERE}.by']").input_value() == "map"
