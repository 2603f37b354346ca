"""The numbers of a form for everybody, where its author allows: nothing of single people."""

from __future__ import annotations

import json
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms_app.models import Form
from forms_app.places import context_for_many
from forms_app.queries import all_answers_to_count, live_form
from forms_app.results import Tally
from forms_app.words import in_short

KEPT_SECONDS = 900
"""Counting opens thousands of answers: everybody sees the same for a quarter of an hour."""


@require_safe
def public_results(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how people answered; groups of fewer than five have no number."""
    form = live_form(slug)
    if form is None or not form.shows_results or form.is_for_staff:
        raise Http404
    key = f"forms_app.results:{form.pk}:{request.LANGUAGE_CODE}"
    found = cache.get_or_set(key, lambda: _counted(form), KEPT_SECONDS)
    response = render(request, "forms_app/results.html", {"form": form, **(found or {})})
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def _counted(form: Form) -> dict[str, Any]:
    short = in_short()
    versions = {version.number: version.spoken(short) for version in form.versions.all()}
    tally = Tally(versions, context_for_many(form.area))
    for version, answers, _path in all_answers_to_count(form):
        tally.add(version, json.loads(answers))
    return {"questions": tally.public, "total": sum(tally.total.values())}
