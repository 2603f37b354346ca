"""Aliyun's text messages, against a stand-in that checks the signature by its own reading."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from people.sms.aliyun import AliyunSms
from people.sms.base import NotSent

KEY_ID, KEY_SECRET = "made-up-id", "made-up-secret"


def expected_signature(handler, query, signed_names):
    """Return the signature as the provider's documentation has it, written a second time."""
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    canonical_query = "&".join(
        quote(name, safe="-_.~") + "=" + quote(value, safe="-_.~") for name, value in pairs
    )
    headers = {name.lower(): value.strip() for name, value in handler.headers.items()}
    lines = ["GET", "/", canonical_query]
    lines += [f"{name}:{headers[name]}" for name in signed_names]
    lines += ["", ";".join(signed_names), headers["x-acs-content-sha256"]]
    hashed = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    text = f"ACS3-HMAC-SHA256\n{hashed}"
    return hmac.new(KEY_SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()


class StandIn(BaseHTTPRequestHandler):
    """Answers as Aliyun would, and remembers what it was asked."""

    seen = []
    answer = (200, {"Code": "OK", "RequestId": "r"})

    def do_GET(self):
        query = urlsplit(self.path).query
        scheme, _, rest = self.headers["Authorization"].partition(" ")
        parts = dict(part.split("=", 1) for part in rest.split(","))
        names = parts["SignedHeaders"].split(";")
        right = (
            scheme == "ACS3-HMAC-SHA256"
            and parts["Credential"] == KEY_ID
            and names == sorted(names)
            and {"host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce"} <= set(names)
            and hmac.compare_digest(parts["Signature"], expected_signature(self, query, names))
        )
        type(self).seen.append((dict(parse_qsl(query)), dict(self.headers.items())))
        status, body = (
            self.answer if right else (400, {"Code": "SignatureDoesNotMatch", "Message": "no"})
        )
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        """Keep the terminal quiet."""


@pytest.fixture
def stand_in(settings):
    StandIn.seen, StandIn.answer = [], (200, {"Code": "OK"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ALIYUN_SMS = {
        "endpoint": f"http://127.0.0.1:{server.server_port}",
        "key_id": KEY_ID,
        "key_secret": KEY_SECRET,
        "sign_name": "同心 社区",
        "templates": {"code": "SMS_1", "notice": "SMS_2"},
    }
    yield StandIn
    server.shutdown()
    server.server_close()
    thread.join()


def send(**params):
    AliyunSms().send(phone="+8613900001111", kind="code", params=params, key="sms:one")


def test_a_message_arrives_signed(stand_in):
    send(code="042137")

    ((query, headers),) = stand_in.seen
    assert query["PhoneNumbers"] == "13900001111"
    assert query["SignName"] == "同心 社区"
    assert query["TemplateCode"] == "SMS_1"
    assert json.loads(query["TemplateParam"]) == {"code": "042137"}
    assert query["OutId"] == "sms:one"
    assert {name.lower() for name in headers} >= {"x-acs-version", "x-acs-content-sha256"}


def test_characters_that_need_escaping_do_not_break_the_signature(stand_in):
    send(code="a b+c*d~e&f=g/一")

    assert len(stand_in.seen) == 1


def test_each_request_has_a_nonce_of_its_own(stand_in):
    send(code="1")
    send(code="1")

    nonces = {
        value
        for _, headers in stand_in.seen
        for name, value in headers.items()
        if name.lower() == "x-acs-signature-nonce"
    }
    assert len(nonces) == 2


def test_a_wrong_secret_is_refused_and_said(stand_in, settings):
    settings.ALIYUN_SMS = settings.ALIYUN_SMS | {"key_secret": "another"}

    with pytest.raises(NotSent) as refused:
        send(code="1")

    assert refused.value.code == "SignatureDoesNotMatch"


def test_the_carriers_own_no_is_passed_on(stand_in):
    stand_in.answer = (200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"})

    with pytest.raises(NotSent) as refused:
        send(code="1")

    assert refused.value.code == "isv.BUSINESS_LIMIT_CONTROL"


def test_no_answer_is_no_success(settings):
    settings.ALIYUN_SMS = {
        "endpoint": "http://127.0.0.1:9",
        "key_id": "a",
        "key_secret": "b",
        "sign_name": "c",
        "templates": {"code": "d"},
    }

    with pytest.raises(NotSent):
        send(code="1")
