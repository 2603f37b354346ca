"""Requests that mean harm, at every door of a form: refused in words, and nothing is kept."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from forms_app.models import (
    Draft,
    Form,
    FormVersion,
    PlaceCount,
    Submission,
    SubmissionEvent,
    SubmissionMark,
    Upload,
)
from forms_app.tickets import new_ticket
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import answers_to
from tests.forms_app.filed import PHOTO, filed_form, stored

# Django notes bodies that are too large as errors of security.
pytestmark = [pytest.mark.django_db, pytest.mark.logs_errors]

ZH, EN = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}, {"HTTP_ACCEPT_LANGUAGE": "en"}
KEPT = (Submission, Draft, Upload, SubmissionMark, SubmissionEvent, PlaceCount, FormVersion, Form)
CHINESE = re.compile("[\u4e00-\u9fff]")

# What stands where a text is expected; each in JSON, as it comes over the line.
BODIES = {
    "nothing": b"",
    "no JSON": b"{not json",
    "a list": b"[1]",
    "a number": b"1",
    "null": b"null",
    "not a number": b'{"ticket": NaN, "answers": {"a": NaN}, "owner": NaN, "version": NaN}',
    "infinity": b'{"ticket": Infinity, "answers": -Infinity, "version": Infinity}',
    "1e400": b'{"version": 1e400, "answers": {"a": 1e400}, "ticket": 1e400, "key": 1e400}',
    "a number of 5000 digits": b'{"version": ' + b"9" * 5000 + b', "ticket": "x", "answers": {}}',
    "a number beyond the database": b'{"version": 99999999999999999999, "ticket": "x", "key": "'
    + b"k" * 32 + b'", "answers": {}}',
    "mixed types": b'{"ticket": ["x"], "answers": [[]], "version": "1", "key": {}, "proof": []}',
    "half a sign": b'{"ticket": "\\ud800", "answers": {"\\udfff": "\\ud800"}, "key": "'
    + b"\\ud800" * 32 + b'", "version": 1, "phone": "\\ud800", "id": "\\ud800"}',
    "nul": b'{"ticket": "a\\u0000b", "answers": {"a\\u0000": "\\u0000"}, "place": "\\u0000", '
    b'"reference": "\\u0000", "code": "\\u0000", "phone": "\\u0000", "proof": "\\u0000"}',
    "not UTF-8": b'{"ticket": "\xff\xfe\xed\xa0\x80", "answers": {}}',
    "lists in lists": b"[" * 100_000,
    "objects in objects": b'{"answers":' * 20_000,
    "deep and closed": b'{"answers": ' + b"[" * 900 + b"]" * 900 + b"}",
    "a name twice": b'{"ticket": "a", "ticket": "b", "answers": {}, "answers": {}}',
    "names of prototypes": b'{"__proto__": {"x": 1}, "constructor": {"y": 2}, "ticket": "x"}',
    "too large": b'{"ticket": "x", "answers": {"a": "' + b"a" * 3_000_000 + b'"}}',
    "too many names": b'{"ticket": "x", "answers": {'
    + b",".join(b'"n%d": "x"' % number for number in range(5000)) + b"}}",
}  # fmt: skip
API = (
    ("post", "{slug}/tickets"), ("post", "{slug}/submissions"), ("put", "{slug}/drafts"),
    ("post", "drafts/resume"), ("post", "submissions/status"), ("post", "{slug}/phone-codes"),
    ("post", "{slug}/phone-codes/confirm"), ("post", "{slug}/files/remove"),
)  # fmt: skip
# What a body of this name is to one operation: all of its parts may be left out.
WELCOME = {("post", "{slug}/tickets"): {"names of prototypes", "nul", "too many names"}}


def counts():
    return {model: model.objects.count() for model in KEPT}


def outsider(**language):
    found = Client(**language)
    found.raise_request_exception = False
    return found


@pytest.mark.parametrize(("method", "path"), API)
def test_the_api_refuses_every_hostile_body_as_a_problem(form, method, path):
    client, before, wrong = outsider(**ZH), counts(), []

    for name, body in BODIES.items():
        answer = client.generic(
            method.upper(), f"/api/v1/forms/{path.format(slug=form.slug)}", body,
            content_type="application/json",
        )  # fmt: skip
        if name in WELCOME.get((method, path), ()):
            assert answer.status_code == 200
            continue
        is_problem = answer["Content-Type"] == "application/problem+json"
        if not 400 <= answer.status_code < 500 or not is_problem:
            wrong.append((name, answer.status_code))
        elif not CHINESE.search(answer.json()["detail"]):
            wrong.append((name, answer.json()["detail"]))

    assert wrong == []
    assert counts() == before


@pytest.mark.parametrize("path", ["offline/ticket/", "offline/send/"])
def test_what_waited_of_an_account_is_held_to_its_shape_too(town, form, path):
    worker = sign_in(town.staff(role=Post.Role.GRID_WORKER))
    worker.raise_request_exception = False
    owner = worker.get("/forms/offline/account/").json()["owner"]
    before, wrong = counts(), []

    for name, body in BODIES.items():
        owned = body.replace(b"{", b'{"owner": "%s", ' % owner.encode(), 1)
        answer = worker.generic(
            "POST", f"/forms/{form.slug}/{path}", owned, content_type="application/json", **ZH
        )
        if not 400 <= answer.status_code < 500:
            wrong.append((name, answer.status_code))
        elif "too large" not in name and not CHINESE.search(answer.json()["detail"]):
            wrong.append((name, answer.json()["detail"]))

    assert wrong == []
    assert counts() == before


def test_what_waited_with_halves_of_signs_in_it_is_refused_under_a_real_ticket(town, form):
    worker = sign_in(town.staff(role=Post.Role.GRID_WORKER))
    worker.raise_request_exception = False
    owner = worker.get("/forms/offline/account/").json()["owner"]
    ticket = str(new_ticket(form.current))
    whole = {"owner": owner, "ticket": ticket, "answers": answers_to(form)}
    before = counts()

    for changed in (
        {"answers": answers_to(form, long_text="\ud800")},
        {"answers": answers_to(form) | {"\ud800": "x"}},
        {"helped": "\ud800", "agreed": "phone"},
    ):
        answer = worker.post(
            f"/forms/{form.slug}/offline/send/", json.dumps(whole | changed),
            content_type="application/json",
        )  # fmt: skip
        assert answer.status_code == 422

    assert counts() == before


def multipart(*parts, boundary="b"):
    body = b"".join(b"--b\r\n" + head + b"\r\n\r\n" + content + b"\r\n" for head, content in parts)
    return body + b"--b--\r\n", f"multipart/form-data; boundary={boundary}"


FIELD = b'Content-Disposition: form-data; name="step"'
FORMS = {
    "no name": multipart((b"Content-Disposition: form-data", b"x")),
    "no head": (b"--b\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b"),
    "no boundary": (b"x", "multipart/form-data"),
    "a boundary without end": multipart((FIELD, b"x"), boundary="b" * 500),
    "cut off": (b"--b\r\nContent-Disposition: form-da", "multipart/form-data; boundary=b"),
    "a file without a name": multipart(
        (b'Content-Disposition: form-data; name="file"; filename=""', b"x")
    ),
    "a name with a way up": multipart(
        (b'Content-Disposition: form-data; name="../../x"; filename="../../../etc/passwd"', b"x")
    ),
    "not UTF-8": (b"step=\xff\xfe&at=%ff%fe%ed%a0%80", "application/x-www-form-urlencoded"),
    "nul": (b"step=%00&at=%00&ticket=%00&rows=%00:1&then=%00", "application/x-www-form-urlencoded"),
    "half a sign": (b"step=%ED%A0%80&ticket=%ED%B0%80", "application/x-www-form-urlencoded"),
    "too many names": (
        b"&".join(b"n%d=x" % number for number in range(10_001)),
        "application/x-www-form-urlencoded",
    ),
    "too large": (b"step=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
    "an unknown kind": (b"<xml/>", "application/xml"),
    "an unknown charset": (b"step=x", "application/x-www-form-urlencoded; charset=nothing-such"),
    "another charset": (
        "step=甲".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16",
    ),
    "numbers beyond all": (
        b"step=next&since=" + b"9" * 11 + b"&rows=f:999999&spent=f:1e400,x:9999999",
        "application/x-www-form-urlencoded",
    ),
    "digits of other scripts": (
        "step=next&since=٣٣٣&rows=f:٣٣&reference=²²²²²²²²²&code=１２３４５６".encode(),
        "application/x-www-form-urlencoded",
    ),
}  # fmt: skip


@pytest.mark.parametrize("path", ["{slug}/", "status/", "{slug}/files/", "{slug}/files/remove/"])
def test_pages_answer_every_hostile_body_without_breaking(form, path):
    client, before, wrong = outsider(**ZH), counts(), []

    for name, (body, content_type) in FORMS.items():
        address = f"/forms/{path.format(slug=form.slug)}"
        answer = client.generic("POST", address, body, content_type=content_type)
        # A page that was not understood is shown again, with its form.
        is_shown = answer.status_code == 200 and 'name="ticket"' in answer.content.decode()
        if not (is_shown or 400 <= answer.status_code < 500):
            wrong.append((name, answer.status_code))
        elif not CHINESE.search(answer.content.decode().encode().decode("unicode-escape", "replace")
                                + answer.content.decode()):  # fmt: skip
            wrong.append((name, answer.content[:200]))

    assert wrong == []
    assert counts() == before


def test_places_and_names_that_no_step_has_are_kept_nowhere(form):
    """The draft is kept; what stands for its step could be one in an address, or is nothing."""
    client, fields = outsider(**ZH), list(form.current.definition.fields)
    for at in ("\0", "x" * 500, "../../x", "check\0", "<script>"):
        ticket = str(new_ticket(form.current))
        given = {"ticket": ticket, "step": "save", "at": at, fields[0].key: "\0\u202e"}
        assert client.post(f"/forms/{form.slug}/", given).status_code == 200
        body = {"ticket": ticket, "answers": {}, "place": at[:64]}
        kept = client.put(
            f"/api/v1/forms/{form.slug}/drafts", json.dumps(body), content_type="application/json"
        )
        assert kept.status_code == 200

    assert {draft.place for draft in Draft.objects.all()} == {"", "x" * 64}
    assert Draft.objects.count() == 5


QUERIES = ("%00", "%ED%A0%80", "9" * 400, "x" * 3000, "%E2%80%AE%3Cscript%3E%27{{7*7}}")


@pytest.mark.parametrize(
    "path",
    [
        "/forms/{slug}/?community={0}&source={0}", "/forms/{slug}/areas/?level={0}",
        "/forms/{slug}/areas/?within={0}&at={0}", "/forms/{slug}/areas/?at={0}",
        "/forms/{slug}/map/?within={0}", "/forms/status/?number={0}",
        "/forms/{slug}/document/1/?lang={0}", "/forms/{slug}/results/?version={0}",
        "/forms/{slug}/embed/?community={0}", "/forms/{slug}/offline/?x={0}",
        "/api/v1/forms?area={0}", "/api/v1/forms?limit={0}&offset={0}",
        "/api/v1/forms/{slug}?v={0}",
    ],
)  # fmt: skip
def test_addresses_answer_every_hostile_question(form, path):
    client, before = outsider(**ZH), counts()

    found = {
        query: client.get(path.replace("{slug}", form.slug).replace("{0}", query)).status_code
        for query in QUERIES
    }

    assert {query: status for query, status in found.items() if status >= 500} == {}
    assert counts() == before


@pytest.mark.parametrize(
    "path",
    ["/forms/{0}/", "/forms/{slug}/done/{0}/", "/forms/{slug}/filling/{0}/{0}/",
     "/forms/{slug}/document/{0}/", "/api/v1/forms/{0}", "/api/v1/forms/{slug}/versions/{0}"],
)  # fmt: skip
def test_addresses_that_nobody_made_lead_nowhere(form, path):
    client = outsider(**ZH)

    for query in QUERIES:
        address = path.replace("{slug}", form.slug).replace("{0}", query)
        assert client.get(address).status_code in (302, 404, 422), query


def test_files_that_lie_at_the_door_are_refused_and_leave_nothing(town, client):
    form = filed_form(town.community)
    ticket = str(new_ticket(form.current))
    before = counts()
    lies = {
        "x.jpg": b"<script>alert(1)</script>", "x.png": b"GIF89a<script>", "x.jpg.exe": b"MZ\0\0",
        "x.svg": b'<svg onload="alert(1)"/>', "\0.jpg": b"", "..\\..\\x.jpg": b"PK\x03\x04",
        "\u202egpj.exe": b"MZ", "con.jpg": b"\xff\xd8\xff", "x" * 500 + ".jpg": b"%PDF-1.7",
    }  # fmt: skip

    for name, content in lies.items():
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"'.encode()
        body, content_type = multipart(
            (b'Content-Disposition: form-data; name="ticket"', ticket.encode()),
            (b'Content-Disposition: form-data; name="field"', PHOTO.encode()),
            (head + b"\r\nContent-Type: image/jpeg", content),
        )
        for path in (f"/forms/{form.slug}/files/", f"/api/v1/forms/{form.slug}/files"):
            answer = client.generic("POST", path, body, content_type=content_type, **ZH)
            said = answer.json().get("message") or answer.json().get("detail")
            assert answer.status_code == 422, (name, path)
            assert CHINESE.search(said), (name, said)

    assert stored() == []
    assert {one.state for one in Upload.objects.all()} <= {"refused"}
    assert {m: n for m, n in counts().items() if m is not Upload} == {
        m: n for m, n in before.items() if m is not Upload
    }


def test_documents_that_mean_harm_are_refused_at_the_desk_and_make_no_form(town, form):
    author = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))
    author.raise_request_exception = False
    document = json.dumps(form.definition.document())
    before, wrong = counts(), []
    chosen = ("nothing", "a list", "1e400", "a name twice", "lists in lists", "half a sign")
    deep = "[" * 900 + "]" * 900
    bodies = {name: BODIES[name].decode() for name in chosen} | {
        "deep rules": document.replace('"rules": [', f'"rules": [{deep},'),
        "deep samples": document.replace(
            '"samples": [', f'"samples": [{{"name": "x", "expect": {{"path": {deep}}}}},'
        ),
        "deep options": document.replace('"options": {', f'"options": {{"choices": {deep},', 1),
        "steps beyond all": json.dumps(json.loads(document) | {"steps": [{}] * 5000}),
    }

    for name, body in bodies.items():
        answer = author.post(reverse("form_imports:make"), {"document": body, "title": "x"}, **ZH)
        if answer.status_code != 422 or not CHINESE.search(answer.content.decode()):
            wrong.append((name, answer.status_code))

    assert wrong == []
    assert counts() == before


@pytest.mark.parametrize("language", [ZH, EN], ids=["zh", "en"])
def test_what_is_refused_is_said_in_the_language_of_the_reader(form, language):
    client = outsider(**language)

    told = [
        client.generic("POST", f"/api/v1/forms/{form.slug}/submissions", body,
                       content_type="application/json").json()["detail"]
        for body in (b"{", b'{"ticket": 5}', b'{"ticket": "x", "ticket": "x", "answers": {}}')
    ]  # fmt: skip

    assert all(bool(CHINESE.search(words)) == (language is ZH) for words in told)
    assert len(set(told)) == 2
