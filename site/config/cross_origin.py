"""Lets pages of the origins that the installation names call the API of forms, and no others."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

PATHS = "/api/v1/forms"
METHODS = "GET, POST, PUT"
HEADERS = "Content-Type, Accept-Language, If-None-Match, Submission-Code"
KEPT_SECONDS = "3600"


class CrossOriginMiddleware:
    """Answers a browser that asks on behalf of another site; cookies are never let along."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a preflight, and say of any other answer whose page may read it."""
        if not request.path.startswith(PATHS):
            return self.get_response(request)
        is_preflight = request.method == "OPTIONS" and (
            "Access-Control-Request-Method" in request.headers
        )
        response = HttpResponse(status=204) if is_preflight else self.get_response(request)
        patch_vary_headers(response, ["Origin"])
        origin = request.headers.get("Origin", "")
        if origin in settings.FORM_API_ORIGINS:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = "ETag"
            if is_preflight:
                response["Access-Control-Allow-Methods"] = METHODS
                response["Access-Control-Allow-Headers"] = HEADERS
                response["Access-Control-Max-Age"] = KEPT_SECONDS
        return response
