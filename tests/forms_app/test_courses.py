"""What follows a submission: steps taken once, approvals by post, reminders, what senders read."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_app.actions.advance_course import advance_course, wake_courses
from forms_app.actions.answer_approval import answer_approval
from forms_app.actions.close_submission import close_submission
from forms_app.actions.correct_submission import correct_submission
from forms_app.actions.purge_submissions import purge_submissions
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.duties import DUTIES, go_on_with_courses
from forms_app.models import Course, CourseEvent, Form, PlaceCount, Submission
from forms_app.queries import unproven_purges
from foundation import clock
from foundation.errors import Invalid, NotFound, Refused
from outbox.models import Message
from outbox.webhooks.registering import TOPIC, register
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.coursed import coursed_form, sent, step_id, texts, written
from tests.forms_app.limited import NOW, TALK

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TWO_LEVELS = ("approval", {"roles": ["community_worker", "street_officer"], "days": 2})
TELL = ("notify", {"to": "sender", "by": "", "words": "定下来了，请到服务台拿钥匙。"})


@pytest.fixture(autouse=True)
def now_stands(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def story(found: Submission) -> list[tuple]:
    rows = found.course_events.values_list("planned", "kind", "level")
    return [(planned[-1], kind, level) for planned, kind, level in rows]


def answer(person, found: Submission, *, agrees: bool, words: str = "", now=NOW) -> Submission:
    return answer_approval(by=person, submission_id=found.pk, agrees=agrees, words=words, now=now)


def with_mail(person, address: str):
    person.email = address
    person.save(update_fields=["email"])
    return person


def test_a_submission_goes_through_its_steps_once_and_each_is_on_record(town):
    worker = with_mail(town.staff(), "worker@example.org")
    form = coursed_form(
        town.community,
        TELL,
        (
            "notify",
            {"to": "sender", "by": "email", "words": "晚上的人请走后门。", "only_when": "Q1A2"},
        ),
        ("assign", {"role": "community_worker"}),
        ("call_webhook", {"name": "taken"}),
        ("set_state", {"state": "under_way", "reply": ""}),
    )

    found = sent(form).submission
    advance_course(submission_id=found.pk, now=NOW + DAY)

    assert story(found) == [
        ("1", "reached", 0),
        ("1", "done", 0),
        ("2", "skipped", 0),
        ("3", "reached", 0),
        ("3", "done", 0),
        ("4", "reached", 0),
        ("4", "done", 0),
        ("5", "reached", 0),
        ("5", "done", 0),
    ]
    found.refresh_from_db()
    assert (found.state, found.worker, found.started_at) == ("under_way", worker, NOW)
    assert texts() == [f"“借活动室”：定下来了，请到服务台拿钥匙。受理号 {found.spoken_reference}。"]
    [told] = written("mail")
    assert told["to"] == ["worker@example.org"]
    assert reverse("submissions:show", args=[found.pk]) in told["text"]
    assert "13900000001" not in told["text"]
    assert found.course.ended_at == NOW
    assert list(found.events.values_list("kind", "receiver")) == [
        ("given", worker.pk),
        ("started", None),
    ]


def test_two_levels_agree_by_post_in_the_area_and_then_it_goes_on(town):
    form = coursed_form(town.community, TWO_LEVELS, TELL)
    worker, officer = town.staff(), town.staff(Post.Role.STREET_OFFICER, town.street)
    stranger = town.staff(Post.Role.STREET_OFFICER, town.other_street)
    elsewhere = town.staff(area=town.other_community)
    found = sent(form).submission

    for person in (officer, town.staff(Post.Role.GRID_WORKER)):
        with pytest.raises(Refused):
            answer(person, found, agrees=True)
    for person in (stranger, elsewhere):
        with pytest.raises(NotFound):
            answer(person, found, agrees=True)
    assert not found.course_events.filter(kind="approved").exists()
    answer(worker, found, agrees=True)
    with pytest.raises(Refused):
        answer(worker, found, agrees=True)
    assert texts() == []
    answer(officer, found, agrees=True, now=NOW + DAY)

    ruled = found.course_events.filter(kind="approved").values_list("level", "actor")
    assert list(ruled) == [(0, worker.pk), (1, officer.pk)]
    assert story(found)[-3:] == [("1", "done", 0), ("2", "reached", 0), ("2", "done", 0)]
    assert len(texts()) == 1


def test_nobody_agrees_twice_on_two_levels(town):
    form = coursed_form(town.community, TWO_LEVELS)
    both = town.staff()
    Post.objects.create(
        user=both, role="street_officer", area=town.street, starts_on=NOW.date() - DAY
    )
    found = sent(form).submission
    answer(both, found, agrees=True)

    with pytest.raises(Refused) as refusal:
        answer(both, found, agrees=True)

    assert refusal.value.code == "agreed_before"
    assert found.course_events.filter(kind="approved").count() == 1


def test_a_refusal_closes_it_says_why_and_gives_the_place_to_who_waits(town, client):
    form = coursed_form(town.community, TWO_LEVELS, TELL, places=1, keeps_waiting=True)
    worker = town.staff()
    receipt = sent(form)
    found, waiting = receipt.submission, sent(form, 2).submission
    assert (waiting.state, Course.objects.filter(submission=waiting).exists()) == ("waiting", False)

    with pytest.raises(Invalid):
        answer(worker, found, agrees=False, words=" ")
    assert PlaceCount.objects.get().taken == 1
    answer(worker, found, agrees=False, words="这一天要检修")

    found.refresh_from_db()
    waiting.refresh_from_db()
    assert (found.state, found.reply, waiting.state) == ("closed", "这一天要检修", "received")
    assert story(found) == [("1", "reached", 0), ("1", "refused", 0), ("1", "stopped", 0)]
    assert any("这一天要检修" in text for text in texts())
    asked = {"reference": found.reference, "code": receipt.code}
    page = client.post("/forms/status/", asked, headers={"accept-language": "zh-hans"})
    assert "这一天要检修" in page.content.decode()
    assert Message.objects.filter(topic="forms_app.course", state="waiting").count() == 1


def test_who_is_asked_is_reminded_once_when_it_is_due(town, monkeypatch):
    with_mail(town.staff(), "worker@example.org")
    found = sent(coursed_form(town.community, TWO_LEVELS)).submission
    due = found.course.due_at

    assert wake_courses(now=due - timedelta(seconds=1)) == 0
    monkeypatch.setattr(clock, "now", lambda: due)
    go_on_with_courses()
    go_on_with_courses()

    assert go_on_with_courses in DUTIES
    assert len(written("mail")) == 2
    assert found.course_events.count() == 1


def test_waiting_goes_on_by_the_clock(town):
    form = coursed_form(town.community, ("wait", {"unit": "days", "count": 2}), TELL)
    found = sent(form).submission

    early = wake_courses(now=NOW + 2 * DAY - timedelta(seconds=1))

    assert (early, texts()) == (0, [])
    assert wake_courses(now=NOW + 2 * DAY) == 1
    assert wake_courses(now=NOW + 2 * DAY) == 0
    assert len(texts()) == 1
    assert found.course_events.filter(kind="done").count() == 2


@pytest.mark.parametrize("by_hand", [True, False])
def test_what_is_settled_by_hand_or_taken_back_asks_nobody_any_more(town, by_hand):
    form = coursed_form(town.community, TWO_LEVELS, TELL)
    worker, found = town.staff(), sent(form).submission
    if by_hand:
        close_submission(by=worker, submission_id=found.pk, reply="好了", now=NOW)
    else:
        withdraw_submission(submission_id=found.pk, now=NOW)

    with pytest.raises(Refused):
        answer(worker, found, agrees=True)
    advance_course(submission_id=found.pk, now=NOW + DAY)

    assert story(found) == [("1", "reached", 0)]
    assert Course.objects.get().ended_at == NOW


def test_what_happened_is_never_written_over_and_reasons_go_with_the_answers(town):
    form = coursed_form(town.community, TWO_LEVELS, keep_days=1)
    found = sent(form).submission
    answer(town.staff(), found, agrees=False, words="林样例的房间")
    event = CourseEvent.objects.get(kind="refused")

    with pytest.raises(TypeError):
        event.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM forms_app_courseevent WHERE kind = 'refused'")
        [(sealed,)] = cursor.fetchall()
    assert sealed.startswith("s1.")
    purge_submissions(now=NOW + 2 * DAY)

    assert CourseEvent.objects.get(kind="refused").words == ""
    assert unproven_purges() == 0


def test_the_desk_shows_whose_turn_it_is_and_takes_the_answer(town):
    form = coursed_form(town.community, TWO_LEVELS, TELL)
    worker, officer = town.staff(), town.staff(Post.Role.STREET_OFFICER, town.street)
    stranger = town.staff(area=town.other_community)
    found = sent(form).submission
    office, address = sign_in(worker), reverse("submissions:answer", args=[found.pk])
    shown = reverse("submissions:show", args=[found.pk])
    approvals = reverse("submissions:approvals")

    assert found.spoken_reference in office.get(approvals).content.decode()
    assert "1 份表单等您同意" in office.get("/admin/").content.decode()
    assert found.spoken_reference not in sign_in(officer).get(approvals).content.decode()
    assert "我同意" in office.get(shown).content.decode()
    assert "我同意" not in sign_in(officer).get(shown).content.decode()
    assert sign_in(stranger).post(address, {"step": "agree"}).status_code == 404
    assert not found.course_events.filter(kind="approved").exists()
    office.post(address, {"step": "agree", "words": "可以"})

    assert found.spoken_reference in sign_in(officer).get(approvals).content.decode()
    page = sign_in(officer).get(shown).content.decode()
    assert "我同意" in page
    assert "“可以”" in page


def test_the_list_of_approvals_asks_as_often_for_many_as_for_few(town):
    form = coursed_form(town.community, TWO_LEVELS)
    office = sign_in(town.staff())
    address = reverse("submissions:approvals")
    sent(form)
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    for number in range(2, 12):
        sent(form, number)
    with CaptureQueriesContext(connection) as many:
        office.get(address)

    assert len(many) == len(few)


def test_senders_read_in_plain_words_how_far_it_is(town, client):
    form = coursed_form(town.community, TWO_LEVELS, ("assign", {"role": "community_worker"}))
    worker, officer = town.staff(), town.staff(Post.Role.STREET_OFFICER, town.street)
    receipt = sent(form)
    asked = {"reference": receipt.submission.reference, "code": receipt.code}

    def page() -> str:
        return client.post("/forms/status/", asked).content.decode()

    before = page()
    answer(worker, receipt.submission, agrees=True)
    answer(officer, receipt.submission, agrees=True)
    after = page()

    assert "社区工作者、街道工作人员审核" in before
    assert "之前会有答复" in before
    assert "交给社区工作者办理" not in before
    assert "交给社区工作者办理" in after


def test_a_page_is_printed_with_a_reason_on_record_and_by_the_sender_if_allowed(town, client):
    page = {"title": "受理通知", "template": "{Q2} {编号}\n请来{社区}", "for_sender": True}
    form = coursed_form(town.community, ("print_page", page))
    receipt = sent(form)
    found = receipt.submission
    office = sign_in(town.staff())
    address = reverse("submissions:print", args=[found.pk, step_id(1)])

    refused = office.post(address, {"reason": " "})
    assert (refused.status_code, found.looks.count()) == (302, 0)
    printed = office.post(address, {"reason": "交给本人"}).content.decode()
    stranger = sign_in(town.staff(area=town.other_community)).post(address, {"reason": "看看"})
    asked = {"reference": found.reference, "code": receipt.code}
    own = client.post("/forms/status/", asked | {"step": f"print:{step_id(1)}"}).content.decode()

    assert (stranger.status_code, found.looks.count()) == (404, 1)
    for text in (printed, own):
        assert "受理通知" in text
        assert f"13900000001 {found.spoken_reference}" in text
        assert "请来百花园社区" in text


def test_the_editor_shows_numbers_and_keeps_keys_and_a_copy_names_its_own(town):
    author = town.staff(Post.Role.ORGANISER, town.city)
    form = coursed_form(town.community, (*TELL[:1], TELL[1] | {"only_when": "Q1A2"}))
    [planned] = form.current.definition.after

    page = sign_in(author).get(f"/admin/snippets/forms_app/form/edit/{form.pk}/").content.decode()

    assert planned.when == {"==": [{"var": TALK}, "c0000002"]}
    assert "Q1A2" in page
    assert "收到以后，先" in page
    assert "course-drawing" in page


def test_a_course_that_cannot_work_stops_publishing(town):
    with pytest.raises(ValidationError, match="提交后的第 1 步"):
        coursed_form(town.community, ("approval", {"roles": [], "days": 2}))

    assert Form.objects.get().versions.count() == 0


def test_a_sender_corrects_while_nobody_has_agreed_and_the_course_goes_on(town):
    form = coursed_form(town.community, ("approval", {"roles": ["community_worker"], "days": 2}))
    found = sent(form).submission
    other = {**found.values, TALK: "c0000002"}

    correct_submission(submission_id=found.pk, values=other, key="again", now=NOW)

    found.refresh_from_db()
    assert found.values == other
    assert found.course.waits_for == Course.WaitsFor.APPROVAL
    assert story(found) == [("1", "reached", 0)]


def test_what_somebody_agreed_to_is_not_corrected_any_more(town):
    form = coursed_form(town.community, TWO_LEVELS)
    found = sent(form).submission
    answer(town.staff(), found, agrees=True)
    before = dict(found.values)

    with pytest.raises(Refused) as refusal:
        correct_submission(
            submission_id=found.pk, values={**before, TALK: "c0000002"}, key="again", now=NOW
        )

    found.refresh_from_db()
    assert refusal.value.code == "submission_under_way"
    assert found.values == before


def test_nobody_gets_past_an_approval_by_correcting(town):
    approval = {"roles": ["community_worker"], "days": 2, "only_when": "Q1A2"}
    form = coursed_form(town.community, ("approval", approval))
    found = sent(form).submission
    before = dict(found.values)

    with pytest.raises(Refused) as refusal:
        correct_submission(
            submission_id=found.pk, values={**before, TALK: "c0000002"}, key="again", now=NOW
        )

    found.refresh_from_db()
    assert refusal.value.code == "course_turned"
    assert found.values == before


def test_other_systems_are_told_of_the_moment_once_and_of_nothing_that_was_answered(town, settings):
    settings.WEBHOOK_TRUSTED_HOSTS = ["127.0.0.1"]
    register(url="http://127.0.0.1:1/hook", events=["form.step"])
    form = coursed_form(town.community, ("call_webhook", {"name": "taken"}))

    found = sent(form).submission
    advance_course(submission_id=found.pk, now=NOW + DAY)

    [told] = [content["data"] for content in written(TOPIC)]
    assert {key: told[key] for key in ("event", "form", "step", "area")} == {
        "event": "form.step",
        "form": form.slug,
        "step": "taken",
        "area": town.community.code,
    }
    assert not any(secret in repr(told) for secret in ("13900000001", found.reference))
