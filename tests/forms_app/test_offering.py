"""What browsers do with choices that are not offered: they leave them out, and bring them back."""

from pathlib import Path

import pytest
from django.conf import settings

MODULE = Path(settings.ROOT) / "static/js/forms/offering.js"
PAGE = """
<form>
  <fieldset data-address="a"><div>
    <div><label><input type="radio" name="a" value="x" checked> 甲</label></div>
    <div hidden><label><input type="radio" name="a" value="y" disabled> 乙</label></div>
  </div></fieldset>
  <div data-address="b"><select name="b">
    <option value="">请选择</option><option value="x">甲</option>
    <option value="y" hidden disabled>乙</option><option value="z">丙</option>
  </select></div>
</form>
"""
SEEN = """() => ({
  sent: Object.fromEntries(new FormData(document.querySelector("form"))),
  rows: [...document.querySelectorAll("[data-address=a] > div > div")].map((row) => row.hidden),
  listed: [...document.querySelector("select").options].map((one) => one.value),
})"""


@pytest.fixture
def page(browser):
    """Return a page with a question of either kind, and a function that offers of both."""
    found = browser.new_page()
    found.set_content(PAGE)
    source = MODULE.read_text(encoding="utf-8")
    found.add_script_tag(type="module", content=f"{source}\nwindow.offerOnly = offerOnly;")
    found.wait_for_function("() => window.offerOnly")
    yield found
    found.close()


def offer(page, *withheld):
    page.evaluate(
        """(gone) => document.querySelectorAll("[data-address]")
             .forEach((one) => offerOnly(one, gone))""",
        list(withheld),
    )
    return page.evaluate(SEEN)


@pytest.mark.journey
def test_a_browser_leaves_out_what_is_not_offered_and_brings_it_back(page):
    page.locator("select").select_option("z")

    first = offer(page, "y")
    second = offer(page, "x", "z")
    third = offer(page)

    assert first == {"sent": {"a": "x", "b": "z"}, "rows": [False, True], "listed": ["", "x", "z"]}
    assert second == {"sent": {"b": ""}, "rows": [True, False], "listed": ["", "y"]}
    assert third["rows"] == [False, False]
    assert third["listed"] == ["", "x", "y", "z"]
    assert third["sent"]["a"] == "x"
