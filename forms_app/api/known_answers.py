"""Answers that a client may have already: each with its mark, and left out when it is known."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import Status

from forms_app.engine.definition import digest_of


def unless_known(
    request: HttpRequest, response: HttpResponse, found: Mapping[str, Any], caching: str
) -> Any:
    """Return `found`, or 304 to a client that has it already; tell caches how long it holds."""
    tag = f'"{digest_of(found)}"'
    response["ETag"], response["Cache-Control"] = tag, caching
    known = {
        one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))
    }
    if tag in known or "*" in known:
        return Status(HTTPStatus.NOT_MODIFIED, None)
    return found
