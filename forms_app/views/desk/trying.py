"""Try a draft the way people would fill it in: see the path, and keep the answers as a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from forms_app.actions.keep_draft import Trial, drop_sample, expect_again, keep_sample
from forms_app.engine.definition import Definition
from forms_app.engine.document import document_of
from forms_app.engine.field_type import type_of
from forms_app.engine.logic.calendar import read_iso
from forms_app.engine.logic.explaining import Because, why_each
from forms_app.engine.samples import ANY_DAY, broken_samples
from forms_app.engine.walking import Walk
from forms_app.models import Form
from forms_app.views.desk.authoring import own_forms
from forms_app.views.desk.trial_walk import (
    as_sample,
    page_of,
    stand_of,
    would_drop,
    would_follow,
    would_keep,
)
from forms_app.views.mapping import areas_to_choose_from
from forms_app.words import in_short, language
from foundation import clock
from foundation.errors import Refused
from people.models import User

LONGEST_ANSWER = 2000
MOST_EXPLAINED = 200
"""How many hidden questions are explained at once."""


@dataclass(frozen=True)
class Reason:
    """A finding in the reader's language, with the findings that it rests on."""

    words: str
    below: list[Reason]


def draft_of(request: HttpRequest, form_id: int) -> Form:
    """Return the newest draft of a form that the person may write; raises Http404."""
    form = own_forms(request.user).filter(pk=form_id).select_related("area").first()
    if form is None:
        raise Http404
    found: Form = form.get_latest_revision_as_object()
    return found


def crumbs(form: Form, label: str) -> list[dict[str, object]]:
    """Return the way to a screen about a form."""
    names = form.snippet_viewset
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse(names.get_url_name("list")), "label": _("Forms")},
        {"url": reverse(names.get_url_name("edit"), args=[form.pk]), "label": form.title},
        {"url": "", "label": label},
    ]


@require_safe
def draft_areas(request: HttpRequest, form_id: int) -> HttpResponse:
    """Answer with the areas to choose from in a trial, as the form's own page will."""
    return areas_to_choose_from(request, draft_of(request, form_id).area)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def try_form(request: HttpRequest, form_id: int) -> HttpResponse:
    """Show the form beside what comes of the answers; nothing is stored or started."""
    form = draft_of(request, form_id)
    definition = form.definition
    name, given, today = _asked(request, definition, form)
    asked = request.POST if request.method == "POST" else {"step": "look" if given else ""}
    stand = stand_of(definition, given, today, asked, request.POST.getlist("seen"))
    walk = stand.walk
    if request.method == "POST" and request.POST.get("do") == "keep":
        return _kept(request, form, Trial(request.POST.get("name", ""), today, as_sample(walk)))
    context = {
        "form": form,
        "filling": page_of(request, stand, reverse("form_desk:document", args=[form.pk])),
        "given": [(key, text) for key, texts in walk.given.items() for text in texts],
        "name": name,
        **(_came_to(walk) if walk.given else {"is_new": True}),
        **(_would_come(walk, today) if stand.step is None else {}),
        "samples": list(_samples(definition)),
        "header_title": _("Try it out"),
        "header_icon": "view",
        "breadcrumbs_items": crumbs(form, _("Try it out")),
    }
    return render(request, "forms_app/desk/trying.html", context)


def _asked(
    request: HttpRequest, definition: Definition, form: Form
) -> tuple[str, dict[str, list[str]], date]:
    """Return what is tried: a sample that was asked for, or what was typed, today."""
    if request.method == "POST":
        known = {field.key for field in definition.fields}
        typed = {
            name: [text[:LONGEST_ANSWER] for text in request.POST.getlist(name)]
            for name in request.POST
            if name.partition(".")[0] in known
        }
        return request.POST.get("name", "").strip(), typed, clock.today()
    asked = request.GET.get("sample", "")
    sample = next((one for one in form.samples if asked and one.get("name") == asked), None)
    if sample is None:
        return "", {}, clock.today()
    answers = {
        name: [texts] if isinstance(texts, str) else list(texts)
        for name, texts in sample.get("answers", {}).items()
    }
    return asked, answers, read_iso(sample.get("today")) or ANY_DAY


@never_cache
@require_safe
def draft_document(request: HttpRequest, form_id: int) -> HttpResponse:
    """Return what a draft asks, for the script of its trial; without its samples."""
    found = document_of(draft_of(request, form_id).definition)
    return JsonResponse({key: part for key, part in found.items() if key != "samples"})


def _would_come(walk: Walk, today: date) -> dict[str, Any]:
    """Return what sending these answers would store, drop and begin."""
    return {
        "is_checked": True,
        "kept": would_keep(walk),
        "dropped": would_drop(walk),
        "follows": would_follow(walk, today),
    }


def _came_to(walk: Walk) -> dict[str, Any]:
    definition, found = walk.definition, walk.answered
    outcome = found.outcome
    addresses = [address for address in outcome.hidden if _is_seen(definition, address)]
    explained = addresses[:MOST_EXPLAINED]
    why = why_each(definition, found.values, explained, walk.context)
    titles = {
        step.id: step.title or _("Step %(number)d") % {"number": number}
        for number, step in enumerate(definition.steps, 1)
    }
    return {
        "path": [titles[step] for step in outcome.path],
        "passed_over": [title for step, title in titles.items() if step not in outcome.path],
        "hidden": [_reason(because) for because in why],
        "more_hidden": len(addresses) - len(explained),
        "problems": [(one.field.label, one.say(language())) for one in found.problems],
        "computed": [
            (field.label, type_of(field).words(field, value, walk.context))
            for address, value in outcome.computed.items()
            if (field := definition.by_key[address.rpartition(".")[2]])
        ],
    }


def _is_seen(definition: Definition, address: str) -> bool:
    """Whether people see it once it is shown: questions, and what is only said under a name."""
    field = definition.by_key[address.rpartition(".")[2]]
    return bool(type_of(field).is_answered or (field.type == "statement" and field.label))


def _reason(because: Because) -> Reason:
    return Reason(because.words[in_short()], [_reason(below) for below in because.below])


def _samples(definition: Definition) -> Iterator[Mapping[str, Any]]:
    for sample in definition.samples:
        alone = replace(definition, samples=(sample,))
        broken = [problem.say(language()) for problem in broken_samples(alone)]
        yield {"name": sample.get("name", ""), "broken": broken}


def _kept(request: HttpRequest, form: Form, trial: Trial) -> HttpResponse:
    try:
        keep_sample(by=_person(request), form_id=form.pk, trial=trial)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept. From now on publishing stops when this path breaks."))
    return redirect("form_desk:try", form.pk)


@require_POST
def change_sample(request: HttpRequest, form_id: int) -> HttpResponse:
    """Expect of a sample what comes of it now, or take it away."""
    form = draft_of(request, form_id)
    act = {"expect": expect_again, "drop": drop_sample}.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        act(by=_person(request), form_id=form.pk, name=request.POST.get("name", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The samples are changed."))
    return redirect("form_desk:try", form.pk)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
