"""Webhooks: signed, sent again until they are taken, and never into a private network."""

import base64
import hashlib
import hmac
import http.server
import json
import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command
from django.db import transaction

from foundation import clock
from outbox.delivering import deliver_waiting
from outbox.models import Message, Webhook
from outbox.webhooks import sending
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
            self.send_header("Location", self.server.place)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Door)
    server.taken, server.status, server.place = [], 204, "/elsewhere"
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


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Return what a receiver finds who follows Standard Webhooks and nothing of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    if abs(time.time() - int(headers["Webhook-Timestamp"])) > 300:
        return False
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.{body.decode()}".encode()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    offered = [one.split(",", 1) for one in headers["Webhook-Signature"].split(" ")]
    return any(
        version == "v1" and hmac.compare_digest(expected, found) for version, found in offered
    )


@pytest.mark.parametrize("changed", ["", "Webhook-Id", "Webhook-Timestamp", "body", "secret"])
def test_a_receiver_tells_our_messages_from_changed_ones(receiver, trusted, changed):
    _, secret = register(url=address_of(receiver), events=["shift.opened"])
    tell()
    deliver_waiting()
    ((_path, headers, body),) = receiver.taken

    if changed == "body":
        body = body.replace(b"7", b"8")
    elif changed == "secret":
        secret = "whsec_" + base64.b64encode(bytes(32)).decode()
    elif changed == "Webhook-Timestamp":
        headers[changed] = str(int(headers[changed]) - 60)
    elif changed:
        headers[changed] = "other"

    assert verified(secret, headers, body) is (not changed)


def test_a_message_is_signed_as_the_standard_says():
    """The example by which receivers' libraries try themselves."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    found = sending.signature(
        key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
    )

    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


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
        "172.16.0.1",
        "255.255.255.255",
        "127.1",
        "0x7f000001",
        "2130706433",
        "[fe80::1]",
        "[fec0::1]",
        "[::127.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::7f00:1]",
        "[ff02::1]",
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


def leads_to(*numbers: str, port: int = 443):
    """Return what looks a name up, with these answers."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]
    return lambda *_args, **_named: found


def test_a_name_of_which_one_answer_is_private_is_not_called(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", leads_to("93.184.216.34", "10.0.0.7"))

    with pytest.raises(Forbidden):
        resolved("https://partner.example/hook")


@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/latest/meta-data", "http://127.0.0.1:1/", "//10.0.0.7/"]
)
def test_a_redirect_into_the_private_network_leads_nowhere(receiver, trusted, place):
    register(url=address_of(receiver), events=["shift.opened"])
    receiver.status, receiver.place = 307, place
    tell()

    assert deliver_waiting() == 0

    assert len(receiver.taken) == 1
    assert Message.objects.get().last_error == "NotTaken"


def test_a_receiver_that_never_ends_is_cut_off(trusted, monkeypatch):
    monkeypatch.setattr(sending, "TIMEOUT_SECONDS", 1)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:

        def drip() -> None:
            line, _who = door.accept()
            with line, suppress(OSError):  # the other side hangs up: that is what is wanted
                line.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not over.wait(0.05):
                    line.sendall(b"a")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{door.getsockname()[1]}/hook"
        register(url=url, events=["shift.opened"])
        tell()

        delivered = deliver_waiting()

        over.set()
        thread.join()
    assert delivered == 0
    message = Message.objects.get()
    assert (message.state, message.last_error) == (Message.State.WAITING, "TimeoutError")


def test_a_public_address_is_called_by_the_number_that_was_looked_at(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: found)

    target = resolved("https://partner.example/hook")

    assert (target.host, target.number, target.port) == ("partner.example", "93.184.216.34", 443)


def certificate_of(name: str, folder: Path) -> Path:
    """Write key and certificate of a host that vouches for itself into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return file


@pytest.mark.parametrize(
    ("name", "is_trusted", "error"),
    [
        ("partner.example", True, ""),
        ("other.example", True, "SSLCertVerificationError"),
        ("partner.example", False, "SSLCertVerificationError"),
    ],
)
def test_over_https_the_name_is_held_to_its_certificate_and_the_number_is_called(
    receiver, settings, monkeypatch, tmp_path, name, is_trusted, error
):
    settings.WEBHOOK_TRUSTED_HOSTS = ["partner.example"]
    file = certificate_of(name, tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    receiver.socket = tls.wrap_socket(receiver.socket, server_side=True)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    port = receiver.server_port
    monkeypatch.setattr(socket, "getaddrinfo", leads_to("127.0.0.1", port=port))
    register(url=f"https://partner.example:{port}/hook", events=["shift.opened"])
    tell()

    deliver_waiting()

    assert [headers["Host"] for _path, headers, _body in receiver.taken] == (
        [] if error else [f"partner.example:{port}"]
    )
    assert Message.objects.get().last_error == error


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
