"""Every page type keeps the promises of a page; none is named where the folder can be asked."""

import json

import pytest
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from cms.queries import page_types
from people.models import User
from tests.factories.pages import add, filled
from tests.headings import heading_levels, headings_skip, ids_of

TYPES = page_types()
PROMISED = {
    "home", "community_index", "community", "news_index", "news_article", "event_index", "event",
    "service_index", "service", "lecture_schedule", "lecture", "brand_index", "brand", "standard",
}  # fmt: skip


def named(model):
    return model.kind


@pytest.fixture(params=TYPES, ids=named)
def page_type(request):
    return request.param


def parent_of(page_type, site):
    """Return a page that may stand above a page of this type."""
    wanted = set(page_type.allowed_parent_page_models())
    for page in Page.objects.all().specific():
        if type(page) in wanted:
            return page
    raise AssertionError(page_type)


def a_page(page_type, site):
    """Return a live page of a type with as little in it as can be."""
    found = page_type.objects.first()
    if found is not None:
        return found
    return add(parent_of(page_type, site), page_type, **filled(page_type, title="最少的一页"))


def address(page):
    """Return where a page is in Chinese, whatever the language of the last request."""
    with translation.override("zh-hans"):
        return page.get_url()


def test_all_promised_types_are_there():
    assert {model.kind for model in TYPES} == PROMISED


def test_a_type_is_named_in_both_languages(page_type):
    with translation.override("zh-hans"):
        words = [str(page_type._meta.verbose_name), str(page_type.page_description)]

    for said in words:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said), said
    assert get_template(page_type.template)


def test_a_type_says_where_it_may_stand(page_type):
    assert page_type.allowed_parent_page_models()
    assert page_type.__dict__.get("subpage_types") is not None


def test_the_editor_has_tabs_and_help(page_type):
    tabs = page_type.get_edit_handler().children

    with translation.override("en"):
        headings = [str(tab.heading) for tab in tabs]
    assert headings[0] == "Content"
    assert headings[-2:] == ["Promotion", "Settings"]
    panels = page_type.get_edit_handler().get_form_class().base_fields
    assert {"slug", "seo_title", "search_description"} <= set(panels)
    ours = set(panels) & {field.name for field in page_type._meta.local_fields}
    assert all(panels[name].label for name in ours)


def test_an_almost_empty_page_is_shown(page_type, site, client):
    page = a_page(page_type, site)

    response = client.get(address(page))

    html = response.content.decode()
    assert response.status_code == 200
    assert heading_levels(html)[0] == 1
    assert heading_levels(html).count(1) == 1
    assert not headings_skip(html)
    assert len(ids_of(html)) == len(set(ids_of(html)))
    assert "style=" not in html
    assert '<meta property="og:title"' in html
    assert '<link rel="canonical"' in html


def test_a_page_has_a_json_form(page_type, site):
    value = a_page(page_type, site).as_json()

    assert value["kind"] == page_type.kind
    assert json.loads(json.dumps(value)) == value


def test_a_page_is_shown_in_english_too(page_type, site, client):
    page = a_page(page_type, site)

    response = client.get(f"/en{address(page)}")

    assert response.status_code == 200
    assert b'<html lang="en"' in response.content


def test_the_editor_opens(page_type, site, client):
    client.force_login(User.objects.create_superuser("operator", name="站长"))
    page = a_page(page_type, site)

    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert response.status_code in {200, 302}
