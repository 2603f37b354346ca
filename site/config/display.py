"""How the site looks on this device: theme, type size and language, kept in cookies."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

CHOICES = {"theme": ("light", "dark"), "type": ("large",)}
A_YEAR = 365 * 24 * 3600

# Label, label in the tab bar of a phone (None: not there), icon, and where it leads:
# a path below the home page, or the name of a URL.
SECTIONS = (
    (_("Home"), _("Home"), "home", "/"),
    (_("News"), None, "news", "/news/"),
    (_("Events"), None, "calendar", "/events/"),
    (_("Services"), _("Services"), "service", "/services/"),
    (_("Lectures"), None, "lecture", "/lectures/"),
    (_("Volunteering"), _("Volunteer"), "hand", "/volunteering/"),
    (_("Communities"), _("Nearby"), "community", "/communities/"),
)


def chosen(request: HttpRequest) -> dict[str, str]:
    """Return the theme and the type size kept on this device; empty where nothing is."""
    return {
        name: value if (value := request.COOKIES.get(name, "")) in allowed else ""
        for name, allowed in CHOICES.items()
    }


def _is_current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Offer every template what the frame of a page needs: `display` and `site_nav`."""
    path = request.path.removeprefix("/en") or "/"
    prefix = request.path.removesuffix(path) if path != "/" else request.path.rstrip("/")
    return {
        "display": chosen(request),
        "site_nav": [
            {
                "label": label,
                "tab": tab,
                "icon": icon,
                "url": f"{prefix}{url}",
                "current": _is_current(path, url),
            }
            for label, tab, icon, url in SECTIONS
        ],
    }


def _safe_next(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else "/"


def _keep(response: HttpResponse, name: str, value: str, *, secure: bool) -> None:
    if value:
        response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(name, samesite="Lax")


@never_cache
@require_http_methods(["GET", "POST"])
def display_mode(request: HttpRequest) -> HttpResponse:
    """Keep the theme, type size or language asked for, and go back where one came from.

    Without anything asked for, show the choices; a value that is not offered clears the choice.
    """
    asked = request.POST if request.method == "POST" else request.GET
    address = _safe_next(request)
    if not {"theme", "type", "language"} & asked.keys():
        return render(request, "display_mode.html", {"next": address})
    language = asked.get("language", "")
    if language in dict(settings.LANGUAGES):
        address = translate_url(address, language)
    response = redirect(address)
    for name, allowed in CHOICES.items():
        if name in asked:
            value = asked[name] if asked[name] in allowed else ""
            _keep(response, name, value, secure=request.is_secure())
    return response
