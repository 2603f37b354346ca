"""Lists ask the database the same few questions, however long they grow."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation import clock
from tests.factories.pages import (
    add_brand,
    add_event,
    add_lecture,
    add_news,
    add_service,
    new_picture,
)

FEW, MANY = 3, 30
PATHS = [
    "/",
    "/news/",
    "/events/",
    "/services/",
    "/lectures/?view=list",
    "/lectures/?view=week",
    "/lectures/?view=month",
    "/brands/",
    "/sitemap.xml",
]


def fill(site, pictures, amount):
    for number in range(amount):
        place = site.community if number % 2 else site.home
        picture = pictures[number % len(pictures)]
        add_news(place, lead_picture=picture)
        add_event(place, lead_picture=picture)
        add_lecture(place, days=0.01 + number / 1000, lead_picture=picture)
        add_service(place, lead_picture=picture)
        add_brand(place, lead_picture=picture)


def questions(client, path):
    client.get(path)  # renditions and content types are made and kept the first time
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(path)
    assert response.status_code == 200
    return len(asked)


def test_the_number_of_queries_does_not_grow_with_the_rows(site, client):
    pictures = [new_picture() for _ in range(3)]
    paths = [*PATHS, site.community.get_url()]
    fill(site, pictures, FEW)
    few = {path: questions(client, path) for path in paths}

    fill(site, pictures, MANY - FEW)
    many = {path: questions(client, path) for path in paths}

    grown = {path: (few[path], many[path]) for path in paths if many[path] > few[path] + 1}
    assert grown == {}
    assert max(many.values()) <= 60, many


def test_a_list_shows_a_page_at_a_time(site, client):
    for number in range(14):
        add_news(site.home, title=f"第 {number} 篇")

    first = client.get("/news/").content.decode()
    second = client.get("/news/?page=2").content.decode()

    assert first.count("item__title") + first.count("card__title") == 12
    assert second.count("item__title") == 2


def test_the_city_lists_what_its_communities_publish(site, client):
    add_news(site.community, title="社区的新闻")
    add_news(site.home, title="全市的新闻")

    city = client.get("/news/").content.decode()
    community = client.get(f"{site.community.get_url()}news/").content.decode()

    assert "社区的新闻" in city
    assert "全市的新闻" in city
    assert "社区的新闻" in community
    assert "全市的新闻" not in community


def test_news_is_filtered_by_its_sort(site, client):
    add_news(site.home, title="一则通知", sort="notice")
    add_news(site.home, title="一个故事", sort="story")

    html = client.get("/news/?sort=story").content.decode()

    assert "一个故事" in html
    assert "一则通知" not in html


def test_an_unknown_filter_is_no_filter(site, client):
    add_news(site.home, title="一则通知")

    html = client.get("/news/?sort=<script>&page=banana").content.decode()

    assert "一则通知" in html
    assert "<script>&" not in html


def test_past_events_are_kept_apart(site, client):
    add_event(site.home, days=-5, title="过去的活动")
    add_event(site.home, days=5, title="将来的活动")

    coming = client.get("/events/").content.decode()
    past = client.get("/events/?when=past").content.decode()

    assert "将来的活动" in coming
    assert "过去的活动" not in coming
    assert "过去的活动" in past
    assert "将来的活动" not in past


def test_a_draft_is_in_no_list(site, client):
    draft = add_news(site.home, title="还没写完", live=False)

    assert "还没写完" not in client.get("/news/").content.decode()
    assert "还没写完" not in client.get("/").content.decode()
    assert client.get(f"/news/{draft.slug}/").status_code == 404


def test_a_service_is_found_by_category_words_and_place(site, client):
    add_service(site.home, title="办老年人优待证", slug="elders")
    add_service(site.home, title="小店开业", slug="work")
    add_service(site.community, title="社区钥匙管家", slug="elders")

    by_category = client.get("/services/?category=work").content.decode()
    by_words = client.get("/services/", {"q": "优待证"}).content.decode()
    by_place = client.get("/services/", {"place": site.community.pk}).content.decode()
    nothing = client.get("/services/", {"q": "火星移民"}).content.decode()

    assert ("小店开业" in by_category, "优待证" in by_category) == (True, False)
    assert ("办老年人优待证" in by_words, "小店开业" in by_words) == (True, False)
    assert ("社区钥匙管家" in by_place, "小店开业" in by_place) == (True, False)
    assert "没有找到" in nothing


def test_a_service_is_found_by_what_people_call_it(site, client):
    add_service(site.home, title="老年人优待证办理", also_called="老年卡 敬老卡")

    assert "老年人优待证办理" in client.get("/services/", {"q": "敬老卡"}).content.decode()


def test_a_schedule_turns_by_week_and_by_month(site, client):
    today = clock.today()
    add_lecture(site.home, days=0.001, title="今天的课")
    add_lecture(site.home, days=40, title="以后的课")

    week = client.get(f"/lectures/?view=week&from={today}").content.decode()
    month = client.get(f"/lectures/?view=month&from={today}").content.decode()
    listed = client.get("/lectures/?view=list").content.decode()

    assert "今天的课" in week
    assert "以后的课" not in week
    assert "今天的课" in month
    assert "今天的课" in listed
    assert "以后的课" in listed


def test_a_schedule_bears_a_strange_day(site, client):
    assert client.get("/lectures/?from=tomorrow&view=sideways").status_code == 200


def test_communities_are_found_by_name_pinyin_and_street(site, client):
    site.area.pinyin, site.area.initials = "yanglishequ", "ylsq"
    site.area.save()
    for query in ({"q": "样例"}, {"q": "yangli"}, {"q": "YLSQ"}, {"street": site.street.code}, {}):
        html = client.get("/communities/", query).content.decode()
        assert 'class="card__title"' in html, query

    assert "card__title" not in client.get("/communities/", {"q": "不存在"}).content.decode()
