"""The office's first page: where one writes, what is not out yet, and no door that is shut."""

import re

import pytest
from django.urls import reverse

from cms.pages.news_article import NewsArticlePage
from foundation import clock
from people.models import Post, Unit, User
from tests.factories.pages import child
from tests.factories.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site):
    user = User.objects.create_user(name="样例编辑")
    Post.objects.create(
        user=user, role=Post.Role.COMMUNITY_EDITOR, area=site.area, starts_on=clock.today()
    )
    return user


def home(user):
    return sign_in(user).get(reverse("wagtailadmin_home")).content.decode()


def test_an_editor_finds_where_to_write(site, editor):
    news = child(site.community, "news")

    page = home(editor)

    assert reverse("wagtailadmin_pages:add_subpage", args=[news.pk]) in page
    assert "您的页面都已发布" in page


def test_an_editor_finds_the_drafts_that_are_not_out(site, editor):
    draft = child(site.community, "news").add_child(
        instance=NewsArticlePage(title="还在写的一篇", summary="。", date=clock.today(), live=False)
    )
    draft.save_revision()

    page = home(editor)

    assert reverse("wagtailadmin_pages:edit", args=[draft.pk]) in page


def test_an_editor_is_offered_no_report_that_is_shut_and_no_page_outside(editor):
    page = home(editor)

    links = set(re.findall(r'"url": "([^"]+)"', page))
    assert reverse("wagtailadmin_reports:aging_pages") in links
    assert reverse("wagtailadmin_reports:site_history") not in links
    assert reverse("wagtailadmin_reports:page_types_usage") not in links
    assert "guide.wagtail.org" not in page


def test_a_liaison_finds_the_unit_and_no_search_for_pages(site):
    unit = Unit.objects.create(
        code="U9", name="样例单位九", level=Unit.Level.DISTRICT, area=site.area
    )
    user = User.objects.create_user(name="样例联络员")
    Post.objects.create(user=user, role=Post.Role.UNIT_LIAISON, unit=unit, starts_on=clock.today())

    page = home(user)

    assert "样例单位九" in page
    assert reverse("rosters:upload") in page
    assert 'role="search"' not in page
