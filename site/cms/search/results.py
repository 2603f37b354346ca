"""What a search of the site finds: pages by type and area, with the words that were found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.html import escape, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from modelsearch.index import SearchField
from wagtail.models import Page

from cms.api.forms import page_types
from cms.models.place import AreaPlace
from cms.pages.base import BasePage
from foundation import text


@dataclass(frozen=True, slots=True)
class Hit:
    """One page found."""

    page: BasePage
    kind: str
    title: SafeString
    excerpt: SafeString
    area: str


def marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Return `pieces` (text, whether it is a hit) as HTML, hits in `<mark>`, all escaped."""
    return format_html_join(
        "",
        "{}",
        ((mark_safe(f"<mark>{escape(part)}</mark>") if hit else part,) for part, hit in pieces),  # noqa: S308 (escaped)
    )


def pages_matching(words: str, *, kind: str, place: AreaPlace | None) -> QuerySet[Page]:
    """Return the public pages to search, narrowed to a kind and a place; `words` come later."""
    pages = Page.objects.live().public()
    wanted = [found for found in page_types() if not kind or found.kind == kind]
    pages = pages.type(*wanted) if wanted else pages.none()
    return pages.filter(path__startswith=place.page.path) if place else pages


def counts_by_kind(results: Any) -> dict[str, int]:
    """Return kind → how many of `results` (a search) are of it."""
    by_type = results.facet("content_type_id")
    types = {ContentType.objects.get_for_model(found).pk: found.kind for found in page_types()}
    return {types[pk]: count for pk, count in by_type.items() if pk in types}


def hits(pages: list[Page], words: str) -> list[Hit]:
    """Return what to show of `pages`; the number of queries does not grow with them."""
    terms = text.query_terms(words)
    specific = Page.objects.filter(pk__in=[page.pk for page in pages]).specific()
    by_id = {page.pk: page for page in specific}
    areas = _area_names(pages)
    return [_hit(by_id[page.pk], terms, areas) for page in pages]


def _hit(page: BasePage, terms: list[str], areas: dict[str, str]) -> Hit:
    return Hit(
        page=page,
        kind=str(page._meta.verbose_name),
        title=marked(text.excerpt(page.title, terms, length=len(page.title))),
        excerpt=marked(text.excerpt(words_of(page), terms, length=96)),
        area=next(
            (
                areas[page.path[:end]]
                for end in range(len(page.path), 0, -Page.steplen)
                if page.path[:end] in areas
            ),
            "",
        ),
    )


def words_of(page: BasePage) -> str:
    """Return all that search looks at below the title of `page`, as plain text."""
    parts: list[str] = []
    for field in page.get_search_fields():
        if isinstance(field, SearchField) and field.field_name != "title":
            value = field.get_value(page)
            parts += value if isinstance(value, list) else [str(value or "")]
    return text.squeezed(" ".join(strip_tags(part) for part in parts))


def _area_names(pages: Iterable[Page]) -> dict[str, str]:
    step = Page.steplen
    above = {page.path[:end] for page in pages for end in range(step, len(page.path) + 1, step)}
    rows = AreaPlace.objects.filter(page__path__in=above)
    return dict(rows.values_list("page__path", "area__short_name"))
