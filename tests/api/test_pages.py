"""The page API: typed, quick, honest about what is not there."""

from datetime import date

import pytest
from django.core import signing
from wagtail.models import Page, Site

from cms.models.place import AreaPlace
from cms.pages.home import HomePage
from cms.pages.news_article import NewsArticlePage
from cms.pages.news_index import NewsIndexPage
from cms.preview import token_for
from territory.actions import add_children, named
from territory.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def news():
    """Return a news index below a home page that the site shows."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="同心", slug="tongxin"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    return home.add_child(instance=NewsIndexPage(title="新闻", slug="news"))


def article(news, title: str, **fields) -> NewsArticlePage:
    fields.setdefault("body", [("prose", "<p>社区志愿服务开始报名</p>")])
    return news.add_child(
        instance=NewsArticlePage(title=title, summary="摘要", date=date(2026, 11, 1), **fields)
    )


def test_a_page_comes_with_its_typed_body(client, news):
    page = article(news, "敬老节慰问")

    found = client.get(f"/api/v1/pages/{page.pk}").json()

    assert found["path"] == "/news/jing-lao-jie-wei-wen/"
    assert found["content"]["kind"] == "news_article"
    assert found["content"]["date"] == "2026-11-01"
    [block] = found["content"]["body"]
    assert (block["type"], block["value"]) == ("prose", {"html": "<p>社区志愿服务开始报名</p>"})


def test_a_page_is_found_by_its_address_and_by_a_word_of_its_body(client, news):
    page = article(news, "敬老节慰问")

    by_path = client.get("/api/v1/pages/by-path", {"path": "/news/jing-lao-jie-wei-wen"}).json()
    searched = client.get("/api/v1/pages", {"q": "志愿", "order": "relevance"}).json()

    assert by_path["id"] == page.pk
    assert [item["id"] for item in searched["items"]] == [page.pk]


def test_an_unknown_page_is_a_problem(client, news):
    answer = client.get("/api/v1/pages/999999")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_a_wrong_value_is_named(client, news):
    answer = client.get("/api/v1/pages", {"limit": "0"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"][-1] == "limit"


def test_a_draft_is_not_there_without_its_token(client, news):
    page = article(news, "草稿", live=False)
    page.title = "新的草稿"
    page.save_revision()

    assert client.get(f"/api/v1/pages/{page.pk}").status_code == 404
    opened = client.get(f"/api/v1/pages/preview/{token_for(page)}")
    assert (opened.status_code, opened.json()["title"]) == (200, "新的草稿")


def test_a_forged_or_old_token_opens_nothing(client, news):
    page = article(news, "草稿", live=False)
    forged = signing.dumps({"page": page.pk}, salt="another")

    assert client.get(f"/api/v1/pages/preview/{forged}").status_code == 404
    assert client.get("/api/v1/pages/preview/x").status_code == 404


def test_pages_of_an_area_are_its_own(client, news):
    [area] = add_children(parent=None, children=[named(Area(code="1", level="city"), "甲市")])
    AreaPlace.objects.create(area=area, page=news.page_ptr)
    inside = article(news, "甲")

    found = client.get("/api/v1/pages", {"area": "1", "kind": "news_article"}).json()

    assert [(item["id"], item["area_code"]) for item in found["items"]] == [(inside.pk, "1")]
    assert client.get("/api/v1/pages", {"area": "2"}).json()["count"] == 0


def test_the_number_of_queries_does_not_grow_with_the_pages(
    client, news, django_assert_num_queries, django_assert_max_num_queries
):
    for number in range(3):
        article(news, f"第{number}篇")
    client.get("/api/v1/pages")
    with django_assert_max_num_queries(20) as few:
        client.get("/api/v1/pages", {"limit": 50})
    for number in range(3, 25):
        article(news, f"第{number}篇")

    with django_assert_num_queries(len(few.captured_queries)):
        assert client.get("/api/v1/pages", {"limit": 50}).json()["count"] == 27


def test_the_older_apis_are_there_to_read_only(client, news):
    page = article(news, "敬老节慰问")

    assert client.get(f"/api/v2/pages/{page.pk}/").json()["title"] == "敬老节慰问"
    assert client.post("/api/v2/pages/", {}).status_code == 405
    assert client.get(f"/api/v3/pages/{page.pk}/").status_code == 200
    assert client.post("/api/v3/pages/", {}, content_type="application/json").status_code == 401
