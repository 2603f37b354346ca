"""Files come with the page or by a script, belong to who sent them, and go when answers go."""

import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from forms_app.actions.erase_submission import erase_submission
from forms_app.actions.keeping_uploads import drop_due, take_over
from forms_app.actions.purge_submissions import purge_submissions
from forms_app.actions.receive_upload import UNSENT_FOR, receive_upload
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.duties import DUTIES, drop_files
from forms_app.erasures import erased
from forms_app.file_store import opened
from forms_app.models import Draft, Submission, Upload
from forms_app.queries import unproven_purges
from foundation import clock
from people.models import User
from people.traces import Traces
from tests.forms_app.engine.hostile_files import located_photo, office, pdf, picture
from tests.forms_app.filed import (
    PAPER,
    PHOTO,
    SIGNED,
    begun,
    filed_form,
    ids_in,
    photo,
    posted,
    stored,
    ticket_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(town):
    return filed_form(town.community)


def sent(client, form, **given):
    """Return what somebody sent with one photo."""
    ticket = begun(client, form)
    page = posted(client, form, ticket, **({PHOTO: photo()} | given))
    ids = {key: ids_in(page, key) for key in (PHOTO, PAPER, f"{SIGNED}.drawn")}
    answer = posted(client, form, ticket, "send", **ids, **{f"{SIGNED}.name": "林样例"})
    assert answer.status_code == 302, answer.content.decode()
    return Submission.objects.order_by("-pk").first()


def test_the_page_takes_files_without_any_script_and_carries_them_on(client, form):
    ticket = begun(client, form)

    page = posted(client, form, ticket, **{PHOTO: [photo(), photo("远处.png", picture("PNG"))]})

    text = page.content.decode()
    assert page.status_code == 200
    assert "现场.jpg、远处.png" in text
    assert len(ids_in(page)) == 2
    [first, second] = Upload.objects.order_by("pk")
    assert (first.state, first.media_type, first.submission) == ("clean", "image/jpeg", None)
    assert second.size == len(opened(second.path))


def test_what_was_received_is_listed_with_a_box_to_take_it_back(client, form):
    ticket = begun(client, form)
    [upload_id] = ids_in(posted(client, form, ticket, **{PHOTO: photo()}))

    page = posted(client, form, ticket, "edit", **{PHOTO: upload_id})
    text = page.content.decode()
    again = posted(client, form, ticket, **{PHOTO: upload_id, f"{PHOTO}.remove": upload_id})

    assert 'enctype="multipart/form-data"' in text
    assert "现场.jpg" in text
    assert f'name="{PHOTO}.remove" value="{upload_id}"' in text
    assert again.status_code == 422
    assert "现场.jpg" not in again.content.decode()


def test_a_file_that_is_refused_says_why_beside_its_question_and_is_not_kept(client, form):
    ticket = begun(client, form)

    page = posted(client, form, ticket, **{PHOTO: photo("x.jpg", pdf())})

    text = page.content.decode()
    assert page.status_code == 422
    assert "“x.jpg”这种文件不收，请换成 JPG、PNG、WebP" in text
    assert ids_in(page) == []
    assert stored() == []
    assert Upload.objects.get().state == "refused"


def test_the_other_answers_stay_when_a_file_is_refused(client, form):
    ticket = begun(client, form)

    page = posted(client, form, ticket, **{PHOTO: photo(), PAPER: photo("x.doc", b"MZ123")})

    assert page.status_code == 422
    assert len(ids_in(page)) == 1
    assert 'value="路灯不亮"' in page.content.decode()


def test_a_submission_takes_over_its_files_and_nobody_elses(client, form):
    kept = sent(client, form)

    upload = kept.uploads.get()
    assert kept.values[PHOTO] == [upload.uid]
    assert upload.purge_at is None

    other = Client(headers={"accept-language": "zh-hans"})
    page = posted(other, form, begun(other, form), **{PHOTO: upload.uid})

    assert page.status_code == 422
    assert "这个文件没有传上来" in page.content.decode()
    assert Submission.objects.count() == 1


def test_sending_twice_is_one_submission_and_one_file(client, form):
    ticket = begun(client, form)
    ids = ids_in(posted(client, form, ticket, **{PHOTO: photo()}))

    statuses = [posted(client, form, ticket, "send", **{PHOTO: ids}).status_code for _ in "ab"]

    assert statuses == [302, 302]
    assert Submission.objects.get().uploads.count() == 1
    assert len(stored()) == 1


def test_the_same_photo_under_other_answers_is_copied(client, form, town):
    ticket = begun(client, form)
    upload = receive_upload(
        version=form.current,
        ticket="k1",
        field=form.current.definition.by_key[PHOTO],
        name="a.jpg",
        body=picture(),
        now=clock.now(),
    )
    del ticket
    first, second = (_kept(form, town, number, upload.uid) for number in (1, 2))
    take_over(first, first.values, "k1")
    take_over(second, second.values, "k1")

    assert first.uploads.get().uid == upload.uid
    copy = second.uploads.get()
    assert copy.uid != upload.uid
    assert second.values == {PHOTO: [copy.uid]}
    assert opened(copy.path) == opened(upload.path)
    assert len(stored()) == 2


def _kept(form, town, number, upload_id):
    return Submission.objects.create(
        version=form.current,
        area=town.community,
        reference=f"10000000{number}",
        answers=f'{{"{PHOTO}": ["{upload_id}"]}}',
        idempotency_key=str(number),
        created_at=clock.now(),
    )


def test_the_same_file_is_kept_once_however_often_it_comes(client, form):
    ticket = begun(client, form)

    pages = [posted(client, form, ticket, **{PHOTO: photo()}) for _ in range(2)]

    assert ids_in(pages[0]) == ids_in(pages[1])
    assert len(stored()) == 1


def test_bytes_and_names_lie_sealed_and_without_where_they_were_taken(client, form):
    posted(client, form, begun(client, form), **{PHOTO: photo("林样例的家.jpg", located_photo())})

    [path] = stored()
    with default_storage.open(path) as kept:
        raw = kept.read()
    assert b"JFIF" not in raw
    assert b"SECRET" not in opened(path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, path FROM forms_app_upload")
        [(name, _path)] = cursor.fetchall()
    assert name.startswith("s1.")


def test_a_script_sends_files_at_once_and_takes_them_back(
    client, form, django_capture_on_commit_callbacks
):
    ticket = begun(client, form)
    url = f"/forms/{form.slug}/files/"

    made = client.post(url, {"ticket": ticket, "field": PHOTO, "file": photo()})
    again = client.post(url, {"ticket": ticket, "field": PHOTO, "file": photo()})
    refused = client.post(url, {"ticket": ticket, "field": PHOTO, "file": photo("x.svg", b"<svg>")})

    told = made.json()
    assert (made.status_code, told["name"], told["state"]) == (201, "现场.jpg", "clean")
    assert again.json()["id"] == told["id"]
    assert (refused.status_code, refused.json()["code"]) == (422, "file_markup")
    assert "网页" in refused.json()["message"]

    with django_capture_on_commit_callbacks(execute=True):
        gone = client.post(f"{url}remove/", {"ticket": ticket, "id": told["id"]})

    assert gone.status_code == 204
    assert stored() == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"ticket": "forged"}, 403),
        ({"field": "fnone"}, 422),
        ({"field": "fa1f4c6a27a5d"}, 422),
        ({"file": ""}, 422),
    ],
)
def test_a_script_without_a_ticket_or_a_question_for_files_gets_nowhere(
    client, form, changed, status
):
    asked = {"ticket": begun(client, form), "field": PHOTO, "file": photo()} | changed

    answer = client.post(f"/forms/{form.slug}/files/", asked)

    assert answer.status_code == status
    assert (Upload.objects.count(), stored()) == (0, [])


