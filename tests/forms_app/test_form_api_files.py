"""Files by the API: inspected as on the site, bound to their ticket, sent once, bounded."""

import json

import pytest
from django.test import Client

from forms_app import limits
from forms_app.models import Submission, Upload
from tests.forms_app.engine.hostile_files import located_photo, pdf, picture
from tests.forms_app.filed import (
    PAPER,
    PHOTO,
    SIGNED,
    WHERE,
    WORDS,
    filed_form,
    photo,
    stored,
)
from tests.forms_app.test_form_api import KEY, post, proof_for, ticket_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _easy_proof(settings):
    settings.FORM_PROOF_BITS = 6


@pytest.fixture
def form(town):
    return filed_form(town.community)


def bring(client, form, ticket, field=PHOTO, file=None):
    return client.post(
        f"/api/v1/forms/{form.slug}/files",
        {"ticket": ticket, "field": field, "file": file or photo()},
        headers={"accept-language": "zh-hans"},
    )


def send(client, form, ticket, **answers):
    body = {"ticket": ticket, "answers": {WORDS: "路灯不亮"} | answers, "proof": proof_for(ticket)}
    return post(client, f"{form.slug}/submissions", body)


def test_the_document_tells_which_questions_take_which_files(client, form):
    found = client.get(f"/api/v1/forms/{form.slug}").json()["uploads"]

    assert [(one["field"], one["name"], one["most"], one["bytes"]) for one in found] == [
        (PHOTO, PHOTO, 2, 5 * 1024**2),
        (PAPER, PAPER, 2, 1024**2),
        (SIGNED, f"{SIGNED}.drawn", 1, 2 * 1024**2),
    ]
    assert found[0]["media_types"] == ["image/jpeg", "image/png", "image/webp"]


def test_photo_signature_and_position_go_with_a_form_that_is_sent_by_the_api(client, form):
    ticket = ticket_of(client, form)

    first = bring(client, form, ticket, file=photo("现场.jpg", located_photo()))
    drawn = bring(client, form, ticket, SIGNED, photo("s.png", picture("PNG")))
    given = {
        PHOTO: first.json()["id"],
        f"{SIGNED}.name": "林样例",
        f"{SIGNED}.drawn": drawn.json()["id"],
        f"{WHERE}.lat": "36.6512",
        f"{WHERE}.lon": "117.1201",
        f"{WHERE}.by": "phone",
        f"{WHERE}.within": "12",
    }
    answer = send(client, form, ticket, **given)

    submission = Submission.objects.get()
    assert (first.status_code, drawn.status_code, answer.status_code) == (201, 201, 201)
    assert (first.json()["name"], first.json()["media_type"]) == ("现场.jpg", "image/jpeg")
    assert submission.values[PHOTO] == [first.json()["id"]]
    assert submission.values[SIGNED] == {"name": "林样例", "drawn": drawn.json()["id"]}
    assert submission.values[WHERE] == {
        "lat": 36.6512,
        "lon": 117.1201,
        "by": "phone",
        "within": 12,
    }
    assert submission.uploads.count() == 2


def test_the_same_file_under_the_same_ticket_is_one(client, form):
    ticket = ticket_of(client, form, key=KEY)

    first = bring(client, form, ticket)
    again = bring(client, form, ticket_of(client, form, key=KEY))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(stored()) == 1


def test_a_file_of_another_ticket_is_unknown_and_nothing_is_sent(client, form):
    theirs = bring(client, form, ticket_of(client, form)).json()["id"]
    mine = ticket_of(Client(), form)

    answer = send(client, form, mine, **{PHOTO: theirs})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "upload_unknown"
    assert Submission.objects.count() == 0


def test_a_file_that_went_with_a_submission_belongs_to_no_other_ticket(client, form):
    ticket = ticket_of(client, form)
    sent = bring(client, form, ticket).json()["id"]
    assert send(client, form, ticket, **{PHOTO: sent}).status_code == 201

    answer = send(client, form, ticket_of(client, form), **{PHOTO: sent})

    assert answer.status_code == 422
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("body", [pdf(), b"<svg onload=alert(1)>", b"", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused_with_words_and_not_kept(client, form, body):
    answer = bring(client, form, ticket_of(client, form), file=photo("x.jpg", body))

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["where"] == ["body", "file"]
    assert answer.json()["detail"]
    assert stored() == []


def test_a_file_that_is_too_large_is_refused(client, form):
    large = photo("a.txt", b"a" * (1024**2 + 1))

    answer = bring(client, form, ticket_of(client, form), PAPER, large)

    assert (answer.status_code, stored()) == (422, [])


@pytest.mark.parametrize("field", [WORDS, WHERE, "nothing", "__proto__"])
def test_no_file_comes_in_for_a_question_that_takes_none(client, form, field):
    answer = bring(client, form, ticket_of(client, form), field)

    assert (answer.status_code, answer.json()["code"]) == (422, "not_asked")
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("ticket", ["", "x", "e30:1abc:forged"])
def test_a_forged_ticket_brings_nothing_in(client, form, ticket):
    answer = bring(client, form, ticket)

    assert (answer.status_code, answer.json()["code"]) == (422, "ticket_invalid")
    assert Upload.objects.count() == 0


def test_a_file_can_be_taken_back_by_its_ticket_alone(
    client, form, django_capture_on_commit_callbacks
):
    ticket = ticket_of(client, form)
    sent = bring(client, form, ticket).json()["id"]

    def remove(ticket):
        with django_capture_on_commit_callbacks(execute=True):
            body = {"ticket": ticket, "id": sent}
            return post(client, f"{form.slug}/files/remove", body).status_code

    assert (remove(ticket_of(client, form)), len(stored())) == (204, 1)
    assert (remove(ticket), len(stored())) == (204, 0)


def test_one_address_sends_only_so_many_bytes_and_files(client, form, monkeypatch):
    ticket = ticket_of(client, form)
    monkeypatch.setattr(limits, "MOST_BYTES_AN_HOUR", 10)
    heavy = bring(client, form, ticket)
    monkeypatch.setattr(limits, "MOST_BYTES_AN_HOUR", 10**9)
    monkeypatch.setitem(limits.RATES, "upload", (limits.Rate(1, limits.HOUR, limits.Per.KEY),))
    files = [photo(body=picture(size=(8, side))) for side in (5, 6)]
    statuses = [bring(client, form, ticket, file=file).status_code for file in files]

    assert (heavy.status_code, heavy.json()["code"]) == (429, "too_many")
    assert statuses == [201, 429]


def test_no_cookie_counts_and_none_is_set(client, form):
    answer = bring(Client(enforce_csrf_checks=True), form, ticket_of(client, form))

    assert answer.status_code == 201
    assert answer.cookies == {}
    assert json.loads(answer.content)["state"] == "clean"
