"""Chinese words are found wherever they stand in a sentence, on both databases."""

import pytest
from wagtail.models import Page

pytestmark = pytest.mark.django_db

TITLES = {
    "zhiyuan": "本周六社区志愿服务活动报名开始",
    "library": "图书馆周末延长开放时间",
    "shanghai": "上海市老年大学来访 Shanghai 2026",
    "ai": "AI 课堂：教老人用手机挂号",
}


@pytest.fixture
def pages():
    """Return four pages by key."""
    root = Page.objects.get(depth=1)
    return {
        key: root.add_child(instance=Page(title=title, slug=key)) for key, title in TITLES.items()
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("志愿", {"zhiyuan"}),
        ("志愿服务", {"zhiyuan"}),
        ("服务活动", {"zhiyuan"}),
        ("愿服", {"zhiyuan"}),
        ("社区", {"zhiyuan"}),
        ("活动 志愿", {"zhiyuan"}),
        ("周末 志愿", set()),
        ("图书馆", {"library"}),
        ("书馆", {"library"}),
        ("时间", {"library"}),
        ("开放时间", {"library"}),
        ("海市", {"shanghai"}),
        ("上海", {"shanghai"}),
        ("海上", set()),
        ("老年大学", {"shanghai"}),
        ("老", {"shanghai", "ai"}),
        ("老人", {"ai"}),
        ("手机挂号", {"ai"}),
        ("shanghai", {"shanghai"}),
        ("SHANGHAI 老年", {"shanghai"}),
        ("2026", {"shanghai"}),
        ("AI", {"ai"}),
        ("ａｉ 课堂", {"ai"}),
        ("周六", {"zhiyuan"}),
        ("周", {"zhiyuan", "library"}),
        ("。，！", set()),
        ("志愿\"' OR *", set()),
    ],
)
def test_search_finds_words_inside_sentences(pages, query, found):
    results = {page.slug for page in Page.objects.search(query)}

    assert results == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("志", {"zhiyuan"}),
        ("志愿服", {"zhiyuan"}),
        ("shang", {"shanghai"}),
        ("图书 开", {"library"}),
    ],
)
def test_titles_are_completed_while_typing(pages, typed, found):
    assert {page.slug for page in Page.objects.autocomplete(typed)} == found


def test_the_operator_or_finds_either(pages):
    results = {page.slug for page in Page.objects.search("志愿 图书馆", operator="or")}

    assert results == {"zhiyuan", "library"}


def test_a_changed_title_is_found_by_its_new_words_only(pages):
    page = pages["library"]
    page.title = "食堂今日菜单"
    page.save()

    assert not Page.objects.search("图书馆")
    assert [found.slug for found in Page.objects.search("菜单")] == ["library"]
