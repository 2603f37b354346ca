"""An editor tries a form out: rules show and hide at once, and say why something is hidden."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def test_the_trial_shows_and_hides_at_once_and_says_why(
    signed_in: Callable[..., Page], site: Site
) -> None:
    number = site.shell(
        "from forms_app.models import Form\n"
        "print(Form.objects.filter(title='高龄津贴申请').earliest('pk').pk)"
    )
    page = signed_in("organiser", f"/admin/form-desk/{number}/try/")
    tried = page.frame_locator("iframe")
    notice = tried.locator(".statement")
    lives_here = tried.get_by_role("group", name="户口在本区吗")

    lives_here.get_by_label("否").check()
    expect(notice).to_be_visible(timeout=15_000)
    lives_here.get_by_label("是").check()
    expect(notice).to_be_hidden(timeout=15_000)
    tried.get_by_role("button", name="看看走到哪").click()

    reason = page.locator(".trying__why").filter(has_text="户口在本区吗")
    reason.locator("summary").click()
    expect(reason.get_by_text("“户口在本区吗”现在是“是”")).to_be_visible(timeout=15_000)
