"""The street's review of forms: asked for once, decided within reach, and locked meanwhile."""

import re
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import TaskState

from forms_app.models import Form
from forms_app.models.form_review import awaits_review
from forms_app.permissions import may_publish_form
from outbox.models import Message
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import address, draft, newest, posted, question

pytestmark = pytest.mark.django_db
ASKED = question(1, label="借来做什么")
LIST = "/admin/snippets/forms_app/form/"


@pytest.fixture
def editor(town):
    return town.staff(role=Post.Role.COMMUNITY_EDITOR)


@pytest.fixture
def officer(town):
    return town.staff(role=Post.Role.STREET_OFFICER, area=town.street)


def submitted(form, editor) -> TaskState:
    sign_in(editor).post(address("edit", form), posted(form, ASKED) | {"action-submit": "1"})
    return form.current_workflow_task_state


def test_a_new_form_of_a_community_goes_to_the_street_and_not_out(town, editor, officer):
    officer.email = "street@example.org"
    officer.save()
    form = draft(town.community, ASKED)
    client = sign_in(editor)

    screen = client.get(address("edit", form)).content.decode()
    client.post(address("edit", form), posted(form, ASKED) | {"action-publish": "1"})
    form.refresh_from_db()
    assert not form.live
    assert 'name="action-publish"' not in screen
    assert 'name="action-submit"' in screen

    state = submitted(form, editor)

    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert Message.objects.filter(key=f"form-review:{state.pk}:{officer.pk}").exists()
    client.post(address("edit", form), posted(form, ASKED, title="改了"))
    assert newest(form).title == "借活动室"


def test_who_reviews_reads_in_the_editor_what_a_new_form_asks_for(town, editor, officer):
    form = draft(town.community, question(1, "phone", "手机号"), keep_days=30)
    sign_in(editor).post(
        address("edit", form),
        posted(form, question(1, "phone", "手机号"), keep_days="30") | {"action-submit": "1"},
    )

    screen = sign_in(officer).get(address("edit", form)).text

    assert "请求发布这张新表单" in screen
    assert "一共问 1 个问题。" in screen
    assert "个人信息：手机号" in screen
    assert "办结后 30 天清空答案。" in screen
    assert "请求发布这张新表单" not in sign_in(editor).get(address("edit", form)).text


def test_who_reviews_reads_in_the_editor_what_changed(town, editor, officer):
    form = draft(town.community, ASKED)
    submitted(form, editor)
    state = form.current_workflow_task_state
    sign_in(officer).post(address("workflow_action", form, "approve", state.pk), {"comment": ""})
    form.refresh_from_db()
    more = [ASKED, question(2, "id_number", "身份证号"), question(3, "consent", separate=True)]
    sign_in(editor).post(address("edit", form), posted(form, *more) | {"action-submit": "1"})

    screen = sign_in(officer).get(address("edit", form)).text

    assert "请求发布这些改动" in screen
    assert "身份证号" in screen.partition("changes__added")[2].partition("</li>")[0]


def test_the_list_says_how_far_each_form_is_and_how_many_there_are(
    town, editor, officer, django_assert_max_num_queries
):
    form = draft(town.community, ASKED)
    client = sign_in(editor)
    assert "草稿" in client.get(LIST).text
    submitted(form, editor)
    with CaptureQueriesContext(connection) as few:
        assert "等街道审核" in client.get(LIST).text
    for number in range(3):
        draft(town.community, ASKED, title=f"第 {number} 张", slug=f"form-{number}")

    with django_assert_max_num_queries(len(few)):
        page = client.get(LIST).text

    assert "共 4 项" in page


def test_the_street_approves_and_the_form_is_out(town, editor, officer):
    form = draft(town.community, ASKED)
    state = submitted(form, editor)
    client = sign_in(officer)

    assert form.title in client.get("/admin/").content.decode()
    client.post(address("workflow_action", form, "approve", state.pk), {"comment": "可以"})

    form.refresh_from_db()
    assert form.live
    assert form.current.number == 1
    assert not awaits_review(form)
    assert may_publish_form(editor, form)


def test_who_decides_finds_the_answers_at_the_top_of_the_editor(town, editor, officer):
    form = draft(town.community, ASKED)
    state = submitted(form, editor)

    page = sign_in(officer).get(address("edit", form)).content.decode()
    own = sign_in(editor).get(address("edit", form)).content.decode()

    top = page.partition('class="review-panel__answers"')[2].partition("</p>")[0]
    assert re.findall(r'data-workflow-action-name="(\w+)"', top) == ["approve", "approve", "reject"]
    asks = address("collect_workflow_action_data", form, "reject", state.pk)
    assert f'data-workflow-action-modal-url="{asks}"' in top
    assert page.index("review-panel__answers") < page.index('name="title"')
    assert "review-panel__answers" not in own


