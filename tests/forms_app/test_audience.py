"""Forms for people with a post there: nobody else opens, sends, reads or finds them."""

import pytest

from forms_app.actions.publish_starter import publish_starter
from forms_app.actions.submit import NotForYou, submit
from forms_app.models import Submission
from forms_app.page_blocks import FormBlock
from forms_app.permissions import may_fill_in
from people.models import Post, User
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(town):
    return publish_starter(key="visit_record", area=town.street)


def test_who_has_a_post_there_or_above_opens_it(town, visit):
    inside = [
        town.staff(role=Post.Role.GRID_WORKER),
        town.staff(role=Post.Role.STREET_OFFICER, area=town.street),
        town.staff(role=Post.Role.ORGANISER, area=town.city),
    ]
    outside = [
        town.staff(area=town.other_community),
        User.objects.create_user(username="m", name="样例居民"),
        None,
    ]

    assert [may_fill_in(person, visit) for person in inside] == [True] * 3
    assert [may_fill_in(person, visit) for person in outside] == [False] * 3
    assert sign_in(inside[0]).get(f"/forms/{visit.slug}/").status_code == 200
    assert sign_in(outside[0]).get(f"/forms/{visit.slug}/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, visit):
    answer = client.get(f"/forms/{visit.slug}/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_nobody_else_sends_it_by_another_door(town, visit):
    with pytest.raises(NotForYou):
        submit(version=visit.current, values={}, key="k", now=NOW, by=None)

    assert not Submission.objects.exists()


def test_neither_the_api_nor_a_page_tells_of_it(client, form, visit):
    listed = client.get("/api/v1/forms").json()

    assert [found["slug"] for found in listed["items"]] == [form.slug]
    assert client.get(f"/api/v1/forms/{visit.slug}").status_code == 404
    assert client.get(f"/api/v1/forms/{visit.slug}/versions/1").status_code == 404
    block = FormBlock()
    value = block.to_python({"form": visit.pk, "text": "去填"})
    assert visit.title not in block.render(value)
    assert block.as_json(value) == {"slug": "", "title": "", "text": "去填", "url": ""}
