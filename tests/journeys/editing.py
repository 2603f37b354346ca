"""Hands in the editor: add blocks and items, and look whether they came before going on."""

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotYet

STILL = "() => !window.jQuery?.timers.length && !document.querySelector('.w-combobox__option')"
"""Whether nothing slides and no menu fades: a click on what moves or goes away is lost."""
TRIES = 4


def press_until(button: Locator, came: Callable[[], bool]) -> None:
    """Click `button` until `came` says so; a click between two frames of a slide can be lost."""
    for _try in range(TRIES):
        button.page.wait_for_function(STILL)
        button.click()
        if came():
            return
        button.page.keyboard.press("Escape")
    raise AssertionError(f"nothing came after {TRIES} clicks on {button}")


def add_item(page: Page, stream: str) -> str:
    """Add an item at the end of a list; return how its inputs begin."""
    counted = page.locator(f"[name='{stream}-count']")
    place = int(counted.input_value())
    add = page.locator(f"[name='{stream}-count'] ~ div .c-sf-add-button").last
    press_until(add, lambda: rose(counted, place + 1))
    page.wait_for_function(STILL)
    return f"{stream}-{place}-value"


def add_block(page: Page, stream: str, kind: str) -> str:
    """Add a block of a kind by its name in the menu, at the end; return how its inputs begin."""
    counted = page.locator(f"[name='{stream}-count']")
    place = int(counted.input_value())
    container = page.locator(f"[name='{stream}-count'] ~ [data-streamfield-stream-container]")
    option = page.get_by_role("option", name=kind, exact=True)

    def chosen() -> bool:
        with suppress(NotYet):  # a menu that did not open is opened by the next try
            option.click(timeout=5_000)
        return rose(counted, place + 1)

    press_until(container.locator("> div > .c-sf-add-button").last, chosen)
    page.wait_for_function(STILL)
    return f"{stream}-{place}-value"


def rose(counted: Locator, count: int) -> bool:
    """Say whether there are `count` within five seconds: a slow page may add only after a while."""
    try:
        expect(counted).to_have_value(str(count), timeout=5_000)
    except AssertionError:
        return False
    return True


def came_up(seen: Locator) -> bool:
    """Say whether `seen` shows within five seconds."""
    try:
        seen.wait_for(timeout=5_000)
    except NotYet:
        return False
    return True


def add_rule(page: Page) -> Locator:
    """Add a rule to be picked in sentences; return its row."""
    rules = page.locator("[data-rules-sentences]")
    rows = rules.locator(".rules__rule")
    add = rules.get_by_role("button", name="加一条规则")
    add.wait_for()
    before = rows.count()
    press_until(add, lambda: came_up(rows.nth(before)))
    expect(rows).to_have_count(before + 1)
    return rows.nth(before)


def choose_action(page: Page, action: Locator) -> None:
    """Open the menu beside the button that saves, and press `action` in it."""
    toggle = page.locator("footer [data-w-dropdown-target='toggle']").last
    press_until(toggle, lambda: came_up(action))
    action.click()
