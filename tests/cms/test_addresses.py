"""Addresses are pinyin, stay reachable when a page moves, and are told to machines."""

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from cms.models import BrandSettings, Picture
from tests.factories.pages import add_event, add_news, add_service, child, new_picture


def test_a_chinese_title_becomes_a_pinyin_address(site):
    page = add_news(site.home, title="周三下午，照常开放 2026")

    assert page.slug == "zhou-san-xia-wu-zhao-chang-kai-fang-2026"


def test_a_draft_gets_its_address_too(site):
    page = add_news(site.home, title="草稿一篇", live=False)

    assert page.slug == "cao-gao-yi-pian"


def test_a_second_page_of_one_title_is_numbered(site):
    add_news(site.home, title="通知")

    assert add_news(site.home, title="通知").slug == "tong-zhi-2"


def test_a_title_without_letters_still_has_an_address(site):
    assert add_news(site.home, title="……").slug == "news-article"


def test_a_moved_page_is_found_at_its_old_address(site, client):
    page = add_news(site.home, title="搬家的文章")
    old = page.get_url()

    page.move(child(site.community, "news"), pos="last-child")

    page.refresh_from_db()
    response = client.get(old)
    assert response.status_code == 301
    assert response["Location"] == page.get_url()


def test_a_renamed_page_is_found_at_its_old_address(
    site, client, django_capture_on_commit_callbacks
):
    page = add_news(site.home, title="改名的文章")
    old = page.get_url()

    page.slug = "xin-ming"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    assert Redirect.objects.count() == 1
    assert client.get(old)["Location"] == "/news/xin-ming/"


def test_news_is_served_as_a_feed(site, client):
    add_news(site.community, title="社区的新闻")

    response = client.get("/news/feed/")
    [item] = ElementTree.fromstring(response.content).iter("item")

    assert response["Content-Type"].startswith("application/rss+xml")
    assert item.findtext("title") == "社区的新闻"
    assert item.findtext("link").startswith("http://testserver/communities/yang-li-she-qu/news/")
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "样例社区"


def test_the_sitemap_lists_live_pages_alone(site, client):
    add_news(site.home, title="公开的")
    add_news(site.home, title="草稿的", live=False)

    text = client.get("/sitemap.xml").content.decode()

    assert "/news/gong-kai-de/" in text
    assert "cao-gao-de" not in text


def test_robots_are_told_where_the_sitemap_is(client, db):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def linked_data_in(html):
    """Return the schema.org data of a page."""
    return json.loads(html.partition('type="application/ld+json">')[2].partition("</script>")[0])


def test_a_shared_page_shows_its_picture_and_summary(site, client):
    page = add_event(site.community, lead_picture=new_picture(), summary="来坐坐，喝杯茶。")

    html = client.get(page.get_url()).content.decode()

    assert '<meta property="og:description" content="来坐坐，喝杯茶。">' in html
    assert '<meta property="og:image:alt" content="一棵树下坐着两个人">' in html
    told = linked_data_in(html)
    assert told["@type"] == "Event"
    assert told["location"] == {
        "@type": "Place",
        "name": "二楼活动室",
        "address": "二楼活动室",
    }


def shared(client, page):
    """Return what the Open Graph tags of a page say, by name."""
    html = client.get(page.get_url()).content.decode()
    return dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">', html))


def test_a_shared_picture_has_a_whole_address(site, client):
    page = add_news(site.community, lead_picture=new_picture())

    told = shared(client, page)

    assert told["og:image"].startswith("http://testserver/media/")
    assert told["og:url"] == f"http://testserver{page.get_url()}"


def test_a_page_without_a_picture_is_shared_with_our_drawing(site, client):
    told = shared(client, add_news(site.community))

    assert told["og:image"].startswith("http://testserver/static/img/og")
    assert told["og:image"].endswith(".png")
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"] == "大树下，邻居们围着一位坐轮椅的老人"


def test_another_brand_is_shared_with_its_logo_not_with_our_name(site, client):
    page = add_news(site.community)
    brand = BrandSettings.for_site(Site.objects.get(is_default_site=True))
    brand.name = "邻里家"
    brand.save()
    assert "og:image" not in shared(client, page)

    brand.logo = new_picture()
    brand.save()

    assert shared(client, page)["og:image"].startswith("http://testserver/media/")


def test_a_service_says_when_it_is_open(site, client):
    html = client.get(add_service(site.home).get_url()).content.decode()

    assert "周一至周五 8:30–17:30" in html
    assert "5 个工作日" in html
    assert linked_data_in(html)["@type"] == "GovernmentService"


def test_a_picture_needs_its_description(db):
    picture = Picture(title="图", file=get_test_image_file())

    with pytest.raises(ValidationError) as refused:
        picture.full_clean()

    assert "description" in refused.value.message_dict
