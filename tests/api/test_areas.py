"""The area API."""

import pytest

from territory.actions import import_areas
from territory.register import Division

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _areas():
    import_areas(
        rows=[
            Division("1", "city", "甲市", ""),
            Division("11", "district", "乙区", "1"),
            Division("12", "district", "丁区", "1"),
            Division("111", "street", "丙街道办事处", "11"),
            Division("1111", "community", "百花公园社区居民委员会", "111"),
        ]
    )


def test_children_of_an_area_are_listed(client):
    found = client.get("/api/v1/areas", {"parent": "1"}).json()

    assert [item["code"] for item in found["items"]] == ["11", "12"]
    assert found["items"][0]["parent_code"] == "1"


@pytest.mark.parametrize("words", ["百花", "公园社区", "bhgy", "baihua"])
def test_an_area_is_found_by_name_pinyin_and_initials(client, words):
    found = client.get("/api/v1/areas", {"q": words, "level": "community"}).json()

    assert [item["short_name"] for item in found["items"]] == ["百花公园社区"]


def test_an_area_comes_with_all_that_lies_above(client):
    found = client.get("/api/v1/areas/1111").json()

    assert [area["code"] for area in found["ancestors"]] == ["1", "11", "111"]
    assert client.get("/api/v1/areas/999").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_areas(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/api/v1/areas", {"level": "district"})
    with django_assert_num_queries(3):
        client.get("/api/v1/areas")
