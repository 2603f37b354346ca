"""The form API: what is published, as it was published, and nothing twice over the wire."""

import pytest
from django.core.exceptions import ValidationError

from forms_app.actions.publish_starter import publish_starter
from forms_app.models import Form
from territory.actions import import_areas
from territory.models import Area
from territory.register import Division

pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    """Return the starter, published for a district."""
    import_areas(
        rows=[
            Division("1", "city", "甲市", ""),
            Division("11", "district", "乙区", "1"),
            Division("12", "district", "丁区", "1"),
            Division("111", "street", "丙街道", "11"),
        ]
    )
    return publish_starter(key="ask_for_help", area=Area.objects.get(code="11"))


def another(number: int, **fields) -> Form:
    return Form.objects.create(
        title=f"表 {number}",
        slug=f"form-{number}",
        area=Area.objects.get(code="1"),
        questions=Form.objects.get(slug="ask-for-help").questions,
        **fields,
    )


def publish(form: Form) -> None:
    form.save_revision().publish()


def change(form: Form, label: str) -> None:
    form.questions[1].value["label"] = label
    publish(form)


def test_a_form_comes_with_the_document_that_was_compiled(client, form):
    answer = client.get(f"/api/v1/forms/{form.slug}")

    found = answer.json()
    kept = form.current
    assert (found["slug"], found["version"], found["area_code"]) == (form.slug, 1, "11")
    assert found["path"] == f"/forms/{form.slug}/"
    assert found["document"] == kept.document
    assert found["answers_schema"] == kept.schema
    assert found["digest"] == kept.digest


def test_published_forms_are_listed_a_page_at_a_time(client, form):
    for number in range(3):
        publish(another(number))

    first = client.get("/api/v1/forms", {"limit": 2}).json()
    rest = client.get("/api/v1/forms", {"limit": 2, "offset": 2}).json()

    assert first["count"] == rest["count"] == 4
    assert [item["title"] for item in first["items"]] == ["表 0", "表 1"]
    assert [item["title"] for item in rest["items"]] == ["表 2", "请人帮忙"]
    assert "document" not in first["items"][0]


def test_an_area_has_its_own_forms_and_those_from_above(client, form):
    publish(another(1))

    def slugs(code):
        return [
            item["slug"] for item in client.get("/api/v1/forms", {"area": code}).json()["items"]
        ]

    assert slugs("111") == ["form-1", form.slug]
    assert slugs("12") == ["form-1"]
    assert slugs("999") == []


def test_drafts_and_what_was_taken_back_are_not_there(client, form):
    draft = another(1, live=False)
    draft.save_revision()
    form.unpublish()

    for address in (
        "/api/v1/forms/form-1",
        f"/api/v1/forms/{form.slug}",
        f"/api/v1/forms/{form.slug}/versions/1",
        "/api/v1/forms/nothing",
    ):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert "Cache-Control" not in answer
    assert client.get("/api/v1/forms").json() == {"count": 0, "items": []}


def test_an_unfinished_change_is_not_served(client, form):
    form.title = "改了一半"
    form.save_revision()

    assert client.get(f"/api/v1/forms/{form.slug}").json()["title"] == "请人帮忙"


def test_an_old_version_stays_as_it_was_for_ever(client, form):
    address = f"/api/v1/forms/{form.slug}/versions/1"
    before = client.get(address)

    change(form, "您要办的是哪一类事")

    after = client.get(address)
    assert after.content == before.content
    assert after["ETag"] == before["ETag"]
    assert after["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(f"/api/v1/forms/{form.slug}").json()["version"] == 2
    assert client.get(f"/api/v1/forms/{form.slug}/versions/3").status_code == 404


def test_who_has_the_form_already_is_sent_nothing_until_it_changes(client, form):
    address = f"/api/v1/forms/{form.slug}"
    first = client.get(address)
    tag = first["ETag"]
    assert first["Cache-Control"] == "public, no-cache"

    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(address, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == tag
        assert again["Cache-Control"] == "public, no-cache"

    change(form, "您要办的是哪一类事")
    changed = client.get(address, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_who_has_an_old_version_already_is_sent_nothing(client, form):
    address = f"/api/v1/forms/{form.slug}/versions/1"
    tag = client.get(address)["ETag"]
    change(form, "您要办的是哪一类事")

    again = client.get(address, headers={"if-none-match": tag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert again["Cache-Control"] == "public, max-age=31536000, immutable"
    newest = client.get(f"/api/v1/forms/{form.slug}/versions/2", headers={"if-none-match": tag})
    assert newest.status_code == 200
    assert newest.json()["version"] == 2


def test_a_form_that_is_not_whole_is_not_published(form):
    empty = another(1)
    empty.questions = []

    with pytest.raises(ValidationError):
        publish(empty)


def test_the_number_of_queries_does_not_grow_with_the_forms(
    client, form, django_assert_num_queries
):
    with django_assert_num_queries(2):
        client.get("/api/v1/forms")
    for number in range(6):
        publish(another(number))

    with django_assert_num_queries(2):
        assert client.get("/api/v1/forms").json()["count"] == 7
