"""The gallery in the admin: look at a starter, begin a draft from it, copy a form."""

from datetime import date

import pytest
from django.urls import reverse

from forms_app.actions.copy_form import COPIED, LEFT_BEHIND, copy_form, use_starter
from forms_app.gallery import starters
from forms_app.models import Form
from foundation.errors import Invalid, NotAllowed, NotFound
from people.models import Post
from tests.factories.sessions import sign_in

pytestmark = pytest.mark.django_db
STARTER = "activity_registration"
TODAY = date(2026, 11, 21)


@pytest.fixture
def editor(town):
    return town.staff(role=Post.Role.COMMUNITY_EDITOR)


def keys_of(form):
    return {field.key for field in form.definition.all_fields}


def test_the_gallery_shows_every_starter_and_each_can_be_looked_at(editor):
    client = sign_in(editor)

    page = client.get(reverse("form_starters:index")).content.decode()
    for starter in starters().values():
        assert starter.title in page
        assert starter.about in page
        assert reverse("form_starters:show", args=[starter.key]) in page
    shown = client.get(reverse("form_starters:show", args=[STARTER])).content.decode()
    seen = client.get(reverse("form_starters:preview", args=[STARTER])).content.decode()

    assert "连您自己，一共来几个人" in shown
    assert "当“连您自己，一共来几个人”大于1时，显示“同来的人”" in shown
    assert "<h1>活动报名</h1>" in seen


def test_using_a_starter_makes_a_draft_of_ones_own_and_opens_the_editor(editor, town):
    client = sign_in(editor)
    address = reverse("form_starters:show", args=[STARTER])
    asked = {"title": "重阳节活动报名", "area": town.community.pk}

    answer = client.post(address, asked)
    client.post(address, asked)

    made, again = Form.objects.order_by("pk")
    assert answer["Location"] == reverse(Form.snippet_viewset.get_url_name("edit"), args=[made.pk])
    assert client.get(answer["Location"]).status_code == 200
    assert (made.title, made.area, made.live) == ("重阳节活动报名", town.community, False)
    assert (made.slug, again.slug) == ("activity-registration", "activity-registration-2")
    assert made.counted_by in keys_of(made)
    assert not keys_of(made) & keys_of(again)
    made.get_latest_revision().publish(skip_permission_checks=True)
    made.refresh_from_db()
    assert made.live


def test_a_draft_is_refused_beyond_ones_posts_and_nothing_is_made(editor, town):
    wanted = {"by": editor, "title": "报名", "today": TODAY}
    with pytest.raises(NotAllowed):
        use_starter(**wanted, key=STARTER, area=town.other_community)
    with pytest.raises(NotFound):
        use_starter(**wanted, key="nothing", area=town.community)
    with pytest.raises(Invalid):
        use_starter(by=editor, title=" ", today=TODAY, key=STARTER, area=town.community)

    answer = sign_in(editor).post(
        reverse("form_starters:show", args=[STARTER]),
        {"title": "报名", "area": town.other_community.pk},
    )

    assert answer.status_code == 422
    assert not Form.objects.exists()


def test_a_worker_without_forms_is_sent_away(town):
    client = sign_in(town.staff(role=Post.Role.GRID_WORKER))

    for name, args in (("index", []), ("show", [STARTER]), ("preview", [STARTER])):
        assert client.get(reverse(f"form_starters:{name}", args=args)).status_code == 302


def test_a_copy_takes_everything_over_under_keys_of_its_own(editor, town):
    first = use_starter(
        by=editor, key="venue_booking", area=town.community, title="活动室", today=TODAY
    )
    client = sign_in(editor)
    listed = client.get(reverse(Form.snippet_viewset.get_url_name("list"))).content.decode()
    address = reverse("form_starters:copy", args=[first.pk])
    assert address in listed
    assert reverse("form_starters:index") in listed
    assert "活动室" in client.get(address).content.decode()

    client.post(address, {"title": "另一间活动室", "area": town.community.pk})

    copied = Form.objects.exclude(pk=first.pk).get()
    assert (copied.title, copied.live) == ("另一间活动室", False)
    assert not keys_of(copied) & keys_of(first)
    assert len(copied.rules) == len(first.rules) > 0
    assert (copied.keeps_waiting, copied.once_per, copied.once_every) == (True, "phone", "week")
    copied.refuse_unless_whole()


def test_a_form_of_another_area_is_not_there_to_copy(editor, town, form):
    address = reverse("form_starters:copy", args=[form.pk])

    with pytest.raises(NotFound):
        copy_form(by=editor, form_id=form.pk, area=town.community, title="拿来", today=TODAY)
    answer = sign_in(editor).post(address, {"title": "拿来", "area": town.community.pk})

    assert answer.status_code == 404
    assert Form.objects.count() == 1


def test_every_part_of_a_form_is_copied_or_left_behind_on_purpose():
    parts = {field.name for field in Form._meta.concrete_fields}

    assert parts == {*COPIED, *LEFT_BEHIND}
