"""What a page draws for each way of answering: areas level by level, pictures, units, searching."""

import json
import re

import pytest

from forms_app.models import Submission
from territory.models import Area
from tests.factories.pages import new_picture
from tests.forms_app.authoring import draft, key_of, question
from tests.forms_app.stepped import Visitor

pytestmark = pytest.mark.django_db


def published(town, *questions, **fields):
    form = draft(town.city, *questions, **fields)
    form.get_latest_revision().publish()
    form.refresh_from_db()
    return form


def drawn(client, form) -> str:
    return client.get(form.get_absolute_url()).content.decode()


def areas(client, form, **query):
    return client.get(f"{form.get_absolute_url()}areas/", query).json()


def names(step) -> list[str]:
    return [area["name"] for area in step["areas"]]


def test_areas_are_told_level_by_level_where_they_lead_to_what_is_asked(client, town):
    form = published(town, question(1, "area", level="community"))
    town.city.add_child(code="370198", level=Area.Level.DISTRICT, name="空区", short_name="空区")

    first = areas(client, form, level="community")
    below = areas(client, form, level="community", within=town.street.code)
    kept = areas(client, form, level="community", at=town.community.code)

    # One way down is taken at once; a district without communities leads nowhere.
    assert [names(step) for step in first["steps"]] == [["样例区"], ["甲街道", "乙街道"]]
    assert [step["chosen"] for step in first["steps"]] == ["370199", ""]
    [step] = below["steps"]
    assert names(step) == ["百花园社区"]
    assert step["areas"][0]["fits"]
    assert [one["chosen"] for one in kept["steps"]] == ["370199", "370199001", "370199001001"]
    assert kept["at"] == town.community.code


def test_areas_beyond_the_form_are_not_told(client, town):
    form = published(town, question(1, "area", level="community"))
    form.area = town.street
    form.save()

    other = areas(client, form, level="community", within=town.other_street.code)

    assert other["steps"] == []
    assert client.get("/forms/none/areas/").status_code == 404


def test_the_lists_of_areas_take_as_many_queries_however_many_areas(
    client, town, django_assert_max_num_queries
):
    form = published(town, question(1, "area", level="community"))
    for number in range(30):
        town.add_community(town.street, f"3701990010{number + 10}", f"第{number}社区")

    with django_assert_max_num_queries(12):
        found = areas(client, form, level="community", at=town.community.code)

    assert len(found["steps"][-1]["areas"]) == 31


def test_a_name_that_several_areas_have_is_chosen_from_without_scripts(client, town):
    form = published(town, question(1, "area", level="community"))
    town.add_community(town.other_street, "370199002002", "百花园东社区")
    ticket = re.search(r'name="ticket" value="([^"]+)"', drawn(client, form))[1]

    typed = {"ticket": ticket, "at": "first", "step": "next", "seen": key_of(1), key_of(1): "百花"}
    page = client.post(form.get_absolute_url(), typed).content.decode()

    assert "找到了 2 个，请选是哪一个" in page
    assert re.findall(rf'type="radio" name="{key_of(1)}" value="(\d+)"', page) == [
        "370199001001",
        "370199002002",
    ]
    assert not Submission.objects.exists()


def test_choices_show_their_pictures_in_as_many_queries_however_many(
    client, town, django_assert_max_num_queries
):
    pictures = [new_picture() for _ in range(3)]
    choices = [{"text": f"第{n}种", "picture": picture.pk} for n, picture in enumerate(pictures)]
    form = published(town, question(1, "choice", choices=choices))
    drawn(client, form)

    with django_assert_max_num_queries(14):
        page = drawn(client, form)

    assert (
        len(re.findall(r'<img src="[^"]+" width="\d+" height="\d+" alt="[^"]+" loading', page)) == 3
    )
    assert "laid--pictures" in page


def test_another_front_end_is_told_where_the_pictures_lie_in_as_many_queries_however_many(
    client, town, django_assert_max_num_queries
):
    pictures = [new_picture() for _ in range(4)]
    choices = [{"text": f"第{n}种", "picture": picture.pk} for n, picture in enumerate(pictures)]
    form = published(town, question(1, "choice", choices=choices), question(2, "short_text"))
    client.get(f"/api/v1/forms/{form.slug}")

    with django_assert_max_num_queries(4):
        told = client.get(f"/api/v1/forms/{form.slug}").json()

    numbers = [
        one["picture"] for one in form.current.definition.by_key[key_of(1)].options["choices"]
    ]
    assert [one["id"] for one in told["pictures"]] == sorted(numbers)
    for one in told["pictures"]:
        assert one["url"].endswith(".webp")
        assert one["alt"]
        assert (one["width"], one["height"]) <= (320, 240)


