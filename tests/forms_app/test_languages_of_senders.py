"""Senders are written to as they wrote: in their language, with the author's translations."""

import json

import pytest
from django.utils import translation
from wagtail.users.models import UserProfile

from forms_app.actions.answer_approval import answer_approval
from forms_app.actions.submit import submit
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.models import Form
from foundation import clock
from tests.forms_app.coursed import coursed_form, sent, step_id, texts, written
from tests.forms_app.limited import NOW, answers

pytestmark = pytest.mark.django_db
TOLD = "定下来了，请到服务台拿钥匙。"
TELL = ("notify", {"to": "sender", "by": "", "words": TOLD})
CLOSE = ("set_state", {"state": "closed", "reply": "已经登记好了。"})
ENGLISH = {
    "title": ("借活动室", "Borrow a room"),
    "next_words": ("两个工作日内答复。", "You hear from us in two days."),
    f"after.{step_id(1)}.words": (TOLD, "It is settled, please fetch the key."),
    f"after.{step_id(2)}.reply": ("已经登记好了。", "It is registered."),
}


@pytest.fixture(autouse=True)
def now_stands(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def translated(town, *steps, **more) -> Form:
    entries = {address: {"of": of, "text": text} for address, (of, text) in ENGLISH.items()}
    return coursed_form(
        town.community,
        *steps,
        next_words="两个工作日内答复。",
        translations={"en": entries},
        **more,
    )


def sent_in(language: str, form: Form, number: int = 1, **more):
    with translation.override(language):
        return sent(form, number, **more)


def test_a_step_writes_in_the_language_of_the_form_as_it_was_filled_in(town):
    form = translated(town, TELL)
    chinese, english = sent_in("zh-hans", form, 1), sent_in("en", form, 2)

    assert (chinese.submission.language, english.submission.language) == ("zh", "en")
    assert texts() == [
        f"“借活动室”：{TOLD}受理号 {chinese.submission.spoken_reference}。",
        "“Borrow a room”: It is settled, please fetch the key. "
        f"Number {english.submission.spoken_reference}.",
    ]


def test_a_mail_is_in_the_senders_language_too_and_what_has_no_translation_stays(town):
    words = "请带身份证。"
    begun = ("set_state", {"state": "under_way", "reply": ""})
    form = translated(
        town, begun, begun, ("notify", {"to": "sender", "by": "email", "words": words})
    )
    receipt = sent_in("en", form, fe0f5a7b13d6e="a@example.org")

    assert [(one["subject"], one["text"]) for one in written("mail")] == [
        ("Borrow a room", f"“Borrow a room”: {words} Number {receipt.submission.spoken_reference}.")
    ]


def test_a_refusal_and_a_place_that_became_free_are_told_in_the_senders_language(town):
    asks = ("approval", {"roles": ["community_worker"], "days": 2})
    form = translated(town, asks, places=1, keeps_waiting=True)
    first, second = sent_in("en", form, 1), sent_in("en", form, 2)

    with translation.override("zh-hans"):
        answer_approval(
            by=town.staff(),
            submission_id=first.submission.pk,
            agrees=False,
            words="Closed for repair",
            now=NOW,
        )

    assert texts() == [
        f"“Borrow a room”, number {first.submission.spoken_reference}, was not agreed to: "
        "Closed for repair",
        "“Borrow a room”: a place has become free and is yours. "
        f"Number {second.submission.spoken_reference}.",
    ]


def test_who_waited_is_told_in_the_own_language_whoever_withdraws(town):
    form = translated(town, places=1, keeps_waiting=True)
    first, second = sent_in("zh-hans", form, 1), sent_in("en", form, 2)

    with translation.override("zh-hans"):
        withdraw_submission(submission_id=first.submission.pk, now=NOW)

    assert texts() == [
        "“Borrow a room”: a place has become free and is yours. "
        f"Number {second.submission.spoken_reference}."
    ]


def test_the_receipt_of_who_was_helped_is_in_the_language_of_the_page(town):
    form, worker = translated(town), town.staff()

    with translation.override("en"):
        receipt = submit(
            version=form.current, values=answers(1), key="k", now=NOW, by=worker, helped="林样例"
        )

    assert texts() == [
        f"“Borrow a room” was sent for you. Number {receipt.submission.spoken_reference}, "
        f"tracking code {receipt.code}."
    ]


def test_colleagues_read_in_the_language_that_they_chose_for_the_admin(town):
    for name, language in (("zh", ""), ("en", "en")):
        worker = town.staff()
        worker.email = f"{name}@example.org"
        worker.save(update_fields=["email"])
        UserProfile.objects.create(user=worker, preferred_language=language)
    form = translated(town, ("approval", {"roles": ["community_worker"], "days": 2}))
    sent_in("en", form)

    asked = {one["to"][0]: one["text"].splitlines()[0] for one in written("mail")}

    assert asked == {
        "zh@example.org": "请看一看是否同意。",
        "en@example.org": "Please look at it and say whether you agree.",
    }


def test_the_api_tells_next_words_title_and_reply_in_the_language_that_is_asked_for(town, client):
    receipt = sent_in("zh-hans", translated(town, TELL, CLOSE))
    known = {"reference": receipt.submission.reference, "code": receipt.code}

    def told(language: str) -> dict:
        return client.post(
            "/api/v1/forms/submissions/status",
            json.dumps(known),
            content_type="application/json",
            headers={"Accept-Language": language},
        ).json()

    assert [told("en")[name] for name in ("title", "reply", "state_words")] == [
        "Borrow a room",
        "It is registered.",
        "Settled",
    ]
    assert [told("zh-CN")[name] for name in ("title", "reply", "state_words")] == [
        "借活动室",
        "已经登记好了。",
        "已办结",
    ]
    assert told("fr")["reply"] == "已经登记好了。"


def test_next_words_are_said_in_the_language_that_is_asked_for(town):
    version = translated(town).current

    assert version.next_words("en") == "You hear from us in two days."
    assert version.next_words("zh-hans") == "两个工作日内答复。"
