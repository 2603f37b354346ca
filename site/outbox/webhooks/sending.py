"""Send one event to one webhook, signed after Standard Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
from collections.abc import Mapping

from foundation import clock
from outbox.keys import sealer
from outbox.models import Webhook
from outbox.webhooks.addresses import Target, resolved

TIMEOUT_SECONDS = 5
MOST_READ = 64 * 1024
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
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_SECONDS)
    # Connect to the number that was looked at, not to what the name may lead to by now.
    plain = socket.create_connection((target.number, target.port), timeout=TIMEOUT_SECONDS)
    try:
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
            if target.scheme == "https"
            else plain
        )
        connection.request("POST", target.path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_READ)
        return answer.status
    finally:
        connection.close()
        plain.close()
