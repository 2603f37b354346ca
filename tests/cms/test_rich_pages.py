"""Pages show all that belongs to them, and nothing that belongs to others."""

import json

from wagtail.models import PageViewRestriction

from cms.pages.brand import BrandLink
from cms.pages.community import CommunityContact
from cms.pages.service import RelatedService, ServicePoint
from forms_app.actions.publish_starter import publish_starter
from tests.factories.pages import (
    add_brand,
    add_event,
    add_lecture,
    add_news,
    add_service,
    new_picture,
)


def html_of(client, page):
    return client.get(page.get_url()).content.decode()


def test_a_community_shows_its_own_things_and_nobody_elses(site, client):
    for place, whose in ((site.community, "社区"), (site.home, "全市")):
        add_news(place, title=f"{whose}的新闻")
        add_event(place, title=f"{whose}的活动")
        add_lecture(place, title=f"{whose}的课")
        add_service(place, title=f"{whose}的服务")
        add_brand(place, title=f"{whose}的品牌")

    html = html_of(client, site.community)

    kinds = ("新闻", "活动", "课", "服务", "品牌")
    assert [kind for kind in kinds if f"社区的{kind}" not in html] == []
    assert [kind for kind in kinds if f"全市的{kind}" in html] == []


def test_a_community_says_whom_to_call_and_when_it_is_open_late(site, client):
    page = site.community
    page.late_opening = "周三延到 20:00"
    page.contacts = [
        CommunityContact(name="周小试", role="网格员", phone="0531-55501002", note="楼道里的事")
    ]
    page.save()

    html = html_of(client, page)

    assert "周三延到 20:00" in html
    assert "楼道里的事" in html
    assert 'href="tel:0531-55501002"' in html
    assert "打电话给周小试，0531-55501002" in html


def test_a_service_shows_its_materials_steps_and_late_hours(site, client):
    page = add_service(
        site.home,
        conditions="<p>满六十周岁</p>",
        steps=json.dumps(
            [{"type": "steps", "value": {"steps": [{"title": "到窗口取号", "text": ""}]}}]
        ),
        fee="工本费 5 元",
    )
    page.points = [
        ServicePoint(
            name="二号窗口", opening_hours="工作日 9:00–17:00", late_opening="周二到 20:30"
        )
    ]
    page.save()

    html = html_of(client, page)

    wanted = ("满六十周岁", "到窗口取号", "工本费 5 元", "二号窗口", "周二到 20:30", "5 个工作日")
    assert [words for words in wanted if words not in html] == []


def test_a_brand_shows_its_story_figures_gallery_and_what_belongs_to_it(site, client):
    pictures = [new_picture() for _ in range(2)]
    images = [{"image": p.pk, "alt_text": "书架旁的孩子", "decorative": False} for p in pictures]
    event, service = add_event(site.home, title="夜读"), add_service(site.home, title="借书证")
    news = add_news(site.home, title="书房一周年")
    page = add_brand(
        site.home,
        body=json.dumps([{"type": "prose", "value": "<p>从一间自行车棚说起。</p>"}]),
        figures=json.dumps(
            [
                {
                    "type": "figures",
                    "value": {"figures": [{"value": "1,284", "unit": "册", "label": "藏书"}]},
                }
            ]
        ),
        gallery=json.dumps(
            [
                {
                    "type": "gallery",
                    "value": {"pictures": [{"image": i, "caption": ""} for i in images]},
                }
            ]
        ),
    )
    page.links = [BrandLink(target=target) for target in (event, service, news)]
    page.save()

    html = html_of(client, page)

    wanted = ("一扇不关的门", "自行车棚", "1,284", "藏书", "夜读", "借书证", "书房一周年")
    assert [words for words in wanted if words not in html] == []
    assert html.count('alt="书架旁的孩子"') == 2


def test_a_service_leads_to_its_form_while_that_is_published(site, client):
    form = publish_starter(key="ask_for_help", area=site.area)
    online = [{"type": "form", "value": {"form": form.pk, "text": "两分钟就能填好。"}}]
    page = add_service(site.home, online=json.dumps(online))
    assert 'href="/forms/ask-for-help/"' in html_of(client, page)

    form.unpublish()

    assert 'href="/forms/ask-for-help/"' not in html_of(client, page)


def test_what_not_everybody_may_read_is_named_on_no_page(site, client):
    closed = add_service(site.home, title="内部的办法")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    service, brand = add_service(site.home), add_brand(site.home)
    service.related = [RelatedService(target=closed)]
    service.save()
    brand.links = [BrandLink(target=closed)]
    brand.save()

    assert "内部的办法" not in html_of(client, service)
    assert "内部的办法" not in html_of(client, brand)


def test_a_community_has_a_feed_of_its_own(site, client):
    add_news(site.community, title="社区的新闻")
    add_news(site.home, title="全市的新闻")

    feed = client.get(f"{site.community.get_url()}news/feed/").content.decode()

    assert "社区的新闻" in feed
    assert "全市的新闻" not in feed
