"""Opening a site and a place makes what belongs to it, once."""

import pytest
from wagtail.models import Page, Site

from cms.actions.open_place import open_place
from cms.actions.open_site import open_site
from cms.models import AreaPlace
from cms.pages.community import CommunityPage
from cms.pages.home import HomePage
from cms.queries import area_of, community_of, home_page
from foundation import clock
from foundation.errors import NotAllowed
from people.models import Post, User
from tests.factories.pages import add_news, child


def test_a_site_opens_at_its_home_page_with_all_lists(site):
    slugs = set(site.home.get_children().values_list("slug", flat=True))

    assert slugs == {"news", "events", "services", "lectures", "brands", "communities"}
    assert Site.objects.get(is_default_site=True).root_page_id == site.home.pk
    assert home_page() == site.home
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_opening_again_changes_nothing(site):
    before = Page.objects.count()

    again = open_site(title="同心")
    place = open_place(area=site.area, parent=child(again, "communities"))

    assert Page.objects.count() == before
    assert (again.pk, place.pk) == (site.home.pk, site.community.pk)
    assert (HomePage.objects.count(), CommunityPage.objects.count()) == (1, 1)


def test_a_place_gets_its_lists_its_collection_and_its_address(site):
    place = AreaPlace.objects.get(area=site.area)

    assert site.community.slug == "yang-li-she-qu"
    assert place.page_id == site.community.pk
    assert place.collection.name == "样例社区"
    assert set(site.community.get_children().values_list("slug", flat=True)) == {
        "news", "events", "services", "lectures", "brands",
    }  # fmt: skip


def test_a_page_knows_its_area_and_community(site):
    article = add_news(site.community)

    assert area_of(article) == site.area
    assert community_of(article) == site.community
    assert area_of(site.home) is None
    assert community_of(site.home) is None


def test_two_communities_of_one_name_have_two_addresses(site):
    twin = site.street.add_child(
        code="370112001002", level="community", name="样例社区", short_name="样例社区"
    )

    page = open_place(area=twin, parent=child(site.home, "communities"))

    assert page.slug == "yang-li-she-qu-370112001002"


def test_only_who_publishes_there_opens_a_place(site):
    other = site.street.add_child(code="x", level="community", name="别处", short_name="别处")
    editor = User.objects.create_user(name="林样例")
    Post.objects.create(
        user=editor, role=Post.Role.COMMUNITY_EDITOR, area=site.area, starts_on=clock.today()
    )

    with pytest.raises(NotAllowed):
        open_place(area=other, parent=child(site.home, "communities"), by=editor)

    assert CommunityPage.objects.filter(area=other).count() == 0
    assert AreaPlace.objects.filter(area=other).count() == 0
