"""A position comes from the device, from our own map, in numbers, or as a community's centre."""

import pytest

from forms_app.models import Submission
from territory.models import Area
from tests.forms_app.filed import PHOTO, WHERE, begun, filed_form, ids_in, photo, posted

pytestmark = pytest.mark.django_db
SQUARE = [[[117.0, 36.6], [117.1, 36.6], [117.1, 36.7], [117.0, 36.7]]]


@pytest.fixture
def form(town):
    for area in (town.street, town.community):
        Area.objects.filter(pk=area.pk).update(longitude=117.05, latitude=36.65, outline=SQUARE)
    return filed_form(town.city)


def shown(client, form, within=""):
    return client.get(f"/forms/{form.slug}/map/", {"within": within} if within else {})


def test_the_map_shows_what_lies_below_the_forms_area_step_by_step(client, form, town):
    city, district = shown(client, form).json(), shown(client, form, "370199").json()
    street = shown(client, form, town.street.code).json()
    community = shown(client, form, town.community.code).json()

    assert (city["areas"], city["up"]) == ([], None)
    assert [area["code"] for area in district["areas"]] == [town.street.code]
    assert district["areas"][0]["has_more"] is True
    assert district["up"] == "3701"
    assert [area["name"] for area in street["areas"]] == ["百花园社区"]
    assert [area["code"] for area in community["areas"]] == [town.community.code]
    assert community["areas"][0]["path"].startswith("M")


def test_the_map_never_leaves_the_forms_area(client, form, town):
    type(form).objects.filter(pk=form.pk).update(area=town.community)

    assert shown(client, form).json()["areas"][0]["code"] == town.community.code
    assert shown(client, form, town.street.code).status_code == 404
    assert shown(client, form, town.other_community.code).status_code == 404
    assert client.get("/forms/nothing/map/").status_code == 404


def test_the_map_takes_as_many_queries_for_one_area_as_for_many(
    client, form, town, django_assert_max_num_queries
):
    shown(client, form, town.street.code)
    with django_assert_max_num_queries(12) as few:
        shown(client, form, town.street.code)
    for place in range(8):
        town.add_community(town.street, f"37019900130{place:02d}", f"{place}号院社区")
    with django_assert_max_num_queries(12) as many:
        shown(client, form, town.street.code)

    assert len(many) == len(few)


def test_without_scripts_the_community_is_enough_and_is_called_what_it_is(client, form, town):
    ticket = begun(client, form)
    page = posted(client, form, ticket, **{PHOTO: photo(), f"{WHERE}.area": "百花园"})

    text = page.content.decode()
    assert "36.65, 117.05 (社区中心点)" in text

    posted(client, form, ticket, "send", **{PHOTO: ids_in(page), f"{WHERE}.area": "百花园"})

    kept = Submission.objects.get().values[WHERE]
    assert kept == {"lat": 36.65, "lon": 117.05, "by": "area"}


def test_what_was_found_is_there_again_when_one_goes_back(client, form):
    ticket = begun(client, form)
    found = {"lat": "36.651", "lon": "117.051", "by": "phone", "within": "30"}

    page = posted(
        client, form, ticket, "edit", **{f"{WHERE}.{part}": word for part, word in found.items()}
    )

    text = page.content.decode()
    for part, word in found.items():
        assert f'name="{WHERE}.{part}" ' in text
        assert f'value="{word}"' in text
