"""Which unit could stand by which community for years: a proposal with reasons, never written."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Unit
from territory.models import Area
from volunteering.matching.partnering import partnered, reasons
from volunteering.queries.partner_sides import read_sides
from volunteering.views.match_form import areas_to_match
from volunteering.views.match_runs_found import crumbs_to_list, organiser

ROWS_A_PAGE = 50


def partners(request: HttpRequest) -> HttpResponse:
    """Choose an area; read a community for each of its units, and why."""
    areas = areas_to_match(organiser(request))
    code = request.GET.get("area", "").replace("\0", "")
    area = areas.filter(code=code).first() if code else None
    context: dict[str, Any] = {
        "areas": [
            {"code": one.code, "words": "\u3000" * (one.depth - 1) + str(one)} for one in areas
        ],
        "area": area,
        "header_title": _("Units and communities"),
        "breadcrumbs_items": [
            *crumbs_to_list(),
            {"url": "", "label": _("Units and communities")},
        ],
    }
    if area is not None:
        context |= _proposed(area, request)
    return render(request, "volunteering/matching/partners.html", context)


def _proposed(area: Area, request: HttpRequest) -> dict[str, Any]:
    reading = read_sides(area)
    if not len(reading.communities) or not len(reading.units):
        return {"empty": True}
    found = partnered(reading.sides)
    order = sorted(range(len(reading.units)), key=lambda row: (found.community[row], row))
    paginator = Paginator(order, ROWS_A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    rows = list(page.object_list)
    said = reasons(reading.sides, found)
    units = Unit.objects.in_bulk([int(reading.units[row]) for row in rows])
    areas = Area.objects.in_bulk([int(reading.communities[found.community[row]]) for row in rows])
    language = get_language() or "zh"
    return {
        "found": found,
        "units": len(reading.units),
        "communities": len(reading.communities),
        "unplaced": reading.unplaced,
        "page_obj": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "rows": [
            {
                "unit": units[int(reading.units[row])],
                "community": areas[int(reading.communities[found.community[row]])],
                "why": said[row].said(language),
                "stays": reading.sides.current[row] == found.community[row],
            }
            for row in rows
        ],
    }
