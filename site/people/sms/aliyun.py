"""Text messages through Aliyun SMS: SendSms of 2017-05-25, signed with ACS3-HMAC-SHA256."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from django.conf import settings

from foundation import clock
from foundation.identifiers import national_mobile
from people.sms.base import NotSent

ALGORITHM = "ACS3-HMAC-SHA256"
TIMEOUT_SECONDS = 5
_EMPTY_BODY = hashlib.sha256(b"").hexdigest()


def encoded(text: str) -> str:
    """Return `text` percent-encoded as RFC 3986 has it and the signature wants it."""
    return quote(text, safe="-_.~")


def canonical_query(params: Mapping[str, str]) -> str:
    """Return the query with its names in order and both sides encoded."""
    return "&".join(f"{encoded(name)}={encoded(params[name])}" for name in sorted(params))


def signed_headers(
    *, host: str, query: str, key_id: str, key_secret: str, nonce: str, at: datetime
) -> dict[str, str]:
    """Return the headers of a signed `GET /?query` of SendSms, sent at `at` with a fresh `nonce`.

    After Aliyun's "Request syntax and signature method V3": the canonical request is hashed, and
    the hash signed with the secret.
    """
    headers = {
        "host": host,
        "x-acs-action": "SendSms",
        "x-acs-content-sha256": _EMPTY_BODY,
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": "2017-05-25",
    }
    names = ";".join(sorted(headers))
    canonical = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(["GET", "/", query, canonical, names, _EMPTY_BODY])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    authorization = f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"
    return headers | {"Authorization": authorization}


def template_of(kind: str) -> str:
    """Return the approved template of `kind`; a kind of notice without one goes as a plain one."""
    templates: dict[str, str] = settings.ALIYUN_SMS["templates"]
    return templates.get(kind) or templates["notice"]


class AliyunSms:
    """Sends by Aliyun; keys, signature and templates are set by the environment."""

    def send(self, *, phone: str, kind: str, params: Mapping[str, str], key: str) -> None:
        """Send one message; raises `NotSent` when Aliyun refuses or does not answer in time."""
        endpoint = urlsplit(settings.ALIYUN_SMS["endpoint"])
        query = canonical_query(
            {
                "PhoneNumbers": national_mobile(phone),
                "SignName": settings.ALIYUN_SMS["sign_name"],
                "TemplateCode": template_of(kind),
                "TemplateParam": json.dumps(dict(params), ensure_ascii=False),
                # Aliyun keeps it with the receipt: a repeat of one message can be told there.
                "OutId": key,
            }
        )
        headers = signed_headers(
            host=endpoint.netloc,
            query=query,
            key_id=settings.ALIYUN_SMS["key_id"],
            key_secret=settings.ALIYUN_SMS["key_secret"],
            nonce=secrets.token_hex(16),
            at=clock.now(),
        )
        address = f"{endpoint.scheme}://{endpoint.netloc}/?{query}"
        # The scheme comes from our own settings, https unless a stand-in on this machine.
        request = urllib.request.Request(address, headers=headers)  # noqa: S310
        answer = _answer(request)
        if answer.get("Code") != "OK":
            raise NotSent(str(answer.get("Code", "no code")))


def _answer(request: urllib.request.Request) -> dict[str, object]:
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            found = json.load(response)
    except urllib.error.HTTPError as error:
        found = _body_of(error)
    except (OSError, ValueError) as error:
        raise NotSent(type(error).__name__) from error
    return found if isinstance(found, dict) else {}


def _body_of(error: urllib.error.HTTPError) -> object:
    try:
        return json.load(error)
    except ValueError:
        return {"Code": f"HTTP {error.code}"}
