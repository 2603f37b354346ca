"""Who agreed to an older wording of the notice is asked again, at the next page they open."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from people.models import User
from people.queries import must_agree_again

LEFT_ALONE = frozenset(
    {
        "activate_consent",
        "my_account",
        "new_password",
        "display_mode",
        "brand_css",
        "javascript-catalog",
        "healthz",
        "readyz",
        # Somebody at the venue's door, with others behind them, is not asked now.
        "check_in",
        "check_in_typed",
    }
)
"""URL names that are served all the same: where one answers, leaves, or has no time."""

_LEFT_ALONE_PREFIXES = ("account_", "mfa_", "usersessions_", "socialaccount_")


def _is_navigation(request: HttpRequest) -> bool:
    """Say whether somebody opens a page: what they send, or a script fetches, is let through."""
    headers = request.headers
    return (
        request.method == "GET"
        and headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and headers.get("X-Requested-With") != "XMLHttpRequest"
        and not request.path_info.startswith(("/api/", settings.STATIC_URL, settings.MEDIA_URL))
    )


class ChangedNoticeMiddleware:
    """Shows the new wording first; whoever refuses it is left alone, not locked out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the way to the notice, or pass the request on."""
        return self._asked(request) or self.get_response(request)

    def _asked(self, request: HttpRequest) -> HttpResponse | None:
        # A visitor without a session is nobody; asking would make every page vary by cookie.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not _is_navigation(request):
            return None
        user = request.user
        if not isinstance(user, User) or not must_agree_again(user):
            return None
        try:
            name = resolve(request.path_info).view_name
        except Resolver404:
            return None
        if name in LEFT_ALONE or name.startswith(_LEFT_ALONE_PREFIXES):
            return None
        back = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('activate_consent')}?{back}")
