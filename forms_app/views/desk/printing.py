"""The pages that a step filled, opened to be printed or saved: with a reason, on record."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from forms_app.actions.reveal_submission import reveal_submission
from forms_app.printing import printable
from forms_app.views.printed_pages import printed
from foundation import clock
from foundation.errors import NotFound, Refused
from people.models import User
from people.permissions import Verb, may_somewhere


@never_cache
@require_POST
def print_page(request: HttpRequest, submission_id: int, key: str) -> HttpResponse:
    """Show the page of the step `key` once, after the look at the answers is on record."""
    person = request.user
    if not isinstance(person, User) or not may_somewhere(person, Verb.SEE_NEEDS):
        raise PermissionDenied
    reason = request.POST.get("reason", "")
    try:
        found = reveal_submission(
            by=person, submission_id=submission_id, reason=reason, now=clock.now()
        )
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("submissions:show", submission_id)
    page = next((one for one in printable(found) if one.id == key), None)
    if page is None:
        raise Http404
    return printed(request, found, page)
