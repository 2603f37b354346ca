"""Where a scanner is configured, a file stays shut until it calls it clean; a virus is deleted."""

import socket

import pytest

from forms_app.models import Submission, Upload
from forms_app.scanning import NotScanned, Scanner, scanner_at
from outbox.delivering import deliver_waiting
from outbox.models import Message
from tests.factories.sessions import sign_in
from tests.forms_app.clamd import EICAR, running_clamd
from tests.forms_app.engine.hostile_files import picture
from tests.forms_app.filed import (
    PAPER,
    PHOTO,
    begun,
    filed_form,
    ids_in,
    photo,
    posted,
    stored,
)


@pytest.fixture
def clamd():
    with running_clamd() as running:
        yield running


def test_the_scanner_is_shown_every_byte_and_says_what_it_found(clamd):
    large = bytes(range(256)) * 1000

    assert scanner_at(clamd.url).virus_in(large) == ""
    assert scanner_at(clamd.url).virus_in(b"a" + EICAR) == "Eicar-Test-Signature"
    assert clamd.seen[0] == large


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"", b"stream: "])
def test_any_other_answer_is_no_answer(clamd, answer):
    clamd.answer = answer

    with pytest.raises(NotScanned):
        scanner_at(clamd.url).virus_in(b"a")


def test_a_scanner_that_is_not_there_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]

    with pytest.raises(NotScanned, match="ConnectionRefusedError"):
        Scanner(("127.0.0.1", port)).virus_in(b"a")
    with pytest.raises(NotScanned):
        Scanner("/nowhere/clamd.sock").virus_in(b"a")


def test_addresses_of_scanners():
    assert scanner_at("tcp://clamd").address == ("clamd", 3310)
    assert scanner_at("unix:///run/clamd.sock").address == "/run/clamd.sock"
    with pytest.raises(ValueError, match="CLAMD_URL"):
        scanner_at("http://clamd")


@pytest.fixture
def form(town):
    return filed_form(town.community)


def send(client, form, **given):
    """Return the submission of somebody who sent a photo and more."""
    ticket = begun(client, form)
    page = posted(client, form, ticket, **{PHOTO: photo()}, **given)
    ids = {key: ids_in(page, key) for key in (PHOTO, PAPER)}
    posted(client, form, ticket, "send", **ids)
    return Submission.objects.get()


@pytest.mark.django_db
def test_a_file_can_be_sent_while_it_is_checked_and_is_opened_after(
    client, form, town, settings, clamd
):
    settings.CLAMD_URL = clamd.url
    kept = send(client, form)
    office = sign_in(town.staff())
    upload = kept.uploads.get()
    address = f"/admin/submissions/{kept.pk}/files/{upload.uid}/"

    assert upload.state == "quarantine"
    assert "正在检查" in office.get(f"/admin/submissions/{kept.pk}/").content.decode()
    assert office.get(address).status_code == 404

    assert deliver_waiting() >= 1

    upload.refresh_from_db()
    assert upload.state == "clean"
    assert office.get(address).status_code == 200
    assert len(clamd.seen) == 1


@pytest.mark.django_db
def test_a_virus_is_deleted_and_told_to_the_sender_and_the_inbox(
    client, form, town, settings, clamd
):
    settings.CLAMD_URL = clamd.url
    kept = send(client, form, **{PAPER: photo("说明.txt", EICAR)})
    assert len(stored()) == 2

    deliver_waiting()

    assert len(stored()) == 1
    [infected] = kept.uploads.filter(state="refused")
    assert (infected.path, infected.refusal["code"]) == ("", "virus_found")
    assert [event.kind for event in kept.events.all()] == ["infected"]
    page = sign_in(town.staff()).get(f"/admin/submissions/{kept.pk}/").content.decode()
    assert "查出病毒，已经删除" in page
    told = client.post("/forms/status/", {"reference": kept.reference, "code": code(kept)})
    assert "没有通过安全检查" in told.content.decode()


def code(kept: Submission) -> str:
    from forms_app.actions.submit import code_of

    return code_of(kept)


@pytest.mark.django_db
def test_a_virus_found_before_sending_stops_the_form_with_words(client, form, settings, clamd):
    settings.CLAMD_URL = clamd.url
    ticket = begun(client, form)
    page = posted(client, form, ticket, **{PHOTO: photo(), PAPER: photo("说明.txt", EICAR)})
    ids = {key: ids_in(page, key) for key in (PHOTO, PAPER)}

    deliver_waiting()
    refused = posted(client, form, ticket, "send", **ids)
    again = posted(client, form, ticket, **ids | {PAPER: photo("说明.txt", EICAR)})

    assert refused.status_code == 422
    assert "没有通过安全检查" in refused.content.decode()
    assert again.status_code == 422
    assert Submission.objects.count() == 0
    assert Upload.objects.filter(state="refused").count() == 1


@pytest.mark.django_db
def test_without_an_answer_the_file_stays_shut_and_is_asked_about_again(
    client, form, settings, clamd
):
    settings.CLAMD_URL = clamd.url
    clamd.answer = b"INSTREAM size limit exceeded. ERROR"
    kept = send(client, form)

    assert deliver_waiting() == 0

    assert kept.uploads.get().state == "quarantine"
    assert Message.objects.get(topic="upload_scan").state == "waiting"


@pytest.mark.django_db
def test_a_file_that_went_meanwhile_is_not_scanned(client, form, settings, clamd):
    settings.CLAMD_URL = clamd.url
    posted(client, form, begun(client, form), **{PHOTO: photo("x.jpg", picture())})
    Upload.objects.all().delete()

    deliver_waiting()

    assert clamd.seen == []
