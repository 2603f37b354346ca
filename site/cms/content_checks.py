"""Reads a page as an editor should before it goes out, and lists what to look at again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField

from cms import checking
from cms.checking import Finding
from cms.pages.base import BasePage
from cms.pages.gathering import Gathering
from cms.pages.news_article import NewsArticlePage
from cms.pages.service import ServicePage
from foundation import clock

ADVICE: dict[str, tuple[str | Promise, str | Promise]] = {
    "long-sentence": (_("A very long sentence"), _("Make two of it; nobody reads 60 characters.")),
    "strange-phone": (_("No phone number has this form"), _("Count the digits.")),
    "shouting": (_("Exclamation marks in a row"), _("A full stop is friendlier.")),
    "empty-link": (_("A link that does not say where to"), _("Name what is behind it.")),
    "no-date": (_("No time is given"), _("Say from when until when, under Time and place.")),
    "long-gathering": (_("It lasts more than half a day"), _("Is the end right?")),
    "no-summary": (_("No summary"), _("Lists and search results would show nothing.")),
    "no-alt": (_("A picture without a description"), _("Say what is to be seen.")),
    "no-point": (_("No place to go to"), _("Say where and when, under Time and place.")),
    "old-guide": (_("Not checked for a year"), _("Make sure that it still holds, and say when.")),
}
"""What each finding is called and what to do about it."""

A_YEAR = timedelta(days=365)
_TAGS = re.compile(r"<[^>]+>")
_LINKS = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)


def findings_of(page: BasePage) -> list[Finding]:
    """Return what to look at again on a page, in the order in which it is read."""
    found = [] if page.summary else [Finding("no-summary")]
    for text in texts_of(page):
        found += checking.of_text(text)
    found += checking.empty_links(_link_words(page))
    found += [Finding("no-alt", label) for label in _pictures_without_words(page)]
    found += _of_type(page)
    return list(dict.fromkeys(found))


def texts_of(page: BasePage) -> Iterator[str]:
    """Yield the running texts of a page: its summary, then each of its rich and stream fields."""
    yield page.summary
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField | StreamField):
            value = getattr(page, field.name)
            for text in field.get_searchable_content(value):
                yield str(text)


def _rich_sources(page: BasePage) -> Iterator[str]:
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            yield getattr(page, field.name)
        elif isinstance(field, StreamField):
            for child in getattr(page, field.name):
                if child.block_type == "prose":
                    yield child.value.source


def _link_words(page: BasePage) -> Iterator[str]:
    for source in _rich_sources(page):
        for words in _LINKS.findall(source):
            yield _TAGS.sub("", words)


def _pictures_without_words(page: BasePage) -> Iterator[str]:
    if page.lead_picture and not says_something(page.lead_picture.description):
        yield page.lead_picture.title
    for child in page.body:
        images = _images_in(child)
        for image in images:
            decorative = getattr(image, "decorative", False)
            if not decorative and not says_something(image.contextual_alt_text or ""):
                yield image.title


def _images_in(child: Any) -> list[Any]:
    if child.block_type == "picture":
        return [child.value["image"]] if child.value["image"] else []
    if child.block_type == "gallery":
        return [one["image"] for one in child.value["pictures"] if one["image"]]
    return []


def says_something(words: str) -> bool:
    """Say whether an alternative text is more than a file's name."""
    return bool(words.strip()) and not re.search(r"\.(?:avif|gif|jpe?g|png|webp)$|_", words)


def _of_type(page: BasePage) -> Iterator[Finding]:
    if isinstance(page, Gathering):
        yield from checking.gathering_times(page.starts_at, page.ends_at)
    if isinstance(page, NewsArticlePage) and page.date is None:
        yield Finding("no-date")
    if isinstance(page, ServicePage):
        if page.pk and not page.points.exists():
            yield Finding("no-point")
        if page.reviewed_on and clock.today() - page.reviewed_on > A_YEAR:
            yield Finding("old-guide")
    for number in _phone_fields(page):
        if not checking.is_phone(number):
            yield Finding("strange-phone", number)


def _phone_fields(page: BasePage) -> Iterator[str]:
    if getattr(page, "phone", ""):
        yield getattr(page, "phone")  # noqa: B009 (only some page types have it)
    for name in ("points", "contacts"):
        for row in getattr(page, name).all() if hasattr(page, name) else ():
            if row.phone:
                yield row.phone
