"""The areas of a form as a picture to choose a position on; nobody else's map is asked."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from forms_app.engine.area_frame import Shape, sheet
from forms_app.permissions import may_fill_in
from forms_app.queries import areas_on_map, live_form


@require_safe
def form_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the areas right below the form's own, or below `?within=code` inside of it.

    `areas` is empty where nobody has told where they lie.
    """
    form = live_form(slug)
    if form is None or not may_fill_in(request.user, form):
        raise Http404
    found = areas_on_map(form.area, request.GET.get("within", "")[:20])
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
