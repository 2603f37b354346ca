"""Send one event to one webhook, signed after Standard Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress

from foundation import clock
from outbox.keys import sealer
from outbox.models import Webhook
from outbox.webhooks.addresses import Target, resolved

TIMEOUT_SECONDS = 5
"""To connect, and again for everything after."""

GONE = 410
SEALED_AS = "outbox.webhook"


class NotTaken(Exception):
    """The receiver did not answer with a 2xx status."""


def signature(secret: bytes, key: str, stamp: str, body: bytes) -> str:
    """Return the signature of one message: `v1,` and the HMAC-SHA256 in base64.

    >>> signature(b"secret", "shift.opened:1", "1795197600", b"{}")[:3]
    'v1,'
    """
    signed = b".".join((key.encode(), stamp.encode(), body))
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def deliver_webhook(content: Mapping[str, object], key: str) -> None:
    """Post one event; raises `NotTaken`, `Forbidden` or `OSError`, and is tried again then.

    A receiver that answers 410 is not called any more. Redirects are not followed, nothing of the
    answer is kept.
    """
    hook = Webhook.objects.filter(pk=str(content["webhook"]), is_active=True).first()
    if hook is None:
        return
    body = json.dumps(content["data"], ensure_ascii=False, sort_keys=True).encode()
    stamp = str(int(clock.now().timestamp()))
    secret = base64.b64decode(sealer().open(hook.sealed_secret, SEALED_AS))
    status = _post(
        resolved(hook.url),
        body,
        {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Tongxin-Webhook/1",
            "Webhook-Id": key,
            "Webhook-Timestamp": stamp,
            "Webhook-Signature": signature(secret, key, stamp, body),
        },
    )
    if status == GONE:
        Webhook.objects.filter(pk=hook.pk).update(is_active=False)
    elif not http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        raise NotTaken(status)


def _post(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    """Return the status of the answer; of what is written beside it nothing is read.

    Raises OSError, as TimeoutError for who takes too long.
    """
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_SECONDS)
    # Connect to the number that was looked at, not to what the name may lead to by now.
    plain = socket.create_connection((target.number, target.port), timeout=TIMEOUT_SECONDS)
    connection.sock = _covered(plain, target)
    # The timeout is that of a single wait; who sends a byte now and then is cut off all the same.
    is_late = threading.Event()
    until = threading.Timer(TIMEOUT_SECONDS, _cut, (connection.sock, is_late))
    until.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        connection.request("POST", target.path, body=body, headers=dict(headers))
        with connection.getresponse() as answer:
            # What was cut off in the middle of its headers looks like an answer, too.
            if is_late.is_set():
                raise TimeoutError
            return answer.status
    finally:
        until.cancel()
        connection.close()


def _covered(plain: socket.socket, target: Target) -> socket.socket:
    if target.scheme != "https":
        return plain
    return ssl.create_default_context().wrap_socket(
        plain, server_hostname=target.host, do_handshake_on_connect=False
    )


def _cut(line: socket.socket, is_late: threading.Event) -> None:
    is_late.set()
    with suppress(OSError):  # it ended by itself meanwhile
        socket.socket.shutdown(line, socket.SHUT_RDWR)
