"""Close several submissions of one form with one reply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from forms_app.actions.close_submission import LONGEST_REPLY
from forms_app.actions.close_submissions import MOST_AT_ONCE, close_submissions
from forms_app.models import Form, Submission
from forms_app.queries import closable_by, forms_sent_to
from foundation import clock
from foundation.errors import NotFound, Refused
from people.models import User
from people.permissions import Verb, may_somewhere


class SeveralForm(forms.Form):
    """Which ones, and what their senders read."""

    chosen = forms.TypedMultipleChoiceField(
        label=_l("Submissions"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reply = forms.CharField(
        label=_l("Reply"),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("Every one of these senders reads the same words."),
    )

    def __init__(self, *args: Any, found: list[Submission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(one.pk, _in_a_line(one)) for one in found]


def _in_a_line(found: Submission) -> str:
    parts = [found.spoken_reference, str(found.area), found.masked_contact]
    return " · ".join(part for part in parts if part)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close_several(request: HttpRequest) -> HttpResponse:
    """Choose a form, then the submissions and the words; the oldest open ones stand first."""
    person = request.user
    if not isinstance(person, User) or not may_somewhere(person, Verb.EDIT_NEEDS):
        raise PermissionDenied
    offered = forms_sent_to(person)
    number = request.GET.get("form", "")
    form = offered.filter(pk=int(number)).first() if number.isdecimal() else None
    if form is None:
        return render(request, "forms_app/desk/close_several.html", _around() | {"forms": offered})
    found = list(closable_by(person).filter(version__form=form)[:MOST_AT_ONCE])
    asked = SeveralForm(request.POST or None, found=found)
    if asked.is_bound and asked.is_valid() and _closed(request, person, asked):
        return redirect("submissions:index")
    return _asked(request, form, asked, found)


def _closed(request: HttpRequest, person: User, asked: SeveralForm) -> bool:
    try:
        closed = close_submissions(
            by=person,
            submission_ids=asked.cleaned_data["chosen"],
            reply=asked.cleaned_data["reply"],
            now=clock.now(),
        )
    except (Refused, NotFound) as refusal:
        asked.add_error(None, str(refusal))
        return False
    told = ngettext("%(n)d submission settled.", "%(n)d submissions settled.", len(closed))
    messages.success(request, told % {"n": len(closed)})
    return True


def _asked(
    request: HttpRequest, form: Form, asked: SeveralForm, found: list[Submission]
) -> HttpResponse:
    context = _around() | {"asked": asked, "form": form, "is_empty": not found}
    status = 422 if asked.errors else 200
    return render(request, "forms_app/desk/close_several.html", context, status=status)


def _around() -> dict[str, Any]:
    return {
        "header_title": _("Close several"),
        "header_icon": "check",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("submissions:index"), "label": _("Received forms")},
            {"url": "", "label": _("Close several")},
        ],
    }
