"""A page serves all that its editor keeps: every field, every row, every picture's sizes."""

import json

import pytest
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import Page, PageViewRestriction

from cms.api.forms import PAGE_FORMS
from cms.models import ServiceCategory
from cms.pages.brand import BrandLink
from cms.pages.community import CommunityContact
from cms.pages.service import RelatedService, ServicePage, ServicePoint
from cms.preview import token_for
from cms.queries import page_types
from tests.factories.pages import add_brand, add_event, add_news, add_service, new_picture

EVERY_PAGE = {"summary", "lead_picture", "body"}

LEFT_OUT = {
    "wagtail_admin_comments": "what editors say among themselves",
    "page_ptr": "how the database ties a page's two rows together; `id` is served",
    "CommunityPage.area": "served as `area_code` of every page",
}
"""Field, row relation, or `Type.field`, with the reason why `/api/v1/pages/` leaves it out."""

OF_WAGTAIL = {field.name for field in Page._meta.concrete_fields}
"""Wagtail's own columns: `PageInFullForm` serves title, slug, path, dates and words for search."""


def ours(page_type):
    """Return the names of the columns that a page type adds to Wagtail's."""
    return [f.name for f in page_type._meta.concrete_fields if f.name not in OF_WAGTAIL]


def is_left_out(page_type, name):
    return name in LEFT_OUT or f"{page_type.__name__}.{name}" in LEFT_OUT


def relations_of(page_type):
    return [*get_all_child_relations(page_type), *get_all_child_m2m_relations(page_type)]


@pytest.mark.parametrize("page_type", page_types(), ids=lambda found: found.kind)
def test_every_field_and_row_of_a_type_is_served_or_left_out_for_a_reason(page_type):
    kept = {*ours(page_type), *(relation.name for relation in relations_of(page_type))}
    served = set(PAGE_FORMS[page_type.kind].model_fields)

    forgotten = {name for name in kept - served if not is_left_out(page_type, name)}

    assert forgotten == set()
    assert served - {"kind"} <= kept
    assert served >= EVERY_PAGE


@pytest.mark.parametrize("page_type", page_types(), ids=lambda found: found.kind)
def test_every_field_of_a_row_is_served(page_type):
    for relation in relations_of(page_type):
        if is_left_out(page_type, relation.name):
            continue
        row = relation.related_model
        kept = {field.name for field in row._meta.concrete_fields}

        assert kept - set(row.json_fields) == {"id", "sort_order", relation.field.name}


def test_no_reason_outlives_what_it_was_for():
    known = {"page_ptr"}
    for page_type in page_types():
        names = [*ours(page_type), *(relation.name for relation in relations_of(page_type))]
        known |= {*names, *(f"{page_type.__name__}.{name}" for name in names)}

    assert set(LEFT_OUT) <= known
    assert all(LEFT_OUT.values())


def content_of(client, page):
    return client.get(f"/api/v1/pages/{page.pk}").json()["content"]


def test_a_community_serves_the_people_to_call_in_their_order(site, client):
    page = site.community
    page.contacts = [
        CommunityContact(sort_order=1, name="乙样例", role="网格员", phone="0531-00000001"),
        CommunityContact(sort_order=0, name="甲样例", role="书记", phone="0531-00000000"),
    ]
    page.save()

    assert content_of(client, page)["contacts"] == [
        {"name": "甲样例", "role": "书记", "phone": "0531-00000000", "note": ""},
        {"name": "乙样例", "role": "网格员", "phone": "0531-00000001", "note": ""},
    ]


def test_a_service_serves_its_category_its_points_and_what_goes_with_it(site, client):
    page, other = add_service(site.home), add_service(site.home, title="居住证明")
    ServiceCategory.objects.update(name="老人", hint="老年人的事", icon="elder")
    page.related = [RelatedService(target=other)]
    page.save()

    content = content_of(client, page)

    assert content["category"] == {
        "slug": "elders",
        "name": "老人",
        "hint": "老年人的事",
        "icon": "elder",
    }
    assert content["points"] == [
        {
            "name": "一楼窗口",
            "address": "",
            "opening_hours": "周一至周五 8:30–17:30",
            "late_opening": "",
            "phone": "",
            "longitude": None,
            "latitude": None,
        }
    ]
    assert content["related"] == [
        {
            "target": {
                "id": other.pk,
                "kind": "service",
                "title": "居住证明",
                "path": "/services/ju-zhu-zheng-ming/",
            }
        }
    ]


def test_a_brand_links_to_pages_of_several_kinds(site, client):
    targets = [add_event(site.home), add_news(site.home), add_service(site.home)]
    brand = add_brand(site.home)
    brand.links = [BrandLink(target=target) for target in targets]
    brand.save()

    links = [link["target"] for link in content_of(client, brand)["links"]]

    assert [(link["id"], link["kind"]) for link in links] == [
        (targets[0].pk, "event"),
        (targets[1].pk, "news_article"),
        (targets[2].pk, "service"),
    ]


def test_a_link_to_what_not_everybody_may_read_is_left_out(site, client):
    draft, closed = add_news(site.home, live=False), add_news(site.home)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    brand = add_brand(site.home)
    brand.links = [BrandLink(target=draft), BrandLink(target=closed)]
    brand.save()

    assert content_of(client, brand)["links"] == []


def test_a_draft_shows_its_unpublished_rows(site, client):
    page = add_service(site.home)
    page.points = [ServicePoint(name="周六窗口", opening_hours="周六 9:00–12:00")]
    page.save_revision()

    answer = client.get(f"/api/v1/pages/preview/{token_for(page)}").json()

    assert [point["name"] for point in answer["content"]["points"]] == ["周六窗口"]
    assert [point["name"] for point in content_of(client, page)["points"]] == ["一楼窗口"]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    site, client, django_assert_num_queries, django_assert_max_num_queries
):
    page = add_service(site.home)
    others = [add_service(site.home) for _ in range(6)]
    page.related = [RelatedService(target=others[0])]
    page.save()
    content_of(client, page)
    with django_assert_max_num_queries(30) as few:
        content_of(client, page)
    page = ServicePage.objects.get(pk=page.pk)
    page.related = [RelatedService(target=other) for other in others]
    page.points = [ServicePoint(name=f"{n} 号窗口", opening_hours="每天") for n in range(8)]
    page.save()

    with django_assert_num_queries(len(few.captured_queries)):
        content = content_of(client, page)
    assert (len(content["related"]), len(content["points"])) == (6, 8)


def gallery_of(pictures):
    items = [{"image": {"image": p.pk, "alt_text": "图", "decorative": False}} for p in pictures]
    pictures = [item | {"caption": ""} for item in items]
    return json.dumps([{"type": "gallery", "value": {"pictures": pictures}}])


def as_data(page):
    return f"/api/v1/pages/{page.pk}"


def as_screen(page):
    return page.get_url()


@pytest.mark.parametrize("address", [as_data, as_screen])
def test_the_number_of_queries_does_not_grow_with_the_pictures(
    site, client, address, django_assert_num_queries, django_assert_max_num_queries
):
    few, many = (
        add_news(site.home, body=gallery_of([new_picture() for _ in range(count)]))
        for count in (2, 9)
    )
    for page in (few, many):
        assert client.get(address(page)).status_code == 200

    with django_assert_max_num_queries(60) as asked:
        client.get(address(few))
    with django_assert_num_queries(len(asked.captured_queries)):
        client.get(address(many))
