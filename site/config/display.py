"""How the site looks: its brand, and on this device its theme, type size and language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page, Site

from cms.models import BrandSettings
from cms.models.brand import DEFAULT_ACCENT
from cms.pages.community_index import CommunityIndexPage
from cms.pages.event_index import EventIndexPage
from cms.pages.lecture_schedule import LectureSchedulePage
from cms.pages.news_index import NewsIndexPage
from cms.pages.service_index import ServiceIndexPage
from cms.pages.standard import StandardPage
from foundation.colour import accent_stylesheet

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CHOICES = {"theme": ("light", "dark"), "type": ("large",)}
A_DAY = 24 * 3600
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Section:
    """A door of the site: a page of `model` below the home page, or the URL named `address`."""

    label: StrPromise
    icon: str
    model: type[Page] | None = None
    address: str = ""
    tab: StrPromise | str = ""


# A phone shows those with a `tab` at the thumb.
SECTIONS = (
    Section(_("News"), "news", NewsIndexPage),
    Section(_("Events"), "calendar", EventIndexPage),
    Section(_("Services"), "service", ServiceIndexPage, tab=_("Services")),
    Section(_("Lectures"), "lecture", LectureSchedulePage),
    Section(_("Volunteering"), "hand", address="shifts", tab=_("Volunteer")),
    Section(_("Communities"), "community", CommunityIndexPage, tab=_("Nearby")),
)


def chosen(request: HttpRequest) -> dict[str, str]:
    """Return the theme and the type size kept on this device; empty where nothing is."""
    return {
        name: value if (value := request.COOKIES.get(name, "")) in allowed else ""
        for name, allowed in CHOICES.items()
    }


def _brand(request: HttpRequest) -> BrandSettings:
    site = Site.find_for_request(request)
    return BrandSettings.for_site(site) if site else BrandSettings()


def brand_in_frame(request: HttpRequest) -> dict[str, str]:
    """Return what the frame of a page shows of the brand; no stylesheet for the colour as made."""
    brand = _brand(request)
    fitted = brand.accent.lower() != DEFAULT_ACCENT
    return {
        "name": brand.name,
        "tagline": brand.tagline,
        "logo": brand.logo.get_rendition("fill-96x96").url if brand.logo else "",
        "phone": brand.phone,
        "footer_text": brand.footer_text,
        "record_number": brand.record_number,
        "stylesheet": f"{reverse('brand_css')}?v={brand.accent[1:].lower()}" if fitted else "",
    }


@require_safe
def brand_css(request: HttpRequest) -> HttpResponse:
    """Answer with the stylesheet of the brand's colour, fitted to light and dark paper."""
    accent = _brand(request).accent
    response = HttpResponse(accent_stylesheet(accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _named_address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def site_nav(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the doors of the site that are open, the one that `request` stands behind marked."""
    site = Site.find_for_request(request)
    models = [section.model for section in SECTIONS if section.model]
    found: dict[Any, str] = {}
    if site:
        pages = Page.objects.live().public().child_of(site.root_page).type(*models)
        for page in pages.order_by("-path"):
            found[page.cached_content_type.model_class()] = page.get_url(request) or ""
    home = (site.root_page.get_url(request) if site else "") or "/"
    doors: list[dict[str, Any]] = [
        {"label": _("Home"), "tab": _("Home"), "icon": "home", "url": home}
    ]
    for section in SECTIONS:
        url = found.get(section.model, "") if section.model else _named_address(section.address)
        if url:
            doors.append(
                {"label": section.label, "tab": section.tab, "icon": section.icon, "url": url}
            )
    return [door | {"current": _current(request.path, door["url"], home)} for door in doors]


def footer_links(request: HttpRequest) -> list[dict[str, str]]:
    """Return the standard pages that editors show in menus: privacy, help, contact."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    pages = StandardPage.objects.live().public().in_menu().child_of(site.root_page)
    return [
        {"label": page.title, "url": page.get_url(request) or ""} for page in pages.order_by("path")
    ]


def _current(path: str, url: str, home: str) -> str:
    if path == url:
        return "page"
    return "true" if url != home and path.startswith(url) else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Offer every template what the frame of a page needs: `display`, `brand`, `site_nav`."""
    return {
        "display": chosen(request),
        "brand": SimpleLazyObject(lambda: brand_in_frame(request)),
        "site_nav": SimpleLazyObject(lambda: site_nav(request)),
        "footer_links": SimpleLazyObject(lambda: footer_links(request)),
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

    Without anything asked for, show the choices in the language of that page; a value that is
    not offered clears the choice.
    """
    asked = request.POST if request.method == "POST" else request.GET
    address = _safe_next(request)
    if not {"theme", "type", "language"} & asked.keys():
        tongue = get_language_from_path(urlsplit(address).path) or settings.LANGUAGE_CODE
        with translation.override(tongue):
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


@cache_control(public=True, max_age=A_DAY)
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the picture of the site whoever looks for it where browsers look by themselves."""
    return redirect(static("img/favicon-32.png"))
