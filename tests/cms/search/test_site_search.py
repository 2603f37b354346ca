"""The search page: words inside bodies, excerpts with the words marked, types and areas."""

from datetime import date

import pytest
from wagtail.models import Page, Site

from cms.models.place import AreaPlace
from cms.pages.home import HomePage
from cms.pages.news_article import NewsArticlePage
from cms.pages.news_index import NewsIndexPage
from cms.pages.standard import StandardPage
from territory.actions import add_children, named
from territory.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    """Return the home page of the site."""
    root = Page.objects.get(depth=1)
    page = root.add_child(instance=HomePage(title="同心", slug="tongxin"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": page}
    )
    return page


@pytest.fixture
def news(home):
    """Return a news index with two articles."""
    index = home.add_child(instance=NewsIndexPage(title="新闻", slug="news"))
    for title, body in (
        ("周末修鞋摊", "<p>社区请来两位师傅，<b>志愿</b>者帮忙登记 <i>&lt;取号&gt;</i>。</p>"),
        ("食堂上新", "<p>今天有小米粥。</p>"),
    ):
        index.add_child(
            instance=NewsArticlePage(
                title=title, summary="", date=date(2026, 11, 1), body=[("prose", body)]
            )
        )
    return index


def test_a_word_of_the_body_is_found_and_marked(client, news):
    answer = client.get("/search/", {"q": "志愿者"})

    html = answer.content.decode()
    assert [hit.page.title for hit in answer.context["hits"]] == ["周末修鞋摊"]
    assert "<mark>志愿者</mark>" in html
    assert "&lt;取号&gt;" in html


def test_results_are_counted_by_type_and_narrowed(client, home, news):
    home.add_child(instance=StandardPage(title="怎样当志愿者", slug="how"))

    everything = client.get("/search/", {"q": "志愿者"})
    narrowed = client.get("/search/", {"q": "志愿者", "kind": "standard"})

    assert {tab["url"].split("kind=")[-1]: tab["count"] for tab in everything.context["tabs"]}
    assert everything.context["count"] == 2
    assert [hit.page.title for hit in narrowed.context["hits"]] == ["怎样当志愿者"]


def test_an_area_narrows_to_its_own_pages(client, home, news):
    areas = add_children(
        parent=None,
        children=[named(Area(code=c, level="city"), n) for c, n in (("1", "甲市"), ("2", "乙市"))],
    )
    AreaPlace.objects.create(area=areas[0], page=news.page_ptr)
    other = home.add_child(instance=StandardPage(title="志愿者之家", slug="house"))
    AreaPlace.objects.create(area=areas[1], page=other.page_ptr)

    found = client.get("/search/", {"q": "志愿者", "area": "1"})

    assert [hit.page.title for hit in found.context["hits"]] == ["周末修鞋摊"]
    assert found.context["hits"][0].area == "甲市"


def test_drafts_are_never_found(client, home, news):
    home.add_child(instance=StandardPage(title="志愿者草稿", slug="draft", live=False))

    assert client.get("/search/", {"q": "草稿"}).context["hits"] == []


@pytest.mark.parametrize("query", ["", "   ", "。。。", "\0", "<script>", "'\"*", "a" * 500])
def test_any_query_is_answered(client, home, query):
    assert client.get("/search/", {"q": query}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_hits(
    client, home, django_assert_num_queries, django_assert_max_num_queries
):
    for number in range(2):
        home.add_child(instance=StandardPage(title=f"志愿者 {number}", slug=f"p{number}"))
    client.get("/search/", {"q": "志愿者"})
    with django_assert_max_num_queries(30) as few:
        client.get("/search/", {"q": "志愿者"})
    for number in range(2, 10):
        home.add_child(instance=StandardPage(title=f"志愿者 {number}", slug=f"p{number}"))

    with django_assert_num_queries(len(few.captured_queries)):
        assert len(client.get("/search/", {"q": "志愿者"}).context["hits"]) == 10


def test_a_word_of_the_title_counts_for_more_than_one_of_the_text(client, home, news):
    body = [("prose", "<p>志愿服务站在一楼。</p>")]
    home.add_child(instance=StandardPage(title="联系", slug="contact", body=body))
    long = "怎样开一张往年在各个社区参加过的志愿服务的时长证明"
    home.add_child(instance=StandardPage(title=long, slug="certificate"))

    answer = client.get("/search/", {"q": "志愿服务"})

    assert [hit.page.title for hit in answer.context["hits"]] == [long, "联系"]
