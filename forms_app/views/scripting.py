"""What the scripts of a form are told: where its document is, what stands on other steps, words."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from forms_app.engine.definition import AnswerStep, Definition
from forms_app.models import FormVersion
from forms_app.permissions import may_fill_in
from forms_app.queries import live_form
from forms_app.views.sitting import Sitting

FOR_EVER = "private, max-age=31536000, immutable"
"""A version never changes; forms for staff are not for shared caches."""


def told_to_scripts(sitting: Sitting, step: AnswerStep) -> dict[str, Any]:
    """Return what the module of the page reads beside it; no document where nothing is decided."""
    here = {field.key for field in step.fields}
    version = sitting.ticket.version
    place = [sitting.form.slug, version.number]
    places = _places(sitting)
    return {
        "document": reverse("form_document", args=place) if decides(version.definition) else "",
        "logic": static("js/forms/logic.js"),
        "reading": static("js/forms/reading.js"),
        "others": [
            [name, places.get(name, {}).get(text, text)]
            for name, texts in sitting.walk.given.items()
            if name.partition(".")[0] not in here
            for text in texts
        ],
        "step": step.id,
        "today": sitting.context.today.isoformat(),
        "known": dict(sitting.context.known),
        "places": {name: found for name, found in places.items() if name in here},
        "saves": True,
        "words": {
            "saved": _("Saved at {time}"),
            "unsaved": _("Not saved by itself just now. What you typed is still on this page."),
            "way": _("Step %(number)s of %(total)s") % {"number": "{number}", "total": "{total}"},
            "next": _("Next step"),
            "check": _("Check my answers"),
            "more": _("Asked as well now: {questions}"),
        },
    }


def _places(sitting: Sitting) -> dict[str, dict[str, str]]:
    """Return by question the names under which a community was found, each with its code.

    Scripts know communities by their codes alone; a name that was typed would be unknown to rules.
    """
    found: dict[str, dict[str, str]] = {}
    for field in sitting.definition.fields:
        code = sitting.walk.answered.values.get(field.key)
        if field.type == "community" and isinstance(code, str):
            typed = sitting.walk.given.get(field.key, ())
            names = [place.name for place in sitting.context.find_places(code)]
            found[field.key] = dict.fromkeys([*typed, *names], code)
    return found


def decides(definition: Definition) -> bool:
    """Whether anything on the pages of a form depends on what is answered."""
    return bool(definition.rules)


def _version(request: HttpRequest, slug: str, number: int) -> FormVersion:
    form = live_form(slug)
    if form is None or not may_fill_in(request.user, form):
        raise Http404
    found = form.versions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _tag(request: HttpRequest, slug: str, number: int) -> str:
    return f'"{_version(request, slug, number).digest}"'


@require_safe
@condition(etag_func=_tag)
def form_document(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Return what a version asks, for the script of its pages; without its author's samples."""
    found = _version(request, slug, number)
    response = JsonResponse({key: part for key, part in found.document.items() if key != "samples"})
    response["Cache-Control"] = FOR_EVER
    return response
