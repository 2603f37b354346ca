"""The desk's draw of places: close the entries, draw by one button, see what came of it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.admin import messages

from forms_app.actions.draw_seats import close_entries, draw_seats
from forms_app.models import Form, SeatDraw, Submission
from forms_app.permissions import may_draw_seats
from forms_app.views.draws import A_PAGE, ORDER, told_of
from foundation import clock
from foundation.errors import Refused
from people.models import User

_STEPS: dict[str, Callable[..., SeatDraw]] = {"close": close_entries, "draw": draw_seats}


@never_cache
def draw_page(request: HttpRequest, form_id: int) -> HttpResponse:
    """Show where the draw stands; on a button take the next step."""
    person = request.user
    form = Form.objects.select_related("area").filter(pk=form_id, drawn_by_lot=True).first()
    if form is None or not isinstance(person, User) or not may_draw_seats(person, form):
        raise Http404
    step = _STEPS.get(request.POST.get("step", ""))
    if request.method == "POST" and step is not None:
        try:
            step(by=person, form_id=form.pk, now=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("form_desk:draw", form.pk)
    found = SeatDraw.objects.filter(form=form).first()
    if found is None:
        raise Http404
    entries = found.entries.select_related("submission").order_by(*ORDER)
    waiting = Submission.objects.filter(version__form=form, state=Submission.State.WAITING)
    title = _("Draw of places · %(form)s") % {"form": form.title}
    context = told_of(form, found) | {
        "page_obj": Paginator(entries, A_PAGE).get_page(request.GET.get("p")),
        "entered": waiting.count() if found.closed_at is None else entries.count(),
        "header_title": title,
        "header_icon": "form",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("submissions:index"), "label": _("Received forms")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "forms_app/desk/draw.html", context)
