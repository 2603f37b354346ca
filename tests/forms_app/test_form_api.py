"""Filling a form in by the API: ticket, proof, the same checks, one submission."""

import hashlib
import json
from itertools import count

import pytest

from forms_app import proving
from forms_app.actions.close_submission import close_submission
from forms_app.models import Draft, Submission
from forms_app.models.form import FormAudience, OncePer
from foundation import clock
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import answers_to

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _easy_proof(settings):
    settings.FORM_PROOF_BITS = 6


def proof_for(ticket: str) -> str:
    for number in count():
        digest = hashlib.sha256(f"{ticket}:{number}".encode()).digest()
        if digest[0] >> 2 == 0:
            return str(number)
    raise AssertionError


def post(client, path, body, language="zh-hans", method="post"):
    return getattr(client, method)(
        f"/api/v1/forms/{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"accept-language": language},
    )


def ticket_of(client, form, **body):
    return post(client, f"{form.slug}/tickets", body).json()["ticket"]


def send(client, form, given, ticket=None, proof=None, **options):
    ticket = ticket or ticket_of(client, form)
    body = {"ticket": ticket, "answers": given, "proof": proof or proof_for(ticket)}
    return post(client, f"{form.slug}/submissions", body, **options)


def test_a_form_is_sent_and_asked_after_with_number_and_code(client, form):
    answer = send(client, form, answers_to(form))

    receipt = answer.json()
    submission = Submission.objects.get()
    assert answer.status_code == 201
    assert receipt["reference"] == submission.reference
    assert receipt["next_words"] == form.next_words
    known = {"reference": receipt["reference"], "code": receipt["code"]}
    standing = post(client, "submissions/status", known).json()
    assert (standing["form"], standing["state"], standing["state_words"]) == (
        form.slug, "received", "已收到",
    )  # fmt: skip
    wrong = post(client, "submissions/status", known | {"code": "000000"})
    unknown = post(client, "submissions/status", known | {"reference": "123456789"})
    assert wrong.json() == unknown.json()
    assert wrong.status_code == 404


def test_who_asks_again_is_told_only_when_something_happened(client, form, town):
    receipt = send(client, form, answers_to(form)).json()
    address = f"/api/v1/forms/submissions/{receipt['reference']}"

    def ask(code=receipt["code"], **headers):
        return client.get(address, headers={"submission-code": code, **headers})

    first = ask()
    tag = first["ETag"]
    unchanged = ask(**{"if-none-match": tag})
    wrong = ask("000000" if receipt["code"] != "000000" else "111111", **{"if-none-match": tag})
    [sent] = Submission.objects.all()
    close_submission(by=town.staff(), submission_id=sent.pk, reply="换好了", now=clock.now())
    closed = ask(**{"if-none-match": tag})

    assert (first.status_code, first.json()["state"]) == (200, "received")
    assert first["Cache-Control"] == "private, no-cache"
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", tag)
    assert (wrong.status_code, "ETag" in wrong) == (404, False)
    assert (closed.status_code, closed.json()["reply"]) == (200, "换好了")
    assert closed["ETag"] != tag
    assert client.get(address).status_code == 422


def test_a_number_can_be_asked_after_only_so_often_whoever_asks(client, form):
    receipt = send(client, form, answers_to(form)).json()
    address = f"/api/v1/forms/submissions/{receipt['reference']}"

    seen = [
        client.get(address, headers={"submission-code": f"{number:06d}"}).status_code
        for number in range(9)
    ]

    assert set(seen[:8]) <= {200, 404}
    assert seen[8] == 429


def test_sending_again_under_the_same_key_is_one_submission(client, form):
    """The line broke after sending: the phone takes a fresh ticket under its old key."""
    given = answers_to(form)

    first = send(client, form, given, ticket_of(client, form, key=KEY))
    second = send(client, form, given, ticket_of(client, form, key=KEY))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Submission.objects.count() == 1


def test_what_is_wrong_is_said_by_place_in_the_language_asked_for(client, form):
    phone = next(f.key for f in form.current.definition.fields if f.type == "phone")

    chinese = send(client, form, answers_to(form, phone="139"))
    english = send(client, form, answers_to(form, phone="139"), language="en")

    assert chinese.status_code == 422
    assert chinese.headers["content-type"] == "application/problem+json"
    assert chinese.json()["code"] == "answers_invalid"
    [error] = chinese.json()["errors"]
    assert error["where"] == ["body", "answers", phone]
    assert error["message"] == "手机号应为 11 位，这里是 3 位"
    assert english.json()["errors"][0]["message"].isascii()
    assert Submission.objects.count() == 0


