"""What somebody sees of limits: what is left, waiting, a form that is not open, withdrawing."""

import json
import re
from datetime import timedelta

import pytest

from forms_app.actions.submit import code_of
from forms_app.models import PlaceCount, Submission
from foundation import clock
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import block_id, question
from tests.forms_app.limited import TALK, limited_form, send, typed

PAGE = "/forms/fire-talk/"
State = Submission.State


def ticket_on(client) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', client.get(PAGE).content.decode())[1]


def test_the_page_says_how_many_places_are_left(client, town):
    form = limited_form(town.city, places=2)
    send(form, 1)

    assert "还剩 1 个名额" in client.get(PAGE).content.decode()


def test_a_full_option_says_so_and_is_refused_with_its_name(client, town):
    form = limited_form(town.city, morning=1)
    send(form, 1)

    page = client.get(PAGE).content.decode()
    answer = client.post(PAGE, typed(ticket_on(client), 2, "check"))

    assert "上午（已满）" in page
    assert "晚上" in page
    assert answer.status_code == 422
    assert PlaceCount.objects.get().held == 0


@pytest.mark.parametrize(
    ("keeps_waiting", "told"),
    [
        (False, "已经满了：听哪一场（上午）。"),
        (True, "已经满了：听哪一场（上午）。选它就先排队，有人退出时按顺序补上。"),
    ],
)
def test_the_first_step_tells_what_is_full_on_a_later_one(client, town, keeps_waiting, told):
    form = limited_form(town.city, morning=1, keeps_waiting=keeps_waiting)
    send(form, 1)
    later = json.loads(form._meta.get_field("questions").value_to_string(form))
    form.questions = json.dumps(
        [question(7), {"type": "step", "id": block_id(8), "value": {"title": "第二步"}}, *later]
    )
    form.save_revision().publish(skip_permission_checks=True)

    page = client.get(PAGE).text

    assert told in page
    assert "上午（已满）" not in page


def test_checking_holds_the_last_place_and_the_next_is_told(client, town):
    limited_form(town.city, places=1)

    first = client.post(PAGE, typed(ticket_on(client), 1, "check"))
    second = client.post(PAGE, typed(ticket_on(client), 2, "check"))

    assert "还没有提交" in first.content.decode()
    assert "名额已满" in second.content.decode()
    assert 'value="13900000002"' in second.content.decode()
    assert PlaceCount.objects.get().held == 1


def test_who_waits_is_told_before_and_after_sending(client, town):
    form = limited_form(town.city, places=1, keeps_waiting=True)
    send(form, 1)
    ticket = ticket_on(client)

    checked = client.post(PAGE, typed(ticket, 2, "check")).content.decode()
    done = client.post(PAGE, typed(ticket, 2, "send"), follow=True).content.decode()

    assert "现在提交会进入候补" in checked
    assert "您在候补名单里" in done
    assert Submission.objects.filter(state=State.WAITING).count() == 1


def test_a_second_form_from_one_phone_is_told_why_and_keeps_what_was_typed(client, town):
    form = limited_form(town.city, once_per="phone")
    send(form, 1)

    answer = client.post(PAGE, typed(ticket_on(client), 1, "send")).content.decode()

    assert "这个手机号已经填过这份表" in answer
    assert 'value="13900000001"' in answer
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "words"), [((1, 2), "开始，请到时候再来"), ((-2, -1), "已经截止")]
)
def test_a_form_that_is_not_open_says_when(client, town, days, words):
    now = clock.now()
    limited_form(
        town.city,
        opens_at=now + timedelta(days=days[0]),
        closes_at=now + timedelta(days=days[1]),
    )

    shown, sent = client.get(PAGE), client.post(PAGE, {"step": "send"})

    assert (shown.status_code, sent.status_code) == (200, 403)
    assert words in shown.content.decode()
    assert Submission.objects.count() == 0


def test_once_per_person_asks_to_sign_in_first(client, town):
    limited_form(town.city, once_per="person")

    answer = client.get(PAGE)

    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={PAGE}"
    assert sign_in(town.staff()).get(PAGE).status_code == 200


def status_of(client, submission, **more):
    asked = {"reference": submission.reference, "code": code_of(submission), **more}
    return client.post("/forms/status/", asked)


def test_number_and_code_take_it_back(client, town):
    form = limited_form(town.city, places=1)
    submission = send(form, 1).submission
    assert "确认撤回" in status_of(client, submission).content.decode()

    answer = status_of(client, submission, step="withdraw").content.decode()

    submission.refresh_from_db()
    assert submission.state == State.WITHDRAWN
    assert "本人已撤回" in answer
    assert "确认撤回" not in answer
    assert PlaceCount.objects.get().taken == 0


def test_a_wrong_code_takes_nothing_back(client, town):
    submission = send(limited_form(town.city), 1).submission
    wrong = str((int(code_of(submission)) + 1) % 10**6).zfill(6)

    answer = client.post(
        "/forms/status/",
        {"reference": submission.reference, "code": wrong, "step": "withdraw"},
    )

    submission.refresh_from_db()
    assert answer.status_code == 422
    assert submission.state == State.RECEIVED


def test_who_waits_reads_it_on_the_status_page(client, town):
    form = limited_form(town.city, places=1, keeps_waiting=True)
    send(form, 1)
    waiting = send(form, 2).submission

    assert "候补中" in status_of(client, waiting).content.decode()


def test_an_author_picks_questions_by_their_words(town):
    form = limited_form(town.city)
    client = sign_in(town.staff("community_editor", area=town.city))

    page = client.get(f"/admin/snippets/forms_app/form/edit/{form.pk}/").content.decode()

    assert re.search(rf'name="same_answers"[^>]*value="{TALK}"', page) or re.search(
        rf'value="{TALK}"[^>]*name="same_answers"', page
    )
