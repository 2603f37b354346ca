"""The workers' side: the inbox within their areas, revealing, starting, closing; writing forms."""

from datetime import date

import pytest
from django.urls import reverse

from forms_app.actions.submit import code_of, submit
from forms_app.engine.answering import answered
from forms_app.models import Form, Submission, SubmissionLook
from forms_app.places import context_for
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import NOW, answers_to
from volunteering.models import Need

pytestmark = pytest.mark.django_db


def received(form, key: str = "k1", **changed) -> Submission:
    given = {name: [text] for name, text in answers_to(form, **changed).items()}
    kept = answered(form.current.definition, given, context_for(form.area))
    assert kept.problems == ()
    return submit(version=form.current, values=kept.values, key=key, now=NOW).submission


def test_a_worker_sees_what_was_sent_to_the_community_masked(form, town):
    found = received(form)
    client = sign_in(town.staff())

    listed = client.get(reverse("submissions:index")).content.decode()
    shown = client.get(reverse("submissions:show", args=[found.pk])).content.decode()

    assert found.spoken_reference in listed
    for page in (listed, shown):
        assert "139****0001" in page
        assert "13900000001" not in page
        assert "林样例" not in page
    assert "厨房的灯不亮了" in shown


def test_another_community_does_not_exist_for_a_worker(form, town):
    found = received(form)
    client = sign_in(town.staff(area=town.other_community))

    assert found.spoken_reference not in client.get(reverse("submissions:index")).content.decode()
    assert client.get(reverse("submissions:show", args=[found.pk])).status_code == 404
    for verb in ("reveal", "start", "close"):
        address = reverse(f"submissions:{verb}", args=[found.pk])
        assert client.post(address, {"reason": "x", "reply": "x"}).status_code == 404
    found.refresh_from_db()
    assert found.state == Submission.State.RECEIVED
    assert not SubmissionLook.objects.exists()
    assert not Need.objects.exists()


def test_an_editor_has_no_business_in_the_inbox(form, town):
    found = received(form)
    client = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))

    response = client.get(reverse("submissions:show", args=[found.pk]))

    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")


def test_a_look_needs_a_reason_and_is_on_record(form, town):
    found = received(form)
    worker = town.staff()
    client = sign_in(worker)
    address = reverse("submissions:reveal", args=[found.pk])

    client.post(address, {"reason": "  "})
    assert not SubmissionLook.objects.exists()

    page = client.post(address, {"reason": "回电话"}).content.decode()
    assert "13900000001" in page
    assert "3号楼2单元" in page
    look = SubmissionLook.objects.get()
    assert (look.actor, look.submission, look.reason) == (worker, found, "回电话")
    assert client.get(address).status_code == 405


def test_one_button_makes_one_need(form, town):
    found = received(form)
    client = sign_in(town.staff())
    address = reverse("submissions:start", args=[found.pk])

    client.post(address)
    client.post(address)

    need = Need.objects.get()
    assert (need.origin, need.origin_reference) == (Need.Origin.FORM, found.reference)
    assert (need.state, need.area) == (Need.State.DRAFT, town.community)
    assert need.title == "厨房的灯不亮了，想请人看看"
    assert need.what == "厨房的灯不亮了，想请人看看。家里有梯子\n是哪一类的事：修一修、搬一搬"
    assert (need.contact_name, need.contact_phone) == ("林样例", "13900000001")
    found.refresh_from_db()
    assert found.state == Submission.State.UNDER_WAY


def test_the_sender_reads_how_far_the_need_is_and_what_came_of_it(client, form, town):
    found = received(form)
    worker = sign_in(town.staff())
    asked = {"reference": found.reference, "code": code_of(found)}

    worker.post(reverse("submissions:start", args=[found.pk]))
    assert "社区正在准备" in client.post(reverse("form_status"), asked).content.decode()
    Need.objects.update(state=Need.State.OPEN)
    assert "社区正在找志愿者" in client.post(reverse("form_status"), asked).content.decode()
    worker.post(reverse("submissions:close", args=[found.pk]), {"reply": "灯修好了"})
    assert "灯修好了" in client.post(reverse("form_status"), asked).content.decode()


def test_a_closed_submission_starts_nothing(form, town):
    found = received(form)
    client = sign_in(town.staff())

    client.post(reverse("submissions:close", args=[found.pk]), {"reply": "电话里说好了"})
    client.post(reverse("submissions:start", args=[found.pk]))

    assert not Need.objects.exists()
    found.refresh_from_db()
    assert found.state == Submission.State.CLOSED


