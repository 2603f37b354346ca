"""The public page of a draw: promise, numbers and seed, by which anyone can repeat it."""

from __future__ import annotations

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forms_app.models import Form, SeatDraw
from forms_app.queries import live_form

A_PAGE = 500
ORDER = ("place", "number")


def _draw_or_404(slug: str) -> tuple[Form, SeatDraw]:
    form = live_form(slug)
    if form is None or form.is_for_staff or not form.drawn_by_lot:
        raise Http404
    found = SeatDraw.objects.filter(form=form).first()
    if found is None:
        raise Http404
    return form, found


def told_of(form: Form, draw: SeatDraw) -> dict[str, Any]:
    """Return what everybody may know of a draw at this moment: never a name."""
    return {
        "form": form,
        "draw": draw,
        "seed": draw.seed if draw.drawn_at else "",
        "seats": draw.seats if draw.drawn_at else form.places,
    }


@never_cache
@require_safe
def public_draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how far a draw is, and after it everything that decides it."""
    form, found = _draw_or_404(slug)
    entries = found.entries.order_by(*ORDER)
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "forms_app/draw.html", told_of(form, found) | {"page_obj": page})


@never_cache
@require_safe
def draw_entries(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand the entries over as they went into the draw: number and draws lost before."""
    del request
    form, found = _draw_or_404(slug)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{form.slug}-entries.csv"'
    rows = found.entries.order_by("number").values_list("number", "lost")
    csv.writer(response, lineterminator="\n").writerows(rows)
    return response