def test_nobody_takes_back_the_file_of_another(client, form, django_capture_on_commit_callbacks):
    [upload_id] = ids_in(posted(client, form, begun(client, form), **{PHOTO: photo()}))

    asked = {"ticket": begun(client, form), "id": upload_id}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/forms/{form.slug}/files/remove/", asked)

    assert answer.status_code == 204
    assert len(stored()) == 1


def test_a_form_takes_no_more_than_is_enough_of_one_filling_in(form):
    def receive(number):
        return receive_upload(
            version=form.current,
            ticket="k1",
            field=form.current.definition.by_key[PAPER],
            name=f"{number}.txt",
            body=f"{number}".encode(),
            now=clock.now(),
        )

    states = [receive(number).state for number in range(61)]

    assert states == ["clean"] * 60 + ["refused"]
    assert len(stored()) == 60


def test_an_address_cannot_send_without_end(client, form, monkeypatch):
    monkeypatch.setattr("forms_app.limits.MOST_BYTES_AN_HOUR", len(picture()) + 10)
    ticket = begun(client, form)
    asked = {"ticket": ticket, "field": PHOTO}

    first = client.post(f"/forms/{form.slug}/files/", asked | {"file": photo()})
    second = client.post(
        f"/forms/{form.slug}/files/", asked | {"file": photo("b.png", picture("PNG"))}
    )

    page = posted(client, form, ticket, **{PHOTO: photo("c.webp", picture("WEBP"))})

    assert (first.status_code, second.status_code) == (201, 429)
    assert "请过一个小时再试" in page.content.decode()
    assert len(stored()) == 1


