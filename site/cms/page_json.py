"""What a page serves as data beside its body: its fields, its rows, its links to other pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.blocks.base import stream_json
from cms.listing import is_restricted

Links = dict[int, dict[str, Any]]


def is_page_link(field: Any) -> bool:
    """Say whether a model's field leads to a page."""
    return isinstance(field, models.ForeignKey) and issubclass(field.related_model, Page)


def value_of(thing: models.Model, name: str) -> Any:
    """Return the field `name` of a page or row as JSON, streams and kept objects included."""
    value = getattr(thing, name)
    field = thing._meta.get_field(name)
    if isinstance(field, StreamField):
        return stream_json(value)
    if isinstance(field, RichTextField):
        return expand_db_html(value)
    if isinstance(field, models.ForeignKey):
        return value.as_json() if value else None
    return value.isoformat() if hasattr(value, "isoformat") else value


def rows_of(page: Any, relations: Iterable[str], request: HttpRequest | None) -> dict[str, Any]:
    """Return the rows of a page by relation, in the editor's order, by one query for each.

    A row that leads to a page which not everybody may read is left out.
    """
    rows = {relation: list(getattr(page, relation).all()) for relation in relations}
    links = _links([row for found in rows.values() for row in found], request)
    served = {relation: [_row(row, links) for row in found] for relation, found in rows.items()}
    return {
        relation: [row for row in found if row is not None] for relation, found in served.items()
    }


def _row(row: Any, links: Links) -> dict[str, Any] | None:
    served: dict[str, Any] = {}
    for name in row.json_fields:
        field = row._meta.get_field(name)
        if is_page_link(field):
            link = links.get(getattr(row, field.attname))
            if link is None:
                return None
            served[name] = link
        else:
            served[name] = value_of(row, name)
    return served


def _links(rows: list[Any], request: HttpRequest | None) -> Links:
    wanted = {
        getattr(row, field.attname)
        for row in rows
        for field in (row._meta.get_field(name) for name in row.json_fields)
        if is_page_link(field)
    }
    if not wanted:
        return {}
    pages = Page.objects.live().filter(~is_restricted(), pk__in=wanted)
    return {
        page.pk: {
            "id": page.pk,
            "kind": getattr(page.specific_class, "kind", ""),
            "title": page.title,
            "path": page.get_url(request) or "",
        }
        for page in pages
    }
