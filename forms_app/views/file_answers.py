"""A file in an answer of ours: saved by the browser, and doing nothing there."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

SHUT = "default-src 'none'; sandbox"
"""The content policy of a file: whatever it is, it does nothing in a browser."""


def answer_with(name: str, body: bytes, media_type: str, *, inline: bool = False) -> HttpResponse:
    """Return a file so that a browser saves it, or shows a picture, and does nothing else."""
    response = HttpResponse(body, content_type=media_type)
    disposition = content_disposition_header(not inline, name)
    if disposition:
        response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHUT
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