@pytest.mark.logs_errors
def test_a_request_that_brings_too_much_is_stopped_before_it_is_read(client, form, monkeypatch):
    ticket = begun(client, form)
    monkeypatch.setattr("config.capped_upload.MOST", 1000)

    assert posted(client, form, ticket, **{PHOTO: photo()}).status_code in (400, 413)
    assert (Upload.objects.count(), stored()) == (0, [])


def test_what_was_never_sent_goes_with_the_clock(client, form):
    posted(client, form, begun(client, form), **{PHOTO: photo()})
    upload = Upload.objects.get()

    assert drop_due(now=upload.created_at + UNSENT_FOR - timedelta(seconds=1)) == 0
    assert len(stored()) == 1
    assert drop_due(now=upload.created_at + UNSENT_FOR) == 1
    assert (Upload.objects.count(), stored()) == (0, [])
    assert drop_files in DUTIES


def test_what_was_sent_does_not_go_with_the_clock(client, form):
    sent(client, form)

    assert drop_due(now=clock.now() + timedelta(days=100)) == 0
    assert len(stored()) == 1


@pytest.mark.parametrize("way", ["withdraw", "erase", "purge"])
def test_files_go_from_the_storage_when_their_submission_lets_them_go(
    client, form, way, django_capture_on_commit_callbacks
):
    kept = sent(client, form, **{PAPER: photo("证明.docx", office())})
    assert len(stored()) == 2

    now = clock.now()
    with django_capture_on_commit_callbacks(execute=True):
        if way == "erase":
            erase_submission(submission_id=kept.pk, now=now)
        else:
            withdraw_submission(submission_id=kept.pk, now=now)
    purge_submissions(now=now + timedelta(days=366))

    assert stored() == []
    assert Upload.objects.count() == 0
    assert unproven_purges() == 0


def test_what_a_broken_connection_left_behind_goes_with_the_clock(client, form):
    kept = sent(client, form)

    # Nothing after the commit runs here, as when the process dies in that moment.
    withdraw_submission(submission_id=kept.pk, now=clock.now())

    assert len(stored()) == 1
    assert drop_due(now=clock.now()) == 1
    assert stored() == []


def test_the_page_of_a_form_without_files_loads_nothing_more(client, town):
    page = client.get(f"/forms/{town.form().slug}/").content.decode()

    assert "uploading.js" not in page
    assert "multipart" not in page


def test_a_signature_is_a_name_with_or_without_a_drawing(client, form):
    ticket = begun(client, form)

    page = posted(
        client,
        form,
        ticket,
        **{
            PHOTO: photo(),
            f"{SIGNED}.name": "林样例",
            f"{SIGNED}.drawn": photo("签名.png", picture("PNG")),
        },
    )

    assert page.status_code == 200
    [drawn] = ids_in(page, f"{SIGNED}.drawn")
    assert Upload.objects.get(uid=drawn).media_type == "image/png"
    assert ticket_of(page)


def test_who_is_forgotten_is_forgotten_in_files_and_their_names_too(
    client, form, django_capture_on_commit_callbacks
):
    kept = sent(client, form, **{PHOTO: photo("林样例的灯.jpg"), PAPER: photo("证.docx", office())})
    person = User.objects.create_user(name="林样例", phone="+8613900000009")
    Submission.objects.filter(pk=kept.pk).update(
        answers=json.dumps({**kept.values, SIGNED: {"name": "林样例"}}, ensure_ascii=False),
        person=person,
    )

    with django_capture_on_commit_callbacks(execute=True):
        erased(person, Traces.of(person), clock.now())

    kept.refresh_from_db()
    assert (PHOTO in kept.values, PAPER in kept.values, SIGNED in kept.values) == (
        True,
        False,
        False,
    )
    assert [upload.uid for upload in kept.uploads.all()] == kept.values[PHOTO]
    assert "林样例" not in kept.uploads.get().name
    assert len(stored()) == 1


def test_files_of_a_draft_stay_as_long_as_it_and_go_with_its_owner(
    client, form, town, django_capture_on_commit_callbacks
):
    posted(client, form, begun(client, form), "save", **{PHOTO: photo()})
    upload, draft = Upload.objects.get(), Draft.objects.get()
    assert upload.ticket == draft.key

    assert drop_due(now=upload.created_at + UNSENT_FOR) == 0
    person = town.staff()
    Draft.objects.update(person=person)
    with django_capture_on_commit_callbacks(execute=True):
        erased(person, Traces.of(person), clock.now())

    assert (Draft.objects.count(), Upload.objects.count(), stored()) == (0, 0, [])
