"""A phone number is shown to be one's own by a code: on the page, by the API, without guessing."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from forms_app.actions.correct_submission import begin_correction, correct_submission
from forms_app.actions.prove_phone import MOST_CODES, NoCode, confirm_phone_code, send_phone_code
from forms_app.actions.submit import submit
from forms_app.models import Draft, Submission
from forms_app.phone_proofs import MOST_TRIES, VALID_FOR, proofs_of
from foundation.errors import Invalid
from tests.forms_app.authoring import draft, key_of, question
from tests.forms_app.conftest import NOW
from tests.forms_app.coursed import written
from tests.forms_app.test_form_api import post, send, ticket_of

pytestmark = pytest.mark.django_db
PHONE, KEY = "+8613900000001", key_of(2)


@pytest.fixture(autouse=True)
def _easy(settings):
    settings.FORM_PROOF_BITS = 6
    cache.clear()


@pytest.fixture
def asking(town):
    """Return a form that asks for a name and a checked phone number."""
    questions = question(1), question(2, "phone", "手机号", checked=True)
    form = draft(town.city, *questions)
    form.get_latest_revision().publish()
    form.refresh_from_db()
    return form


def codes_sent() -> list[str]:
    return [content["params"]["code"] for content in written("sms")]


def ask(form, now=NOW, phone=PHONE, key="k1"):
    send_phone_code(version=form.current, key=key, phone=phone, now=now)
    return codes_sent()[-1]


def confirm(code, now=NOW, phone=PHONE, key="k1"):
    found = confirm_phone_code(key=key, phone=phone, code=code, now=now)
    return found.code if found is not None else None


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_shows_the_number_for_this_filling_in_alone(asking):
    code = ask(asking)

    assert re.fullmatch(r"\d{6}", code)
    assert confirm(other(code)) == "phone_code_wrong"
    assert confirm(code, phone="+8613900000002") == "phone_code_wrong"
    assert confirm(code, key="k2") == "phone_code_wrong"
    assert confirm(code) is None
    proofs = proofs_of(Draft.objects.get())
    assert proofs.is_proven(PHONE)
    assert not proofs.is_proven("+8613900000002")


def test_neither_number_nor_code_stands_in_the_draft(asking):
    code = ask(asking)

    aside = Draft.objects.get().aside

    assert PHONE not in aside
    assert code not in aside


def test_a_code_ends_after_five_minutes_and_after_five_tries(asking):
    late, guessed = ask(asking), ask(asking, phone="+8613900000002")

    assert confirm(late, now=NOW + VALID_FOR) == "phone_code_over"
    tries = [confirm(other(guessed), phone="+8613900000002") for _ in range(MOST_TRIES)]
    assert tries == ["phone_code_wrong"] * (MOST_TRIES - 1) + ["phone_code_over"]
    assert confirm(guessed, phone="+8613900000002") == "phone_code_over"


def test_another_code_comes_after_a_minute_and_ends_the_first(asking):
    first = ask(asking)
    with pytest.raises(NoCode) as refusal:
        ask(asking, now=NOW + timedelta(seconds=59))
    second = ask(asking, now=NOW + timedelta(seconds=60))

    assert refusal.value.code == "code_soon"
    assert len(codes_sent()) == 2
    if first != second:
        assert confirm(first, now=NOW + timedelta(seconds=61)) == "phone_code_wrong"
    assert confirm(second, now=NOW + timedelta(seconds=61)) is None


def test_one_filling_in_cannot_ask_for_ever(asking):
    for number in range(MOST_CODES):
        ask(asking, phone=f"+861390000{number:04d}")

    with pytest.raises(NoCode) as refusal:
        ask(asking, phone="+8613800000000")

    assert refusal.value.code == "codes_too_many"
    assert len(codes_sent()) == MOST_CODES


def test_a_form_that_asks_for_no_code_sends_none(form):
    with pytest.raises(NoCode) as refusal:
        ask(form)

    assert refusal.value.code == "code_not_asked"
    assert codes_sent() == []
    assert not Draft.objects.exists()


def test_what_is_sent_is_held_to_the_code_once_more(asking):
    values = {key_of(1): "一", KEY: PHONE}

    with pytest.raises(Invalid) as refusal:
        submit(version=asking.current, values=values, key="k1", now=NOW)
    assert refusal.value.code == "phone_unproven"
    assert not Submission.objects.exists()

    confirm(ask(asking))
    sent = submit(version=asking.current, values=values, key="k1", now=NOW).submission
    begin_correction(submission=sent, key="k2", now=NOW)
    changed = {**values, KEY: "+8613900000002"}
    with pytest.raises(Invalid):
        correct_submission(submission_id=sent.pk, values=changed, key="k2", now=NOW)
    changed = {**values, key_of(1): "二"}
    correct_submission(submission_id=sent.pk, values=changed, key="k2", now=NOW)
    sent.refresh_from_db()
    assert sent.values == changed


def page_of(client, form, **given):
    shown = client.get(form.get_absolute_url())
    ticket = re.search(r'name="ticket" value="([^"]+)"', shown.content.decode())[1]
    return {"ticket": ticket, "at": "first", "seen": [key_of(1), KEY]} | given


def test_the_page_sends_a_code_and_keeps_what_is_typed_without_scripts(client, asking):
    typed = page_of(client, asking, **{key_of(1): "一号楼", KEY: "139 0000 0001"})
    address = asking.get_absolute_url()

    unproven = client.post(address, typed | {"step": "next"})
    asked = client.post(address, typed | {"step": f"code:{KEY}"})
    [code] = codes_sent()
    wrong = client.post(address, typed | {"step": "next", f"{KEY}.code": other(code)})
    right = client.post(address, typed | {"step": "next", f"{KEY}.code": code}, follow=True)

    assert unproven.status_code == 422
    assert "请点“发送验证码”" in unproven.content.decode()
    page = asked.content.decode()
    assert 'value="一号楼"' in page
    assert "已发到 139****0001，5 分钟内有效" in page
    assert f'name="{KEY}.code"' in page
    assert "验证码不对" in wrong.content.decode()
    assert wrong.status_code == 422
    assert "核对" in right.content.decode()
    assert code not in str(Draft.objects.get().given)
    sent = client.post(address, {"ticket": typed["ticket"], "at": "check", "step": "send"})
    assert sent.status_code == 302
    assert Submission.objects.get().values[KEY] == PHONE


def test_what_is_no_number_gets_no_code_and_a_sentence_beside_it(client, asking):
    typed = page_of(client, asking, **{key_of(1): "", KEY: "139"})

    answer = client.post(asking.get_absolute_url(), typed | {"step": f"code:{KEY}"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "手机号应为 11 位，这里是 3 位" in page
    assert page.count('class="field__error"') == 2  # the sentence, and the template for scripts
    assert codes_sent() == []


def test_one_number_gets_three_codes_in_ten_minutes_whoever_asks(client, asking):
    for _ in range(3):
        ticket = ticket_of(client, asking)
        post(client, f"{asking.slug}/phone-codes", {"ticket": ticket, "phone": PHONE})

    ticket = ticket_of(client, asking)
    fourth = post(client, f"{asking.slug}/phone-codes", {"ticket": ticket, "phone": PHONE})

    assert fourth.status_code == 429
    assert len(codes_sent()) == 3


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "请点“发送验证码”"), ("en", "Please ask for the code")],
)
def test_other_front_ends_ask_for_the_code_and_confirm_it(client, asking, language, words):
    ticket = ticket_of(client, asking)
    given = {key_of(1): "一", KEY: "13900000001"}
    codes = f"{asking.slug}/phone-codes"

    refused = send(client, asking, given, ticket, language=language).json()
    asked = post(client, codes, {"ticket": ticket, "phone": "139 0000 0001"})
    [code] = codes_sent()
    proof = {"ticket": ticket, "phone": "13900000001"}
    wrong = post(client, f"{codes}/confirm", proof | {"code": other(code)})
    right = post(client, f"{codes}/confirm", proof | {"code": code})
    sent = send(client, asking, given, ticket)

    [error] = refused["errors"]
    assert (error["where"][-1], error["code"]) == (KEY, "phone_unproven")
    assert error["message"].startswith(words)
    assert asked.status_code == 202
    assert asked.json()["phone"] == "139****0001"
    assert (wrong.status_code, wrong.json()["code"]) == (422, "phone_code_wrong")
    assert right.json() == {"phone": "139****0001"}
    assert sent.status_code == 201
    document = client.get(f"/api/v1/forms/{asking.slug}").json()["document"]
    [field] = [one for one in document["steps"][0]["sections"][0]["fields"] if one["key"] == KEY]
    assert field["options"]["checked"] is True
