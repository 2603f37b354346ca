"""How the pages answer: refusals in words, back to where one came from, members only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.errors import NotFound, Refused
from volunteering.queries.participations import member_of

View = Callable[..., HttpResponse]


def members_only(view: View) -> View:
    """Let activated members in, with `request.member`; others sign in or read why not."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_page_of(request))
        member = member_of(request.user)
        if member is None:
            return render(request, "volunteering/not_a_member.html", status=403)
        request.member = member  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return checked


def _page_of(request: HttpRequest) -> str:
    """Return the page to come to after signing in: of a button pressed, the page it stood on."""
    pages = (request.POST.get("next", ""), request.headers.get("Referer", ""))
    pressed = request.method == "POST"
    return next((page for page in pages if pressed and _is_ours(request, page)), None) or (
        request.get_full_path()
    )


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )


def way_back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Go back to the page named in `next` when it is one of ours."""
    address = request.POST.get("next", "")
    return redirect(address if _is_ours(request, address) else otherwise)


def refusal_told(request: HttpRequest, act: Callable[[], object], done: object = "") -> bool:
    """Run `act`; tell `done` or the refusal as a message, and say whether it was done.

    Raises `Http404` for what there is not.
    """
    try:
        act()
    except NotFound as refused:
        raise Http404(str(refused)) from refused
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    if done:
        messages.success(request, done)
    return True