def test_a_long_list_is_searched_a_short_one_and_a_unit_are_shown(client, town):
    many = [{"text": f"第{number}项"} for number in range(8)]
    long, short = (question(n, "dropdown", choices=many[:size]) for n, size in ((1, 8), (2, 3)))
    form = published(town, long, short, question(3, "number", "面积", unit="平方米", least="1"))

    page = drawn(client, form)

    assert page.count("data-search=") == 1
    assert "combobox.js" in page
    assert '<span aria-hidden="true">平方米</span>' in page
    assert "不小于 1" in page


def item(number: int, text: str) -> dict:
    """Return a choice as the editor keeps it, with an id of its own."""
    return {
        "type": "item",
        "id": f"{number:08d}-1111-4333-8444-555555555555",
        "value": {"text": text},
    }


def cascade(town, kind):
    """Return a form whose second question offers by the first what is to be chosen."""
    streets = [item(1, "甲街"), item(2, "乙街")]
    estates = [item(3, "东苑"), item(4, "西苑"), item(5, "南苑")]
    rules = [
        {"id": f"r{place}", "kind": "offer", "targets": [key_of(2)], "choices": choices,
         "when": {"==": [{"var": key_of(1)}, street]}}
        for place, (street, choices) in enumerate(
            [("00000001", ["00000003", "00000004"]), ("00000002", ["00000005"])]
        )
    ]  # fmt: skip
    return published(
        town,
        question(1, "choice", "哪条街", choices=streets),
        question(2, kind, "哪个小区", choices=estates),
        rules=rules,
    )


@pytest.mark.parametrize("kind", ["choice", "choices", "dropdown"])
def test_without_scripts_only_what_is_offered_can_be_chosen(client, town, kind):
    form = cascade(town, kind)
    visitor = Visitor(client, form.get_absolute_url())
    assert "哪个小区" not in visitor.visible

    page = visitor.press(**{key_of(1): "00000001"}).visible

    shut = r"<option[^>]*\bhidden\b[^>]*>([^<]+)<" if kind == "dropdown" else (
        r"<div hidden><label.*?<span>([^<]+)</span>"
    )  # fmt: skip
    assert "哪个小区" in page
    assert re.findall(shut, page, re.DOTALL) == ["南苑"]
    assert page.count("disabled") == 1


def test_what_is_not_offered_is_not_kept_and_is_asked_again(client, town):
    form = cascade(town, "choice")
    visitor = Visitor(client, form.get_absolute_url())
    visitor.press(**{key_of(1): "00000001"})

    forged = visitor.press(**{key_of(1): "00000001", key_of(2): "00000005"})

    assert "请选一项" in forged.visible or "还没有选" in forged.visible
    assert not Submission.objects.exists()
    sent = visitor.press(**{key_of(1): "00000001", key_of(2): "00000004"}).press("send")
    assert sent.response.status_code == 200
    [kept] = Submission.objects.all()
    assert json.loads(kept.answers) == {key_of(1): "00000001", key_of(2): "00000004"}


def test_a_community_is_shown_by_its_name_and_known_to_scripts_by_its_code(client, town):
    for number in range(12):
        town.add_community(town.street, f"3701990010{number + 10}", f"第{number}社区")
    form = published(town, question(1, "community"), question(2))
    ticket = re.search(r'name="ticket" value="([^"]+)"', drawn(client, form))[1]
    sent = {"ticket": ticket, "at": "first", "step": "next", "seen": [key_of(1), key_of(2)]}

    by_code = client.post(form.get_absolute_url(), sent | {key_of(1): "370199001001"})
    by_name = client.post(form.get_absolute_url(), sent | {key_of(1): "百花园"})

    shown = rf'<input type="text" name="{key_of(1)}" value="([^"]*)"'
    pages = [answer.content.decode() for answer in (by_code, by_name)]
    assert [re.findall(shown, page) for page in pages] == [["百花园社区"], ["百花园"]]
    told = re.search(r'<script id="filling" type="application/json">(.+?)</script>', pages[1])
    assert json.loads(told[1])["places"] == {
        key_of(1): {"百花园": "370199001001", "百花园社区": "370199001001"}
    }
