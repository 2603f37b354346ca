"""A community's editor writes news; the street reads the first one; it is there for everybody."""

import pytest

from tests.journeys.editing import choose_action

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_an_editor_publishes_news(signed_in, visit, site):
    page = signed_in("editor", "/admin/")

    parent = site.shell(
        "from cms.pages.news_index import NewsIndexPage as N;"
        "from config.demo.accounts import HOME;"
        "print(N.objects.get(path__startswith=__import__('cms.models.place', fromlist=['x'])"
        ".AreaPlace.objects.get(area__code=HOME).page.path).pk)"
    ).splitlines()[-1]
    page.goto(f"{site.address}/admin/pages/add/cms/newsarticlepage/{parent}/")
    page.locator("#id_title").fill("周六来修伞")
    page.locator("#id_summary").fill("两位师傅在凉亭里修伞，带上坏伞就行。")
    page.locator("#id_date").fill("2026-11-20")
    page.locator("#id_date").press("Escape")
    choose_action(page, page.locator("button[name='action-publish']"))
    page.locator(".messages .success").wait_for()

    seen = visit("/search/?q=修伞")
    assert seen.locator(".result a").first.inner_text() == "周六来修伞"


def test_an_editor_reaches_no_other_communitys_pages(signed_in, site):
    other = site.shell(
        "from cms.models.place import AreaPlace; from config.demo.accounts import HOME;"
        "print(AreaPlace.objects.exclude(area__code=HOME).filter(area__level='community')"
        ".first().page_id)"
    ).splitlines()[-1]
    page = signed_in("editor", f"/admin/pages/{other}/edit/")

    assert page.locator("#id_title").count() == 0
