"""Webhooks: signed, sent again until they are taken, and never into a private network."""

import base64
import hashlib
import hmac
import http.server
import json
import socket
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from foundation import clock
from outbox.delivering import deliver_waiting
from outbox.models import Message, Webhook
from outbox.webhooks.addresses import Forbidden, resolved
from outbox.webhooks.registering import announce, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver():
    """Yield a server on loopback, its requests, and the status that it answers."""

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.taken.append((self.path, dict(self.headers), body))
            self.send_response(self.server.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Door)
    server.taken, server.status = [], 204
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def trusted(settings):
    settings.WEBHOOK_TRUSTED_HOSTS = ["127.0.0.1"]


def address_of(receiver) -> str:
    return f"http://127.0.0.1:{receiver.server_port}/hook?of=tongxin"


def tell(event: str = "shift.opened", key: str = "7") -> None:
    with transaction.atomic():
        announce(event=event, key=key, content={"shift": 7, "area": "370112001001"})


def test_an_event_arrives_signed_and_once(receiver, trusted):
    _, secret = register(url=address_of(receiver), events=["shift.opened"])

    for _ in range(2):
        tell()
    deliver_waiting()

    ((path, headers, body),) = receiver.taken
    assert path == "/hook?of=tongxin"
    data = json.loads(body)
    assert (data["event"], data["shift"], data["area"]) == ("shift.opened", 7, "370112001001")
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{expected}"
    assert Message.objects.get().state == Message.State.DELIVERED


def test_only_who_asked_for_the_event_is_told(receiver, trusted):
    register(url=address_of(receiver), events=["hours.verified"])

    tell("shift.opened")

    assert Message.objects.count() == 0


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_is_not_taken_is_tried_again_and_redirects_are_not_followed(receiver, trusted, status):
    register(url=address_of(receiver), events=["shift.opened"])
    receiver.status = status
    tell()

    assert deliver_waiting() == 0
    message = Message.objects.get()
    assert (message.state, message.last_error) == (Message.State.WAITING, "NotTaken")
    receiver.status = 200
    Message.objects.update(available_at=clock.now() - timedelta(seconds=1))
    assert deliver_waiting() == 1

    assert [path for path, *_ in receiver.taken] == ["/hook?of=tongxin"] * 2
    assert len({headers["Webhook-Id"] for _, headers, _ in receiver.taken}) == 1


def test_who_answers_gone_is_not_called_again(receiver, trusted):
    hook, _ = register(url=address_of(receiver), events=["shift.opened"])
    receiver.status = 410
    tell()
    deliver_waiting()
    tell(key="8")
    deliver_waiting()

    hook.refresh_from_db()
    assert hook.is_active is False
    assert len(receiver.taken) == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fd00::1]",
        "[2002:7f00:1::]",
    ],
)
def test_no_private_address_is_registered(host):
    with pytest.raises(Forbidden):
        register(url=f"https://{host}/hook", events=["shift.opened"])

    assert Webhook.objects.count() == 0


@pytest.mark.parametrize(
    "url", ["http://8.8.8.8/hook", "ftp://8.8.8.8/", "https://me:secret@8.8.8.8/", "https:///hook"]
)
def test_only_plain_https_is_called(url):
    with pytest.raises(Forbidden):
        resolved(url)


def test_a_name_that_leads_home_after_it_was_registered_gets_no_packet(
    receiver, trusted, settings, monkeypatch
):
    register(url=address_of(receiver), events=["shift.opened"])
    settings.WEBHOOK_TRUSTED_HOSTS = []
    Webhook.objects.update(url=f"https://partner.example:{receiver.server_port}/hook")
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.server_port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: found)
    tell()

    assert deliver_waiting() == 0

    assert receiver.taken == []
    assert Message.objects.get().last_error == "Forbidden"


def test_a_public_address_is_called_by_the_number_that_was_looked_at(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: found)

    target = resolved("https://partner.example/hook")

    assert (target.host, target.number, target.port) == ("partner.example", "93.184.216.34", 443)


def run(*words: str) -> str:
    out = StringIO()
    call_command("webhooks", *words, stdout=out)
    return out.getvalue()


def test_the_command_registers_lists_and_removes(receiver, trusted):
    number, secret = run("add", address_of(receiver), "--events", "shift.opened").split()

    assert secret.startswith("whsec_")
    assert secret not in Webhook.objects.get().sealed_secret
    assert address_of(receiver) in run("list")
    run("remove", number)
    assert run("list") == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "https://10.0.0.1/", "--events", "shift.opened"), "private network"),
        (("add", "https://93.184.216.34/", "--events", "shift.eaten"), "not shift.eaten"),
        (("remove", "4"), "There is no webhook 4"),
    ],
)
def test_the_command_says_what_is_wrong(words, said):
    with pytest.raises(CommandError, match=said):
        run(*words)
