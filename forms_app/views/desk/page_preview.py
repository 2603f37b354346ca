"""A page that a draft would fill, with example answers, for its author to look at."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forms_app.engine.typeset_source import LAYOUTS, words_refused
from forms_app.page_trials import TYPESET, in_words, tried_page
from forms_app.typesetting import NotTypeset
from forms_app.views.desk.trying import draft_of


@never_cache
@require_safe
def try_page(request: HttpRequest, form_id: int, key: str) -> HttpResponse:
    """Typeset the page of the step `key` of the newest draft; what is wrong is said with its line.

    Nothing that may not be in a layout is tried.
    """
    definition = draft_of(request, form_id).definition
    planned = next((one for one in definition.after if one.id == key), None)
    if planned is None or planned.step != TYPESET:
        raise Http404
    template = str(planned.settings.get("template") or "")
    if words_refused(template) or (not template and planned.settings.get("layout") not in LAYOUTS):
        raise Http404
    try:
        body = tried_page(definition, planned)
    except NotTypeset as reason:
        words = in_words(planned, reason)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    # Browsers show no PDF under the policy of files that strangers sent; this one is ours.
    return HttpResponse(body, content_type="application/pdf")
