"""Media of the demo, served by Django; what lies under private/ is shown by other views alone."""

from __future__ import annotations

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

PRIVATE = "private"


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file of MEDIA_ROOT; raises Http404 for a private one, however its path is written."""
    if PRIVATE in posixpath.normpath(path).lstrip("/").split("/"):
        raise Http404
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
