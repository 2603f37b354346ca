"""What somebody signed in filled in without a connection: sent in their name alone, and once."""

import json

import pytest
from django.test import Client

from forms_app.models import Form, Submission, SubmissionEvent
from forms_app.models.form import FormAudience, OncePer
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import draft, key_of, question
from tests.forms_app.conftest import answers_to
from tests.forms_app.coursed import written
from tests.forms_app.filed import PHOTO, WORDS, filed_form, photo

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef0123456789abcdef"


def post(client, path, **body):
    return client.post(f"/forms/{path}", json.dumps(body), content_type="application/json")


def owner_in(client) -> str:
    return client.get("/forms/offline/account/").json()["owner"]


def begun(client, form, key=KEY, **changed):
    body = {"owner": owner_in(client), "key": key, "version": form.current.number} | changed
    return post(client, f"{form.slug}/offline/ticket/", **body)


def send(client, form, given, **changed):
    ticket = begun(client, form).json()["ticket"]
    body = {"owner": owner_in(client), "ticket": ticket, "answers": given} | changed
    return post(client, f"{form.slug}/offline/send/", **body)


def without_post(town):
    person = town.staff()
    person.posts.all().delete()
    return person


@pytest.fixture
def for_staff(form):
    Form.objects.filter(pk=form.pk).update(audience=FormAudience.STAFF)
    form.refresh_from_db()
    return form


@pytest.fixture
def worker(town):
    return sign_in(town.staff(role=Post.Role.GRID_WORKER))


def test_the_page_is_the_same_for_everybody_and_the_account_is_told_to_its_session(client, worker):
    page, other = client.get("/forms/offline/"), worker.get("/forms/offline/")
    account = worker.get("/forms/offline/account/")

    assert page.content == other.content
    assert "private" not in page["Cache-Control"]
    assert client.get("/forms/offline/account/").status_code == 401
    assert set(account.json()) == {"owner", "name", "secret", "csrf", "ways"}
    assert "no-store" in account["Cache-Control"]


def test_two_accounts_have_different_owners_and_secrets(town, worker):
    mine = worker.get("/forms/offline/account/").json()
    other = sign_in(town.staff(role=Post.Role.GRID_WORKER)).get("/forms/offline/account/").json()

    assert mine["owner"] != other["owner"]
    assert mine["secret"] != other["secret"]


def test_a_form_for_staff_is_told_to_who_may_fill_it_in_alone(client, town, for_staff, worker):
    path = f"/forms/{for_staff.slug}/offline/form/"
    resident = sign_in(without_post(town))
    found = worker.get(path).json()

    assert found["document"]["title"] == for_staff.title
    assert "samples" not in found["document"]
    assert found["may_help"] is True
    assert (client.get(path).status_code, resident.get(path).status_code) == (401, 404)


def test_it_is_sent_once_in_the_name_of_who_filled_it_in(for_staff, worker):
    first = send(worker, for_staff, answers_to(for_staff))
    again = send(worker, for_staff, answers_to(for_staff))

    submission = Submission.objects.get()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["reference"] == submission.reference
    assert submission.person_id == int(worker.session["_auth_user_id"])


def test_for_somebody_else_who_and_how_they_agreed_are_on_record(form, worker):
    given = answers_to(form)
    silent = send(worker, form, given, helped="林样例")
    told = send(worker, form, given, helped="林样例", agreed="present")

    [event] = SubmissionEvent.objects.filter(kind=SubmissionEvent.Kind.FILLED_IN)
    assert (silent.status_code, silent.json()["code"]) == (409, "not_agreed")
    assert (told.status_code, told.json()["code"]) == (201, "")
    assert event.words.startswith("林样例 · ")
    assert event.actor_id == int(worker.session["_auth_user_id"])
    assert Submission.objects.get().person is None


def test_who_has_no_post_fills_in_for_nobody(town, form):
    answer = send(
        sign_in(without_post(town)), form, answers_to(form), helped="林样例", agreed="present"
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "no_help")
    assert Submission.objects.count() == 0


def test_without_a_session_it_waits_and_another_account_does_not_send_it(town, for_staff, worker):
    ticket, owner = begun(worker, for_staff).json()["ticket"], owner_in(worker)
    other = sign_in(town.staff(role=Post.Role.GRID_WORKER))
    body = {"owner": owner, "ticket": ticket, "answers": answers_to(for_staff)}

    ended = post(Client(), f"{for_staff.slug}/offline/send/", **body)
    foreign = post(other, f"{for_staff.slug}/offline/send/", **body)

    assert (ended.status_code, ended.json()["code"]) == (401, "sign_in")
    assert (foreign.status_code, foreign.json()["code"]) == (403, "other_account")
    assert Submission.objects.count() == 0


