"""Tokens with which a front end of somebody else's reads one draft, for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.core.checks import Error, register
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from cms.pages.base import BasePage
from foundation import clock

VALID = timedelta(hours=2)
PLACE = "{token}"
_SALT = "cms.preview"


def token_for(page: Page) -> str:
    """Return a token that opens the newest draft of `page` for `VALID`."""
    return signing.dumps({"page": page.pk}, salt=_SALT)


def page_of_token(token: str) -> BasePage | None:
    """Return the newest draft that `token` opens, None when it is forged, over or without page."""
    try:
        content = signing.loads(token, salt=_SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    page = Page.objects.filter(pk=content["page"]).first()
    return page.get_latest_revision_as_object() if page else None


def link_for(page: Page, request: HttpRequest) -> tuple[str, datetime]:
    """Return where the newest draft of `page` can be seen, and until when.

    That is at the front end that `PREVIEW_URL` names, else in our own API.
    """
    token, until = token_for(page), clock.now() + VALID
    if settings.PREVIEW_URL:
        return settings.PREVIEW_URL.replace(PLACE, quote(token, safe="")), until
    return request.build_absolute_uri(reverse("api-v1:read_draft", args=[token])), until


@register()
def preview_url_has_its_place(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """Return an error when the address of the other front end has no place for the token."""
    del app_configs, kwargs
    if not settings.PREVIEW_URL or PLACE in settings.PREVIEW_URL:
        return []
    return [
        Error(
            "PREVIEW_URL has no place for the token of a draft.",
            hint=f"Write {PLACE} where it goes: https://example.org/preview?token={PLACE}.",
            id="cms.E001",
        )
    ]
