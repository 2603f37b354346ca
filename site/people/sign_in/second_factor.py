"""No door opens to staff whose session has not shown a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse

from people.models import User
from people.permissions import is_staff

Types = Authenticator.Type

ALWAYS = frozenset(
    {
        "account_logout",
        "account_login",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_inactive",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "healthz",
        "readyz",
        "display_mode",
        "brand_css",
        "javascript-catalog",
    }
)
"""URL names that show nothing of anybody and change nothing of the account."""

SHOWING = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
"""Where a second factor that one has is shown."""

SETTING_UP = frozenset({"mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"})
"""Where a first second factor is set up; closed as soon as there is one, or a session from
before could take it off again."""


def has_shown(request: HttpRequest, user: User) -> bool:
    """Say whether this session has shown a second factor of `user` that still exists.

    A record counts for `STAFF_SESSION_SECONDS`; a factor that was taken away counts no more.
    """
    since = time.time() - settings.STAFF_SESSION_SECONDS
    shown = [
        record.get("id")
        for record in get_authentication_records(request, user)
        if record.get("method") == "mfa" and record.get("at", 0) >= since
    ]
    return bool(shown) and Authenticator.objects.filter(user=user, pk__in=shown).exists()


def next_step(user: User) -> tuple[str, frozenset[str]]:
    """Return the URL name at which `user` shows or sets up a factor, and the names that help."""
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if Types.TOTP in types:
        return "mfa_reauthenticate", SHOWING
    if Types.WEBAUTHN in types:
        return "mfa_reauthenticate_webauthn", SHOWING
    return "mfa_activate_totp", SETTING_UP


def _url_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


class SecondFactorMiddleware:
    """Sends staff without a second factor in this session to show one, or to set one up.

    It looks at the session, not at how one came in: a session from before the post, from a test
    or from another sign-in counts for nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the way to the second factor, or pass the request on."""
        return self._refused(request) or self.get_response(request)

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        # A visitor without a session is nobody; asking would make every page vary by cookie.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user = request.user
        if not isinstance(user, User) or not is_staff(user) or has_shown(request, user):
            return None
        name = _url_name(request)
        if name in ALWAYS or request.path_info.startswith(settings.STATIC_URL):
            return None
        step, helpful = next_step(user)
        if name in helpful:
            return None
        if request.path_info.startswith("/api/"):
            return JsonResponse(
                {
                    "type": "about:blank",
                    "title": "Second factor needed",
                    "status": 403,
                    "code": "second_factor_needed",
                },
                status=403,
                content_type="application/problem+json",
            )
        back = request.get_full_path() if request.method == "GET" else "/"
        return HttpResponseRedirect(f"{reverse(step)}?{urlencode({'next': back})}")
