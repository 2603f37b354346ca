"""Translate a form: its words beside those of another language, the missing ones counted."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from forms_app.actions.keep_draft import keep_translations
from forms_app.engine.translating import LANGUAGES, LONGEST, Translated, translations
from forms_app.models import Form
from forms_app.views.desk.trying import crumbs, draft_of
from forms_app.words import said
from foundation.errors import Refused
from people.models import User

ROWS = 60
PREFIX = "t-"
PARTS = {
    "title": _l("title"),
    "introduction": _l("introduction"),
    "step": _l("Step"),
    "section": _l("Subheading"),
    "label": _l("Question"),
    "hint": _l("Hint"),
    "choice": _l("A choice"),
    "option": _l("More words of it"),
    "message": _l("What a check says"),
    "after": _l("After sending"),
    "next_words": _l("What is said after sending"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, form_id: int, code: str) -> HttpResponse:
    """Show the words of the newest draft with their translations; keep what was written."""
    form = draft_of(request, form_id)
    if code not in LANGUAGES:
        raise Http404
    if request.method == "POST":
        return _kept(request, form, code)
    found = translations(form.definition, code, form.words_beside)
    open_ones = [one for one in found if one.is_missing or one.is_stale]
    only_open = request.GET.get("show") == "open"
    page = Paginator(open_ones if only_open else found, ROWS).get_page(request.GET.get("page"))
    title = _("Translate into %(language)s") % {"language": said(LANGUAGES[code])}
    context = {
        "form": form,
        "code": code,
        "page": page,
        "rows": [_row(one) for one in page],
        "only_open": only_open,
        "total": len(found),
        "missing": sum(one.is_missing for one in found),
        "stale": sum(one.is_stale for one in found),
        "longest": LONGEST,
        "header_title": title,
        "header_icon": "globe",
        "breadcrumbs_items": crumbs(form, title),
    }
    return render(request, "forms_app/desk/translating.html", context)


def _row(one: Translated) -> dict[str, Any]:
    phrase = one.phrase
    about = phrase.about if phrase.about != phrase.words else ""
    return {
        "name": f"{PREFIX}{phrase.address}",
        "words": phrase.words,
        "part": PARTS[phrase.part],
        "about": about,
        "text": one.text,
        "is_stale": one.is_stale,
        "is_long": len(phrase.words) > 40,
    }


def _kept(request: HttpRequest, form: Form, code: str) -> HttpResponse:
    texts = {
        name.removeprefix(PREFIX): text
        for name, text in request.POST.items()
        if name.startswith(PREFIX) and isinstance(text, str)
    }
    person = request.user
    try:
        if isinstance(person, User):
            keep_translations(by=person, form_id=form.pk, language=code, texts=texts)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The translations are kept. They go out when you publish."))
    back = reverse("form_desk:translate", args=[form.pk, code])
    shown = "&show=open" if request.POST.get("show") == "open" else ""
    return redirect(f"{back}?page={request.POST.get('page', '1')[:6]}{shown}")