def test_who_lost_the_post_meanwhile_sends_nothing(town, for_staff, worker):
    assert begun(worker, for_staff).status_code == 200
    Post.objects.all().delete()

    assert begun(worker, for_staff).status_code == 404


def test_no_other_site_sends_in_somebodys_name(for_staff, worker):
    worker.handler.enforce_csrf_checks = True

    assert begun(worker, for_staff).status_code == 403


def test_a_form_once_per_person_is_sent_by_who_is_signed_in(town, form):
    Form.objects.filter(pk=form.pk).update(once_per=OncePer.PERSON)
    resident = sign_in(without_post(town))

    first = send(resident, form, answers_to(form))
    second = send(resident, form, answers_to(form, long_text="又一件事"))

    assert (first.status_code, second.status_code) == (201, 409)


def test_photos_go_before_under_the_same_ticket(town, worker):
    form = filed_form(town.community)
    ticket = begun(worker, form).json()["ticket"]
    sent = worker.post(
        f"/forms/{form.slug}/files/", {"ticket": ticket, "field": PHOTO, "file": photo()}
    )
    answer = send(worker, form, {WORDS: ["路灯不亮"], PHOTO: [sent.json()["id"]]})

    assert (sent.status_code, answer.status_code) == (201, 201)
    assert Submission.objects.get().uploads.count() == 1


def test_what_is_wrong_is_said_by_place(form, worker):
    answer = send(worker, form, answers_to(form, phone="139"))

    phone = next(one.key for one in form.current.definition.fields if one.type == "phone")
    [error] = answer.json()["errors"]
    assert answer.status_code == 422
    assert error["where"] == ["body", "answers", phone]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("answers", [None, [], {"a": 1}, {"a": [1]}, {"a": {"b": "c"}}])
def test_what_has_another_shape_is_refused(form, worker, answers):
    answer = send(worker, form, answers)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("changed", [{"key": "x"}, {"version": "1"}, {"version": 99}])
def test_a_ticket_is_given_for_a_key_and_a_version_alone(form, worker, changed):
    assert begun(worker, form, **changed).status_code == 422


def test_the_page_of_a_form_leads_to_the_page_without_a_connection(client, town, form, worker):
    public = client.get(f"/forms/{form.slug}/").content.decode()
    own = worker.get(f"/forms/{form.slug}/").content.decode()

    assert f'href="/forms/{form.slug}/offline/"' in public
    assert f'href="/forms/offline/#{form.slug}"' in own


def test_what_waited_is_sent_once_its_phone_number_is_shown_to_be_ones_own(town, worker):
    form = draft(town.city, question(1), question(2, "phone", "手机号", checked=True))
    form.get_latest_revision().publish()
    form.refresh_from_db()
    given = {key_of(1): ["林样例"], key_of(2): ["139 0000 0001"]}
    before = send(worker, form, given)
    ticket = begun(worker, form).json()["ticket"]
    asked = {"owner": owner_in(worker), "ticket": ticket, "phone": "139 0000 0001"}
    path = f"{form.slug}/offline/code/"

    nobody = post(worker, path, **asked | {"owner": "somebody else"})
    number = post(worker, path, **asked | {"phone": "139"})
    coming = post(worker, path, **asked)
    at_once = post(worker, path, **asked)
    [code] = [content["params"]["code"] for content in written("sms")]
    wrong = post(worker, path, **asked | {"code": f"{(int(code) + 1) % 10**6:06d}"})
    right = post(worker, path, **asked | {"code": code})
    after = send(worker, form, given)

    [problem] = before.json()["errors"]
    assert problem["where"] == ["body", "answers", key_of(2)]
    assert problem["code"] == "phone_unproven"
    assert (nobody.status_code, nobody.json()["code"]) == (403, "other_account")
    assert number.status_code == 422
    assert coming.json() == {"phone": "139****0001"}
    assert at_once.json()["code"] == "code_soon"
    assert (wrong.status_code, wrong.json()["code"]) == (422, "phone_code_wrong")
    assert (right.status_code, after.status_code) == (200, 201)
    assert Submission.objects.get().values[key_of(2)] == "+8613900000001"
