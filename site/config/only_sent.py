"""Shows a page of ours where a browser opens an address that only takes what is sent to it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class OnlySentMiddleware:
    """Gives a bare “method not allowed” words and a way on, for people; programs get it bare.

    One comes there by signing in again after pressing a button, or from the browser's history.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, in words where a person opened the address."""
        response = self.get_response(request)
        opened = request.method == "GET" and request.accepts("text/html")
        if response.status_code != 405 or not opened or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
