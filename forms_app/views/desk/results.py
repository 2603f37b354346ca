"""What people answered, in numbers: per question and version, and two questions crossed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forms_app.funnel import funnel_of, medians
from forms_app.models import Form
from forms_app.permissions import may_draw_seats
from forms_app.places import context_for_many
from forms_app.queries import (
    MOST_COUNTED,
    answers_to_count,
    areas_by_level,
    counts_sent_to,
    forms_sent_to,
    times_of,
    visits_of,
)
from forms_app.results import SENT_TO, Tally
from forms_app.words import in_short
from people.models import User
from people.office.counting import CountingPaginator
from people.permissions import Verb, may_somewhere
from territory.models import Area

FORMS_A_PAGE = 50


@never_cache
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Choose a form, then read its numbers; only what was sent to the person's areas counts."""
    person = request.user
    if not isinstance(person, User) or not may_somewhere(person, Verb.SEE_NEEDS):
        raise PermissionDenied
    offered = forms_sent_to(person)
    number = request.GET.get("form", "")
    form = offered.filter(pk=int(number)).first() if number.isdecimal() else None
    page = CountingPaginator(offered, FORMS_A_PAGE).get_page(request.GET.get("p"))
    if form is None and page.paginator.count == 1:
        return redirect(f"{request.path}?form={page.object_list[0].pk}")
    title = f"{_('Answers in numbers')} · {form.title}" if form else _("Answers in numbers")
    context = {
        "header_title": title,
        "header_icon": "table",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("submissions:index"), "label": _("Received forms")},
            {"url": "", "label": title},
        ],
        "form": form,
        "may_draw": form is not None and form.drawn_by_lot and may_draw_seats(person, form),
    }
    found = _counted(request, person, form) if form else _listed(person, page)
    return render(request, "forms_app/desk/results.html", context | found)


def _listed(person: User, page: Page[Form]) -> dict[str, object]:
    counts = counts_sent_to(person, page.object_list)
    return {
        "forms": page,
        "listed": [(form, counts.get(form.pk, 0)) for form in page.object_list],
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
    }


def _counted(request: HttpRequest, person: User, form: Form) -> dict[str, object]:
    short = in_short()
    versions = {version.number: version.spoken(short) for version in form.versions.all()}
    areas = areas_by_level(person, form)
    tally = Tally(versions, context_for_many(form.area), areas=areas)
    crossable = tally.crossable | _by_area(areas)
    wanted = tuple(request.GET.get(name, "") for name in ("rows", "columns"))
    if wanted[0] != wanted[1] and set(wanted) <= crossable.keys():
        tally.pair = (wanted[0], wanted[1])
    only = request.GET.get("version", "")
    tally.only = next((number for number in versions if f"{number}" == only), None)
    for version, answers, path in answers_to_count(person, form):
        tally.add(version, json.loads(answers), path)
    visits, times = visits_of(form), times_of(form)
    total = sum(tally.total.values())
    return {
        "questions": tally.shown,
        "funnels": [
            (
                number,
                funnel_of(versions[number], visits[number], short),
                medians(versions[number], times.get(number, ())),
            )
            for number in visits
        ],
        "total": total,
        "is_cut": total == MOST_COUNTED,
        "versions": sorted(versions) if len(versions) > 1 else [],
        "crossable": crossable if len(crossable) > 1 else {},
        "wanted": wanted,
        "only": tally.only,
        "cross": tally.cross(),
    }


def _by_area(areas: Mapping[str, object]) -> dict[str, str]:
    return {
        f"{SENT_TO}{level}": _("Sent to, by %(level)s") % {"level": Area.Level(level).label}
        for level in areas
    }