def test_what_is_rejected_comes_back_with_the_words(town, editor, officer):
    form = draft(town.community, ASKED)
    state = submitted(form, editor)

    sign_in(officer).post(address("workflow_action", form, "reject", state.pk), {"comment": "太长"})

    form.refresh_from_db()
    assert not form.live
    assert "太长" in sign_in(editor).get(address("edit", form)).content.decode()


@pytest.mark.parametrize("role", [Post.Role.COMMUNITY_EDITOR, Post.Role.COMMUNITY_WORKER])
def test_nobody_below_the_street_decides(town, editor, role):
    form = draft(town.community, ASKED)
    state = submitted(form, editor)

    sign_in(town.staff(role=role)).post(address("workflow_action", form, "approve", state.pk))

    form.refresh_from_db()
    state.refresh_from_db()
    assert not form.live
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_a_review_of_another_street_is_not_decided_through_a_form_of_ones_own(
    town, editor, officer
):
    own = draft(town.community, ASKED)
    submitted(own, editor)
    other = draft(town.other_community, ASKED, slug="other")
    theirs = submitted(
        other, town.staff(role=Post.Role.COMMUNITY_EDITOR, area=town.other_community)
    )

    answer = sign_in(officer).post(address("workflow_action", own, "approve", theirs.pk))

    assert answer.status_code == 404
    other.refresh_from_db()
    assert not other.live


def test_what_cannot_be_published_is_not_approved(town, editor, officer):
    form = draft(town.community, ASKED)
    state = submitted(form, editor)
    form.questions = []
    state.workflow_state.content_object.questions = []
    form.save_revision()
    state.revision = form.get_latest_revision()
    state.save()

    answer = sign_in(officer).post(
        address("workflow_action", form, "approve", state.pk), {"comment": ""}, follow=True
    )

    assert "表单里还没有问题" in answer.content.decode()
    form.refresh_from_db()
    assert not form.live


def test_later_versions_pass_unless_they_begin_to_ask_for_sensitive_things(town, editor):
    form = draft(town.community, ASKED)
    form.get_latest_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    assert not awaits_review(form)

    form.questions = draft(
        town.community, ASKED, question(2, "id_number", "身份证号"), slug="more"
    ).questions

    assert awaits_review(form)
    assert not may_publish_form(editor, form)


def test_a_locked_form_is_not_saved_by_others(town, editor, officer):
    form = draft(town.community, ASKED)
    sign_in(officer).post(address("lock", form))

    sign_in(editor).post(address("edit", form), posted(form, ASKED, title="改了"))

    assert newest(form).title == "借活动室"
    assert Form.objects.get(pk=form.pk).locked_by == officer


def test_a_form_goes_out_and_in_again_by_the_clock(town, officer, time_machine):
    form = draft(town.community, ASKED)
    time_machine.move_to("2026-11-21T01:00:00Z", tick=False)
    times = {"go_live_at": "2026-11-22 09:00", "expire_at": "2026-11-23 09:00"}
    sign_in(officer).post(
        address("edit", form), posted(form, ASKED) | times | {"action-publish": "1"}
    )
    form.refresh_from_db()
    assert (form.live, form.versions.count()) == (False, 0)

    seen = []
    for moment in ("2026-11-22T02:00:00Z", "2026-11-23T02:00:00Z"):
        time_machine.move_to(moment, tick=False)
        call_command("publish_scheduled", verbosity=0)
        form.refresh_from_db()
        seen.append((form.live, form.versions.count()))

    assert seen == [(True, 1), (False, 1)]


def test_a_form_that_no_longer_holds_does_not_stop_what_waits_behind_it(town, time_machine):
    time_machine.move_to("2026-11-21T01:00:00Z", tick=False)
    broken, whole = draft(town.community, slug="broken"), draft(town.community, ASKED)
    for number, form in enumerate((broken, whole), 1):
        revision = form.get_latest_revision()
        revision.approved_go_live_at = datetime(2026, 11, 22, number, tzinfo=UTC)
        revision.save()

    time_machine.move_to("2026-11-22T09:00:00Z", tick=False)
    call_command("publish_scheduled", verbosity=0)

    live = Form.objects.filter(pk__in=[broken.pk, whole.pk], live=True)
    assert list(live) == [whole]
    assert not broken.versions.exists()
    assert not broken.revisions.filter(approved_go_live_at__isnull=False).exists()
