"""Tokens with which a front end of somebody else's reads one draft, for a while."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from wagtail.models import Page

from cms.pages.base import BasePage

VALID = timedelta(hours=2)
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
