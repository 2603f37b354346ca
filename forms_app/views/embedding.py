"""Forms where this site is not: in a frame of another site, and on a phone without a connection.

These pages hold nothing personal and set no cookie: the published client draws the form from its
document and sends it by the API.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from forms_app.models import FormVersion
from forms_app.queries import current_versions

SHEETS = ("css/tokens.css", "css/base.css", "css/controls.css", "css/content.css")
MODULES = (
    "js/client/offline.js", "js/client/account.js", "js/client/waiting.js",
    "js/client/form-client.js", "js/client/drawing.js",
    "js/client/proof.js", "js/client/proof-worker.js", "js/client/queue.js",
    "js/forms/logic.js", "js/forms/offering.js", "js/forms/picture.js", "js/forms/reading.js",
)  # fmt: skip
PICTURES = ("img/favicon.svg", "img/apple-touch-icon.png")
SCOPE = "/forms/"
ICONS = (("img/form-icon-192.png", "192x192"), ("img/form-icon-512.png", "512x512"))


def _version(slug: str) -> FormVersion:
    found = current_versions().filter(form__slug=slug).first()
    if found is None:
        raise Http404
    return found


def _context(version: FormVersion, script: str) -> dict[str, Any]:
    return {
        "slug": version.form.slug,
        "title": version.document["title"],
        "address": version.form.get_absolute_url(),
        "sheets": [static(sheet) for sheet in SHEETS],
        "script": static(script),
        "scope": SCOPE,
    }


@require_safe
@xframe_options_exempt
@cache_control(public=True, no_cache=True)
def form_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a form for a frame; which sites may show it the installation and the form say."""
    version = _version(slug)
    context = _context(version, "js/client/embedded.js")
    sites = [SELF, *settings.FORM_FRAME_SITES, *version.form.frame_origins]

    @csp_replace({"frame-ancestors": sites})
    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "forms_app/client/page.html", context)

    return shown(request)


@require_safe
@cache_control(public=True, no_cache=True)
def form_offline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a form that can be filled in without a connection."""
    context = _context(_version(slug), "js/client/offline.js")
    return render(request, "forms_app/client/offline.html", context)


@require_safe
@cache_control(public=True, no_cache=True)
def form_manifest(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell a phone how the form is put on its first screen."""
    del request
    version = _version(slug)
    manifest = {
        "name": version.document["title"],
        "short_name": version.document["title"][:12],
        "description": version.document["introduction"],
        "lang": "zh-Hans",
        "start_url": reverse("form_offline", args=[slug]),
        "scope": SCOPE,
        "display": "standalone",
        "background_color": "#fbf7f0",
        "theme_color": "#a8331f",
        "icons": [
            {"src": static(name), "sizes": size, "type": "image/png", "purpose": "any"}
            for name, size in ICONS
        ],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


@require_safe
@cache_control(public=True, no_cache=True)
def form_worker(request: HttpRequest) -> HttpResponse:
    """Hand over the worker that keeps forms for when there is no connection."""
    # Modules import each other by their plain names, pages name them by their digests.
    plain = [f"{settings.STATIC_URL}{name}" for name in MODULES]
    shell = sorted({*plain, *(static(name) for name in (*SHEETS, *MODULES, *PICTURES))})
    words = json.dumps(shell)
    context = {"shell": words, "mark": hashlib.sha256(words.encode()).hexdigest()[:12]}
    return render(request, "forms_app/client/worker.js", context, content_type="text/javascript")
