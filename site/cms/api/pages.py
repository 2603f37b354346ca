"""The read side of pages: lists, one page by id or by address, drafts by token."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from ninja import Path, Query, Router
from pydantic import BaseModel, Field
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from cms.api.forms import Kind, PageInFullForm, PageInListForm, PageListForm, page_types
from cms.models.place import AreaPlace
from cms.pages.base import BasePage
from cms.preview import page_of_token
from foundation.problems import answers

router = Router(tags=["pages"])

MOST = 100
Identifier = Annotated[int, Field(ge=1, le=2_147_483_647)]


class PageQuery(BaseModel):
    """What to look for."""

    kind: Kind | None = None
    area: str | None = Field(
        default=None, max_length=20, description="Code of an area: its own pages only."
    )
    parent: Identifier | None = None
    q: str = Field(default="", max_length=80, description="Words, in Chinese or otherwise.")
    order: str = Field(
        default="newest", pattern="^(newest|tree|relevance)$", description="relevance needs q."
    )
    limit: int = Field(default=20, ge=1, le=MOST)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class PathQuery(BaseModel):
    """The address of a page."""

    path: str = Field(max_length=1000, description="Begins with /, without host or language.")


def shown_pages() -> PageQuerySet:
    """Return the pages that anybody may read: live, of our types, behind no barrier."""
    return Page.objects.live().public().type(*page_types())


def _places_above(pages: Iterable[Page]) -> dict[str, str]:
    step = Page.steplen
    wanted = {page.path[:end] for page in pages for end in range(step, len(page.path) + 1, step)}
    rows = AreaPlace.objects.filter(page__path__in=wanted)
    return dict(rows.values_list("page__path", "area__code"))


def _area_code(page: Page, places: dict[str, str]) -> str | None:
    above = (page.path[:end] for end in range(len(page.path), 0, -Page.steplen))
    return next((places[path] for path in above if path in places), None)


def _stamp(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _parents_of(pages: Iterable[Page]) -> dict[str, int]:
    wanted = {page.path[: -Page.steplen] for page in pages}
    return dict(Page.objects.filter(path__in=wanted).values_list("path", "pk"))


def in_list(pages: list[BasePage], request: HttpRequest) -> list[PageInListForm]:
    """Return `pages` in their short form; the number of queries does not grow with them."""
    by_type: dict[type, list[BasePage]] = defaultdict(list)
    for page in pages:
        by_type[type(page)].append(page)
    for same in by_type.values():
        prefetch_related_objects(same, "lead_picture__renditions")
    places, parents = _places_above(pages), _parents_of(pages)
    return [PageInListForm(**_short(page, places, parents, request)) for page in pages]


def _short(
    page: BasePage, places: dict[str, str], parents: dict[str, int], request: HttpRequest
) -> dict[str, Any]:
    return {
        "id": page.pk,
        "kind": page.kind,
        "title": page.title,
        "summary": page.summary,
        "slug": page.slug,
        "path": page.relative_url(Site.find_for_request(request), request) or "",
        "parent_id": parents.get(page.path[: -Page.steplen]),
        "area_code": _area_code(page, places),
        "published_at": _stamp(page.first_published_at),
        "changed_at": _stamp(page.last_published_at),
        "lead_picture": page.lead_picture.as_json() if page.lead_picture else None,
    }


def in_full(page: BasePage, request: HttpRequest) -> dict[str, Any]:
    """Return a page with all its content, as `PageInFullForm` says."""
    return {
        **_short(page, _places_above([page]), _parents_of([page]), request),
        "seo_title": page.seo_title or page.title,
        "seo_description": page.shared_description,
        "content": page.as_json(request),
    }


def _within_area(pages: PageQuerySet, code: str) -> PageQuerySet:
    place = AreaPlace.objects.filter(area__code=code).select_related("page").first()
    if place is None:
        return pages.none()
    return pages.filter(path__startswith=place.page.path)


def _wanted(query: PageQuery) -> PageQuerySet:
    pages = shown_pages()
    if query.kind:
        kinds = {page_type.kind: page_type for page_type in page_types()}
        pages = pages.exact_type(kinds[query.kind])
    if query.area is not None:
        pages = _within_area(pages, query.area.replace("\0", ""))
    if query.parent:
        pages = _children(pages, query.parent)
    # Search sorts by indexed fields only; the id, which would settle ties, is none.
    order = ["path"] if query.order == "tree" else ["-first_published_at", "path"]
    return pages.order_by(*order)


def _children(pages: PageQuerySet, parent_id: int) -> PageQuerySet:
    parent = Page.objects.filter(pk=parent_id).first()
    return pages.child_of(parent) if parent else pages.none()


@router.get(
    "", response=answers(PageListForm, 422), operation_id="list_pages", summary="List pages"
)
def list_pages(request: HttpRequest, query: Query[PageQuery]) -> PageListForm:
    """List pages, newest first, or search them."""
    pages = _wanted(query)
    words = query.q.replace("\0", " ").strip()
    found: Any = pages
    if words:
        found = pages.search(words, order_by_relevance=query.order == "relevance")
    count = found.count()
    part = list(found[query.offset : query.offset + query.limit])
    specific = Page.objects.filter(pk__in=[page.pk for page in part]).specific()
    by_id = {page.pk: page for page in specific}
    return PageListForm(count=count, items=in_list([by_id[page.pk] for page in part], request))


@router.get(
    "/by-path",
    response=answers(PageInFullForm, 404, 422),
    operation_id="read_page_by_path",
    summary="Read a page by its address",
)
def read_page_by_path(request: HttpRequest, query: Query[PathQuery]) -> dict[str, Any]:
    """Read the page at an address of this site."""
    site = Site.find_for_request(request)
    slugs = "/".join(part for part in query.path.replace("\0", "").split("/") if part)
    url_path = f"{site.root_page.url_path}{slugs}/" if slugs else site.root_page.url_path
    page = shown_pages().filter(url_path=url_path).first() if site else None
    if page is None:
        raise Http404("No page stands at this address.")
    return in_full(page.specific, request)


@router.get(
    "/preview/{token}",
    response=answers(PageInFullForm, 404, 422),
    operation_id="read_draft",
    summary="Read a draft",
)
def read_draft(request: HttpRequest, token: Annotated[str, Path(max_length=300)]) -> dict[str, Any]:
    """Read the newest draft of a page with a token that an editor made; tokens expire."""
    page = page_of_token(token)
    if page is None:
        raise Http404("The token is not valid, or its time is over: ask the editor for a new one.")
    return in_full(page, request)


@router.get(
    "/{page_id}",
    response=answers(PageInFullForm, 404, 422),
    operation_id="read_page",
    summary="Read a page",
)
def read_page(request: HttpRequest, page_id: Path[Identifier]) -> dict[str, Any]:
    """Read one page by its id."""
    page = shown_pages().filter(pk=page_id).first()
    if page is None:
        raise Http404(f"No page has the id {page_id}.")
    return in_full(page.specific, request)
