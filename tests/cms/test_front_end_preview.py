"""An editor's link shows one draft in another front end, for a while, and nobody else's."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import translation

from cms.actions.open_place import open_place
from cms.preview import VALID, preview_url_has_its_place
from foundation import clock
from people.models import Post, User
from tests.factories.pages import add_news, child
from tests.factories.sessions import sign_in


@pytest.fixture
def draft(site):
    page = add_news(site.community, title="下楼有座", live=False)
    page.title = "下楼有新座"
    page.save_revision()
    return page


def client_of(area, role=Post.Role.COMMUNITY_EDITOR):
    user = User.objects.create_user(name="林样例")
    Post.objects.create(user=user, role=role, area=area, starts_on=clock.today())
    return sign_in(user)


def address(page):
    return reverse("front_end_preview", args=[page.pk])


def link_in(answer):
    html = answer.content.decode()
    return unescape(html.partition('id="preview-link" value="')[2].partition('"')[0])


def test_the_editor_offers_the_link_in_its_menu(site, draft):
    html = client_of(site.area).get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    assert f'href="{address(draft)}"' in html.content.decode()


def test_the_link_shows_the_newest_draft_to_anybody_who_has_it(site, draft, client):
    answer = client_of(site.area).get(address(draft))

    assert answer.status_code == 200
    link = link_in(answer)
    assert link.startswith("http://testserver/api/v1/pages/preview/")
    assert client.get(link).json()["title"] == "下楼有新座"
    assert answer.context["until"] - clock.now() > VALID - timedelta(minutes=1)
    assert "no-store" in answer["Cache-Control"]


def test_the_link_ends(site, draft, client, time_machine):
    link = link_in(client_of(site.area).get(address(draft)))

    time_machine.move_to(clock.now() + VALID + timedelta(seconds=1))

    assert client.get(link).status_code == 404


def test_the_link_leads_to_the_front_end_that_is_set(site, draft, settings, client):
    settings.PREVIEW_URL = "https://front.example/preview?token={token}"

    link = link_in(client_of(site.area).get(address(draft)))

    assert link.startswith("https://front.example/preview?token=")
    token = link.rpartition("=")[2].replace("%3A", ":")
    assert client.get(f"/api/v1/pages/preview/{token}").json()["title"] == "下楼有新座"


def test_another_communitys_editor_is_told_of_no_such_page(site, draft):
    other = site.street.add_child(
        code="370112001002", level="community", name="邻居社区", short_name="邻居社区"
    )
    open_place(area=other, parent=child(site.home, "communities"))

    answer = client_of(other).get(address(draft))

    assert answer.status_code == 404
    assert "preview/" not in answer.content.decode()


@pytest.mark.parametrize("role", [Post.Role.COMMUNITY_WORKER, Post.Role.GRID_WORKER])
def test_staff_who_edit_no_pages_get_no_link(site, draft, role):
    answer = client_of(site.area, role).get(address(draft))

    assert answer.status_code in {302, 404}
    assert link_in(answer) == ""


def test_strangers_are_sent_to_sign_in(draft, client):
    answer = client.get(address(draft))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_screen_speaks_chinese(site, draft):
    client = client_of(site.area)

    with translation.override("zh-hans"):
        html = client.get(address(draft)).content.decode()

    assert "给外部前端的预览链接" in html
    assert "复制链接" in html


def test_an_address_without_a_place_for_the_token_is_refused(settings):
    settings.PREVIEW_URL = "https://front.example/preview"
    assert [error.id for error in preview_url_has_its_place()] == ["cms.E001"]
    assert "cms.E001" in [message.id for message in run_checks()]

    settings.PREVIEW_URL = "https://front.example/preview?token={token}"
    assert preview_url_has_its_place() == []