def test_a_reply_needs_words(form, town):
    found = received(form)
    client = sign_in(town.staff())

    client.post(reverse("submissions:close", args=[found.pk]), {"reply": " "})

    found.refresh_from_db()
    assert found.state == Submission.State.RECEIVED


def test_the_inbox_takes_as_many_queries_for_one_row_as_for_nine(
    form, town, django_assert_max_num_queries
):
    client = sign_in(town.staff())
    received(form, key="first")
    address = reverse("submissions:index")
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    for number in range(8):
        received(form, key=f"more {number}")
    with django_assert_max_num_queries(60) as many:
        client.get(address)

    assert len(many) == len(few)


def test_an_editor_writes_forms_of_the_own_community_alone(form, town):
    client = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))
    mine = Form.objects.create(title="我们的", slug="ours", area=town.community, live=False)
    mine.save_revision()

    listed = client.get(reverse("wagtailsnippets_forms_app_form:list")).content.decode()
    assert "我们的" in listed
    assert "请人帮忙" not in listed
    assert client.get(_address("edit", mine)).status_code == 200
    for name in ("edit", "history", "usage", "unpublish", "preview_on_edit", "delete"):
        assert client.get(_address(name, form)).status_code == 404, name


def test_writing_forms_and_reading_answers_are_two_posts_that_one_person_may_hold(form, town):
    found = received(form)
    person = town.staff(role=Post.Role.COMMUNITY_WORKER)
    client = sign_in(person)
    written, inbox = (
        reverse("wagtailsnippets_forms_app_form:list"),
        reverse("submissions:show", args=[found.pk]),
    )
    alone = [client.get(address).status_code for address in (written, inbox)]

    Post.objects.create(
        user=person,
        role=Post.Role.COMMUNITY_EDITOR,
        area=town.community,
        starts_on=date(2026, 1, 1),
    )
    both = [client.get(address).status_code for address in (written, inbox)]

    assert alone == [302, 200]
    assert both == [200, 200]


def _address(name: str, form: Form) -> str:
    return reverse(f"wagtailsnippets_forms_app_form:{name}", args=[form.pk])


def test_a_form_is_written_and_published_in_the_admin(client, form, town):
    editor = sign_in(town.staff(role=Post.Role.STREET_OFFICER, area=town.street))
    asked = {
        "title": "借活动室",
        "slug": "",
        "introduction": "",
        "next_words": "",
        "starts": "",
        "area": town.community.pk,
        "once_every": "ever",
        "keep_days": "365",
        "questions-count": "1",
        "questions-0-type": "short_text",
        "questions-0-order": "0",
        "questions-0-deleted": "",
        "questions-0-id": "11111111-2222-4333-8444-555555555555",
        "questions-0-value-label": "借来做什么",
        "questions-0-value-hint": "",
        "questions-0-value-required": "on",
        "questions-0-value-purpose": "",
    }

    editor.post(
        reverse("wagtailsnippets_forms_app_form:add"), asked | {"action-publish": "action-publish"}
    )

    made = Form.objects.get(title="借活动室")
    screen = editor.get(_address("edit", made)).content.decode()
    assert 'name="action-publish"' in screen
    assert _address("unpublish", made) in screen
    assert (made.slug, made.live) == ("jie-huo-dong-shi", True)
    assert [field.key for field in made.current.definition.fields] == ["f111111112222"]
    assert client.get("/forms/jie-huo-dong-shi/").status_code == 200


def test_what_cannot_be_answered_is_not_published(form, town):
    editor = sign_in(town.staff(role=Post.Role.STREET_OFFICER, area=town.street))
    asked = {
        "title": "空的",
        "slug": "empty",
        "introduction": "",
        "next_words": "",
        "starts": "raise_need",
        "area": town.community.pk,
        "questions-count": "0",
        "once_every": "ever",
        "keep_days": "365",
    }

    page = editor.post(
        reverse("wagtailsnippets_forms_app_form:add"), asked | {"action-publish": "action-publish"}
    )

    assert "表单里还没有问题" in page.content.decode()
    assert not Form.objects.filter(slug="empty").exists()


def test_a_form_cannot_be_given_to_an_area_beyond_the_posts(form, town):
    editor = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))

    editor.post(
        reverse("wagtailsnippets_forms_app_form:add"),
        {"title": "别处", "slug": "elsewhere", "area": town.other_community.pk}
        | {"questions-count": "0", "introduction": "", "next_words": "", "starts": ""},
    )

    assert not Form.objects.filter(slug="elsewhere").exists()
