"""What hostile programs send to the addresses of forms: refused, and nothing is kept."""

import json
from itertools import count

import pytest

from forms_app import limits, proving
from forms_app.models import Draft, Submission
from forms_app.tickets import new_ticket
from tests.forms_app.conftest import answers_to

pytestmark = pytest.mark.django_db
MUCH = "a" * 10_000_000
REGEX_BOMBS = ("a" * 5000 + "!", "1" * 5000 + "x", "@" * 3000, "1,1" * 2000, "()" * 2500)


def send_json(client, form, text, path="submissions"):
    return client.generic(
        "POST", f"/api/v1/forms/{form.slug}/{path}", text, content_type="application/json"
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"ticket": "x", "answers": {"a": "' + MUCH + '"}}', 413),
        ("[" * 100_000, 400),
        ('{"ticket": "x", "answers": ' * 20_000, 400),
        ("{not json", 400),
        ("", 422),
        ('{"ticket": "x", "answers": {"a": "\\ud800"}}', 400),
        ('{"ticket": 5, "answers": {}}', 422),
    ],
    ids=["10 MB", "lists in lists", "objects in objects", "no JSON", "nothing", "half a sign",
         "wrong type"],
)  # fmt: skip
def test_bodies_that_mean_harm_are_refused(client, form, text, status):
    answer = send_json(client, form, text)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert (Submission.objects.count(), Draft.objects.count()) == (0, 0)


def test_texts_that_make_patterns_run_on_are_read_at_once(client, form, settings):
    settings.FORM_PROOF_BITS = 0
    fields = list(form.current.definition.fields)

    for text in REGEX_BOMBS:
        body = {"ticket": str(new_ticket(form.current)), "answers": {f.key: text for f in fields}}
        answer = send_json(client, form, json.dumps(body))
        assert answer.status_code == 422

    assert Submission.objects.count() == 0


def test_names_that_reach_into_objects_and_endless_items_are_dropped(client, form, settings):
    settings.FORM_PROOF_BITS = 0
    forged = {
        "__proto__.polluted": "1", "constructor.prototype.x": "1", "steps.0.title": "x",
        "ticket": "x", "csrfmiddlewaretoken": "x", "proof": "1",
        **{f"fb1f4c6a27a5d.{number}.x": "1" for number in range(2000)},
    }  # fmt: skip
    body = {"ticket": str(new_ticket(form.current)), "answers": answers_to(form) | forged}

    answer = send_json(client, form, json.dumps(body))

    assert answer.status_code == 201
    kept = json.dumps(Submission.objects.get().values)
    assert "polluted" not in kept
    assert "csrf" not in kept


def test_markup_in_answers_and_labels_stays_words(client, form, settings):
    settings.FORM_PROOF_BITS = 0
    form.title = "<script>alert(1)</script>"
    form.save_revision().publish()
    for path in ("", "embed/", "offline/"):
        page = client.get(f"/forms/{form.slug}/{path}").content.decode()
        assert "<script>alert(1)" not in page

    manifest = client.get(f"/forms/{form.slug}/app.webmanifest")
    assert manifest.json()["name"] == form.title
    assert manifest["X-Content-Type-Options"] == "nosniff"


def proof_for(ticket):
    return next(str(number) for number in count() if proving.is_proof(ticket, str(number)))


def test_a_proof_lets_a_crowded_address_send_more(client, form, settings, monkeypatch):
    settings.FORM_PROOF_BITS = 5
    monkeypatch.setitem(limits.RATES, "send", (limits.Rate(1, limits.HOUR),))

    def send(words, **more):
        ticket = str(new_ticket(form.current))
        if more:
            more = {"proof": proof_for(ticket)}
        given = answers_to(form, long_text=words) | {"ticket": ticket, "step": "send"} | more
        return client.post(form.get_absolute_url(), given).status_code

    assert [send("一"), send("二"), send("三", proof=True)] == [302, 429, 302]
    assert Submission.objects.count() == 2


def test_a_proof_is_held_to_its_bits(settings):
    settings.FORM_PROOF_BITS = 8
    right = proof_for("ticket")

    assert proving.is_proof("ticket", right)
    assert not any(proving.is_proof("ticket", text) for text in ("", "-1", " 1", "1e3", "٣"))


def test_a_proof_that_served_other_answers_leaves_the_usual_limit(
    client, form, settings, monkeypatch
):
    settings.FORM_PROOF_BITS = 5
    monkeypatch.setitem(limits.RATES, "send", (limits.Rate(1, limits.HOUR),))
    ticket = str(new_ticket(form.current))

    def send(words):
        proved = {"ticket": ticket, "step": "send", "proof": proof_for(ticket)}
        given = answers_to(form, long_text=words) | proved
        return client.post(form.get_absolute_url(), given).status_code

    assert [send("一"), send("一"), send("二"), send("三")] == [302, 302, 302, 429]
    assert Submission.objects.count() == 2
