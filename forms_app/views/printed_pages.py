"""A page that a step filled, as the answer to whoever may have it: to be printed, or as PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forms_app.engine.planned import Planned
from forms_app.file_store import opened
from forms_app.models import Submission
from forms_app.page_trials import TYPESET
from forms_app.printing import page_context
from forms_app.views.file_answers import answer_with


def printed(request: HttpRequest, submission: Submission, page: Planned) -> HttpResponse:
    """Return the page; the caller has found that it is there, and for whom. Raises Http404."""
    if page.step != TYPESET:
        return render(request, "forms_app/print.html", page_context(submission, page))
    kept = submission.uploads.filter(page=page.id).first()
    if kept is None:
        raise Http404
    return answer_with(kept.name, opened(kept.path), kept.media_type)
