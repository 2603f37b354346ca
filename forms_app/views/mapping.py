"""The areas of a form: as lists to choose from, and as a picture; nobody else's map is asked."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from forms_app.engine.area_frame import Shape, sheet
from forms_app.permissions import may_fill_in
from forms_app.queries import areas_below, areas_on_map, live_form
from territory.models import Area


def _code(request: HttpRequest, name: str) -> str:
    """Return what an address asks under `name`; no code is longer, or holds what no text holds."""
    return request.GET.get(name, "").replace("\0", "")[:20]


@require_safe
def form_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the areas right below the form's own, or below `?within=code` inside of it.

    `areas` is empty where nobody has told where they lie.
    """
    form = live_form(slug)
    if form is None or not may_fill_in(request.user, form):
        raise Http404
    found = areas_on_map(form.area, _code(request, "within"))
    if found is None:
        raise Http404
    above, areas, with_more = found
    shapes = [
        Shape(
            area.code,
            str(area),
            (area.latitude, area.longitude) if area.latitude and area.longitude else None,
            area.outline or (),
            area.path in with_more,
        )
        for area in areas
    ]
    drawn = sheet(shapes) or {"frame": None, "areas": []}
    response = JsonResponse(drawn | {"up": above}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_safe
def form_areas(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the areas to choose from, down to `?level=`, below `?within=code`.

    `steps` are lists of areas, each with what is `chosen` in it: one list, or with `?at=code` all
    of them down to that area. `fits` says of an area that it can be the answer.
    """
    form = live_form(slug)
    if form is None or not may_fill_in(request.user, form):
        raise Http404
    return areas_to_choose_from(request, form.area)


def areas_to_choose_from(request: HttpRequest, area: Area) -> HttpResponse:
    """Answer as `form_areas` does, for a form of this area."""
    asked = {name: _code(request, name) for name in ("level", "within", "at")}
    steps = areas_below(area, **asked)
    found = {"steps": steps, "at": steps[-1]["chosen"] if steps else ""}
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, max-age=600"
    return response
