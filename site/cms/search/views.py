"""The search page of the site: one field, types to narrow it, areas, results with excerpts."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.api.forms import page_types
from cms.models.place import AreaPlace
from cms.search.results import counts_by_kind, hits, pages_matching

A_PAGE = 10
LONGEST = 60


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what `q` finds, narrowed by `kind` and `area` (an area's code)."""
    words = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST]
    kinds = {found.kind: found for found in page_types()}
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in kinds else ""
    code = request.GET.get("area", "").replace("\0", "")
    places = AreaPlace.objects.filter(page__live=True).select_related("area", "page")
    places = places.order_by("area__path")
    place = next((found for found in places if found.area.code == code), None)
    context = {"words": words, "kind": kind, "place": place, "places": places}
    if words:
        counts = counts_by_kind(pages_matching(words, kind="", place=place).search(words))
        found = pages_matching(words, kind=kind, place=place).search(words)
        page_obj = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "page_obj": page_obj,
            "hits": hits(list(page_obj.object_list), words),
            "count": sum(counts.values()),
            "tabs": _tabs(words, kind, place, counts),
        }
    return render(request, "cms/search.html", context)


def _tabs(
    words: str, kind: str, place: AreaPlace | None, counts: dict[str, int]
) -> list[dict[str, object]]:
    def address(wanted: str) -> str:
        query = {"q": words, "kind": wanted, "area": place.area.code if place else ""}
        kept = {name: value for name, value in query.items() if value}
        return f"{reverse('search')}?{urlencode(kept)}"

    tabs = [
        {
            "label": _("All"),
            "url": address(""),
            "current": not kind,
            "count": sum(counts.values()),
        }
    ]
    tabs += [
        {
            "label": found._meta.verbose_name,
            "url": address(found.kind),
            "current": kind == found.kind,
            "count": counts[found.kind],
        }
        for found in page_types()
        if counts.get(found.kind)
    ]
    return tabs