def test_without_a_proof_or_with_a_wrong_one_nothing_is_sent(client, form):
    ticket = ticket_of(client, form)
    right = int(proof_for(ticket))
    wrong = next(str(n) for n in count(right + 1) if not proving.is_proof(ticket, str(n)))

    for proof in ("", wrong, "-1", "0x1", "9" * 13, "１"):
        body = {"ticket": ticket, "answers": answers_to(form), "proof": proof}
        answer = post(client, f"{form.slug}/submissions", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "proof_invalid")

    assert Submission.objects.count() == 0


def test_a_proof_serves_one_set_of_answers_however_often(client, form):
    ticket = ticket_of(client, form)

    first = send(client, form, answers_to(form), ticket)
    replayed = send(client, form, answers_to(form), ticket)
    other = send(client, form, answers_to(form, long_text="别的事"), ticket)

    assert (first.status_code, replayed.status_code) == (201, 200)
    assert (other.status_code, other.json()["code"]) == (409, "proof_used")
    assert Submission.objects.count() == 1


def test_a_refused_form_gives_the_proof_back(client, form):
    ticket = ticket_of(client, form)

    refused = send(client, form, answers_to(form, phone="1"), ticket)
    mended = send(client, form, answers_to(form), ticket)

    assert (refused.status_code, mended.status_code) == (422, 201)


@pytest.mark.parametrize("ticket", ["", "x", "e30:1abc:forged"])
def test_a_forged_ticket_sends_nothing(client, form, ticket):
    body = {"ticket": ticket, "answers": answers_to(form), "proof": "1"}

    answer = post(client, f"{form.slug}/submissions", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "ticket_invalid")
    assert Submission.objects.count() == 0


def test_undeclared_names_and_inputs_of_the_page_are_dropped(client, form):
    given = answers_to(form) | {
        "is_staff": "1",
        "status": "closed",
        "person": ["1"],
        "__proto__": "x",
    }

    assert send(client, form, given).status_code == 201

    kept = Submission.objects.get()
    assert set(kept.values) <= {field.key for field in form.current.definition.fields}
    assert (kept.person, kept.state) == (None, "received")


@pytest.mark.parametrize(
    "answers",
    [
        [],
        "x",
        None,
        {"a": 1},
        {"a": {"b": "c"}},
        {"a": [1]},
        {"a": [["x"]]},
        {"a": ["x"] * 101},
        {"a": "x" * 20_001},
        {"k" * 121: "x"},
        {f"k{n}": "x" for n in range(3001)},
    ],
)
def test_answers_of_the_wrong_shape_are_refused(client, form, answers):
    body = {"ticket": "x", "answers": answers, "proof": "1"}

    answer = post(client, f"{form.slug}/submissions", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_form_that_is_kept_is_gone_on_with_by_its_code(client, form):
    fields = form.current.definition.fields
    text = next(field.key for field in fields if field.type == "long_text")
    ticket = ticket_of(client, form)

    body = {"ticket": ticket, "answers": {text: "才写了一半"}, "place": "p2"}
    kept = post(client, f"{form.slug}/drafts", body, method="put").json()
    known = {"reference": kept["reference"], "code": kept["code"]}
    resumed = post(client, "drafts/resume", known).json()

    assert (resumed["slug"], resumed["place"]) == (form.slug, "p2")
    assert resumed["answers"] == {text: ["才写了一半"]}
    whole = answers_to(form)
    assert send(client, form, whole, resumed["ticket"]).status_code == 201
    assert Draft.objects.get().submission == Submission.objects.get()
    assert post(client, "drafts/resume", known | {"code": "000000"}).status_code == 404


def test_forms_for_staff_or_for_signed_in_people_are_not_begun_here(client, form):
    form.once_per = OncePer.PERSON
    form.save()
    signed_in = post(client, f"{form.slug}/tickets", {})
    form.once_per, form.audience = "", FormAudience.STAFF
    form.save()
    staff = post(client, f"{form.slug}/tickets", {})
    gone = post(client, "no-such-form/tickets", {})

    assert (signed_in.status_code, signed_in.json()["code"]) == (403, "sign_in")
    assert (staff.status_code, gone.status_code) == (404, 404)


def test_a_ticket_for_an_earlier_version_holds_to_it(client, form):
    label = form.current.definition.title
    form.title = "换了名字"
    form.save_revision().publish()

    earlier = post(client, f"{form.slug}/tickets", {"version": 1}).json()
    none = post(client, f"{form.slug}/tickets", {"version": 99})
    sent = send(client, form, answers_to(form), earlier["ticket"])

    assert (earlier["version"], none.status_code, sent.status_code) == (1, 404, 201)
    assert Submission.objects.get().version.document["title"] == label


def test_one_address_cannot_begin_without_end(client, form):
    statuses = {post(client, f"{form.slug}/tickets", {}).status_code for _ in range(121)}

    assert statuses == {200, 429}


def test_no_cookie_is_set_and_none_counts(form, town):
    answer = send(sign_in(town.staff()), form, answers_to(form))

    assert answer.status_code == 201
    assert Submission.objects.get().person is None
    assert "set-cookie" not in answer.headers
