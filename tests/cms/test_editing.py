"""Editors write, and the rest is done for them: addresses, drafts that save themselves, review."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import Workflow
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail.test.utils.timestamps import submittable_timestamp

from cms.models import AreaPlace
from cms.pages.news_article import NewsArticlePage
from cms.pages.standard import StandardPage
from config.management.commands.work import duties
from foundation import clock
from people.models import Post, User
from tests.factories.pages import add_news, child
from tests.factories.sessions import sign_in


def holder(role, area, name):
    user = User.objects.create_user(name=name)
    Post.objects.create(user=user, role=role, area=area, starts_on=clock.today())
    return user


@pytest.fixture
def editor(site):
    return sign_in(holder(Post.Role.COMMUNITY_EDITOR, site.area, "林样例"))


@pytest.fixture
def officer(site):
    return sign_in(holder(Post.Role.STREET_OFFICER, site.street, "周小试"))


def article(**changes):
    """Return a filled form of an article."""
    return nested_form_data(
        {
            "title": "楼下新添了两张长椅",
            "slug": "",
            "summary": "下楼就能坐一坐。",
            "date": "2026-11-21",
            "sort": "notice",
            "source": "",
            "seo_title": "",
            "search_description": "",
            "go_live_at": "",
            "expire_at": "",
            "body": streamfield([("prose", rich_text("<p>长椅放在三号楼门口。</p>"))]),
        }
        | changes
    )


def add_address(site):
    return reverse(
        "wagtailadmin_pages:add",
        args=["cms", "newsarticlepage", child(site.community, "news").pk],
    )


def test_a_draft_needs_nothing_but_its_title(site, editor):
    response = editor.post(add_address(site), article(summary="", date="", body=streamfield([])))

    page = NewsArticlePage.objects.get()
    assert response.status_code == 302
    assert (page.live, page.slug) == (False, "lou-xia-xin-tian-le-liang-zhang-zhang-yi")


def test_two_pages_of_one_title_get_two_addresses(site, editor):
    editor.post(add_address(site), article())
    editor.post(add_address(site), article())

    slugs = NewsArticlePage.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == [
        "lou-xia-xin-tian-le-liang-zhang-zhang-yi",
        "lou-xia-xin-tian-le-liang-zhang-zhang-yi-2",
    ]


def test_a_taken_address_says_which_page_has_it_and_which_name_is_free(site, editor):
    editor.post(add_address(site), article(slug="bench", title="旧长椅"))

    said = editor.post(add_address(site), article(slug="bench")).content.decode()

    assert "同级的“旧长椅”已经用了“bench”这个地址名。可以改成“bench-2”" in said
    assert NewsArticlePage.objects.count() == 1


def test_a_page_that_goes_out_needs_its_date(site, editor):
    add_news(site.community)

    editor.post(add_address(site), article(date="") | {"action-publish": "1"})

    assert not NewsArticlePage.objects.filter(title="楼下新添了两张长椅").exists()


def test_the_first_page_of_a_type_goes_to_the_street(site, editor, officer):
    editor.post(add_address(site), article() | {"action-publish": "1"})
    page = NewsArticlePage.objects.get()
    assert page.live is False

    editor.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), article() | {"action-submit": "1"}
    )
    page.refresh_from_db()
    task = page.current_workflow_task_state
    assert page.live is False
    assert task is not None

    officer.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]))
    page.refresh_from_db()
    assert page.live is True


def test_the_second_page_of_a_type_goes_out_at_once(site, editor):
    add_news(site.community)

    editor.post(add_address(site), article() | {"action-publish": "1"})

    assert NewsArticlePage.objects.get(title="楼下新添了两张长椅").live is True


def test_an_editor_writes_nowhere_else(site, editor):
    city = child(site.home, "news")

    response = editor.post(
        reverse("wagtailadmin_pages:add", args=["cms", "newsarticlepage", city.pk]), article()
    )

    assert response.status_code in {302, 403, 404}
    assert NewsArticlePage.objects.count() == 0


def work_minute():
    """Do what the worker does every minute for pages."""
    [(_name, publish)] = [duty for duty in duties() if duty[0] == "scheduled pages"]
    publish()


def test_a_page_goes_out_and_comes_back_at_the_times_that_are_set(
    site, editor, client, time_machine
):
    add_news(site.community)
    now = clock.now()
    times = {
        "go_live_at": submittable_timestamp(now + timedelta(hours=1)),
        "expire_at": submittable_timestamp(now + timedelta(hours=3)),
    }
    editor.post(add_address(site), article(**times) | {"action-publish": "1"})
    page = NewsArticlePage.objects.get(title="楼下新添了两张长椅")

    seen = []
    for hours in (0, 2, 4):
        time_machine.move_to(now + timedelta(hours=hours, seconds=1))
        work_minute()
        seen.append(client.get(page.get_url()).status_code)

    assert seen == [404, 200, 404]


def test_a_draft_saves_itself_while_it_is_written(site, editor):
    page = add_news(site.community)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = editor.get(address).content.decode()
    assert "w-autosave" in shown
    assert "js/autosave.js" in shown

    answer = editor.post(
        address,
        article(title="写到一半", slug=page.slug),
        headers={"accept": "application/json"},
    )

    page.refresh_from_db()
    assert answer.json()["success"] is True
    assert (page.title == "写到一半", page.draft_title) == (False, "写到一半")


def test_an_earlier_state_can_be_brought_back(site, editor):
    page = add_news(site.community, title="第一稿")
    first = page.save_revision()
    page.title = "第二稿"
    page.save_revision().publish()

    history = editor.get(reverse("wagtailadmin_pages:history", args=[page.pk]))
    back = editor.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]))

    assert history.status_code == 200
    assert 'value="第一稿"' in back.content.decode() or "第一稿</textarea>" in back.content.decode()


def test_the_office_finds_words_inside_sentences_too(site, editor):
    found = add_news(site.community, title="本周六社区志愿服务活动报名开始")
    add_news(site.community, title="图书馆周末延长开放时间")

    answer = editor.get(reverse("wagtailadmin_pages:search"), {"q": "志愿"})

    assert [page.pk for page in answer.context["page_obj"]] == [found.pk]


def test_a_preview_tells_what_to_look_at_again(site, editor):
    page = add_news(site.community)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    shouted = streamfield([("prose", rich_text("<p>快来报名！！！</p>"))])

    editor.post(address, article(title=page.title, slug=page.slug, body=shouted))
    html = editor.get(address).content.decode()

    assert 'data-check="shouting"' in html
    assert 'data-check="long-sentence"' not in html


def test_visitors_are_not_told_of_findings(site, client):
    page = add_news(site.community, summary="")

    assert "data-check" not in client.get(page.get_url()).content.decode()


def test_a_page_type_belongs_where_it_is_allowed(site):
    assert StandardPage in type(site.community).allowed_subpage_models()
    assert NewsArticlePage not in type(site.community).allowed_subpage_models()
    assert Workflow.objects.filter(active=True).count() == 2
    assert AreaPlace.objects.filter(area=site.area).exists()
