"""Lists of pages as every page type makes them: below a place, with pictures, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.apps import apps
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction

from foundation.clock import CITY_TIME

PER_PAGE = 12


class Placed(Protocol):
    """A page that can be told which community it belongs to."""

    path: str
    steplen: int


def below(model: type[Any], root: Page) -> Any:
    """Return the public pages of `model` below `root`, with their pictures, without bodies."""
    pages = model.objects.live().filter(~is_restricted()).descendant_of(root)
    return with_pictures(pages).defer_streamfields()


def is_restricted() -> Exists:
    """Return the condition that a page or one above it is shown to some visitors only.

    Wagtail's own `public()` asks for all restrictions first, once for each list of a page.
    """
    outer = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.annotate(outer=outer)
    return Exists(restrictions.filter(outer__startswith=F("page__path")))


def with_pictures(pages: Any) -> Any:
    """Join what a list shows of a page's picture, whatever the number of pages."""
    return pages.select_related("lead_picture").prefetch_related("lead_picture__renditions")


def prefixes(path: str, step: int) -> list[str]:
    """Return the tree paths of a page's ancestors and its own, the root's first."""
    return [path[:end] for end in range(step, len(path) + 1, step)]


def with_communities(pages: Iterable[Any]) -> list[Any]:
    """Tell each page the community that it lies in, by one query for all of them."""
    found = list(pages)
    above = {prefix for page in found for prefix in prefixes(page.path, page.steplen)}
    communities = {
        community.path: community
        for community in apps.get_model("cms", "CommunityPage")
        .objects.filter(path__in=above)
        .select_related("area")
        .defer_streamfields()
    }
    for page in found:
        nearest = [
            communities[prefix]
            for prefix in prefixes(page.path, page.steplen)
            if prefix in communities
        ]
        page.__dict__["community"] = nearest[-1] if nearest else None
    return found


def tell_communities(*lists: list[Any]) -> None:
    """Tell the pages of several lists the communities that they lie in, by one query for all."""
    with_communities(page for pages in lists for page in pages)


def paginated(request: HttpRequest, pages: Any, per_page: int = PER_PAGE) -> PaginatorPage[Any]:
    """Return the page of a list that `?page=` asks for, its items told their communities."""
    found = Paginator(pages, per_page).get_page(request.GET.get("page"))
    found.object_list = with_communities(found.object_list)
    return found


def chosen(request: HttpRequest, name: str, allowed: Iterable[str]) -> str:
    """Return the value of a query parameter, empty when it is none of those allowed."""
    value = request.GET.get(name, "")
    return value if value in set(allowed) else ""


def day_of(text: str, otherwise: date) -> date:
    """Read a day such as 2026-11-23; anything else is `otherwise`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def midnight(day: date) -> datetime:
    """Return the moment at which `day` begins in the city."""
    return datetime.combine(day, time.min, CITY_TIME)


def week_of(day: date) -> list[date]:
    """Return the seven days of the week of `day`, Monday first."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=offset) for offset in range(7)]


def weeks_of_month(day: date) -> list[list[date]]:
    """Return the weeks that touch the month of `day`."""
    first = day.replace(day=1)
    following = next_month(first)
    monday = week_of(first)[0]
    count = ((following - timedelta(days=1)) - monday).days // 7 + 1
    return [week_of(monday + timedelta(weeks=offset)) for offset in range(count)]


def next_month(day: date) -> date:
    """Return the first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def by_day(gatherings: Sequence[Any]) -> dict[date, list[Any]]:
    """Sort gatherings into the days on which they begin."""
    days: dict[date, list[Any]] = {}
    for gathering in gatherings:
        days.setdefault(gathering.starts_at.astimezone(CITY_TIME).date(), []).append(gathering)
    return days
