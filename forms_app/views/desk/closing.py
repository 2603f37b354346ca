"""Several submissions of one form at once: closed with one reply, or given to a colleague."""

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

from forms_app.actions.assign_submissions import assign_submissions
from forms_app.actions.close_submission import LONGEST_REPLY
from forms_app.actions.close_submissions import MOST_AT_ONCE, close_submissions
from forms_app.models import Form, Submission
from forms_app.queries import closable_by, colleagues_for, forms_sent_to
from foundation import clock
from foundation.errors import Invalid, NotFound, Refused
from people.models import User
from people.permissions import Verb, may_somewhere


class SeveralForm(forms.Form):
    """Which ones, what their senders read or who takes care."""

    chosen = forms.TypedMultipleChoiceField(
        label=_l("Submissions"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reply = forms.CharField(
        label=_l("Reply"),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("To close them. Every one of these senders reads the same words."),
        required=False,
    )
    to = forms.ModelChoiceField(
        queryset=None,
        label=_l("Give it to"),
        empty_label=_l("Choose a colleague"),
        required=False,
    )

    def __init__(self, *args: Any, found: list[Submission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(one.pk, _in_a_line(one)) for one in found]
        self.fields["to"].queryset = colleagues_for(*found)


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
    if asked.is_bound and asked.is_valid() and _done(request, person, asked):
        return redirect("submissions:index")
    return _asked(request, form, asked, found)


def _done(request: HttpRequest, person: User, asked: SeveralForm) -> bool:
    """Do what the button says that was pressed; on a refusal tell why in the form."""
    carry_out = {"take": _taken, "give": _given}.get(request.POST.get("step", ""), _closed)
    try:
        told = carry_out(person, asked)
    except (Refused, NotFound) as refusal:
        asked.add_error(None, str(refusal))
        return False
    messages.success(request, told)
    return True


def _closed(person: User, asked: SeveralForm) -> str:
    closed = close_submissions(
        by=person,
        submission_ids=asked.cleaned_data["chosen"],
        reply=asked.cleaned_data["reply"],
        now=clock.now(),
    )
    told = ngettext("%(n)d submission settled.", "%(n)d submissions settled.", len(closed))
    return told % {"n": len(closed)}


def _taken(person: User, asked: SeveralForm) -> str:
    return _in_the_care_of(person, person, asked)


def _given(person: User, asked: SeveralForm) -> str:
    colleague = asked.cleaned_data["to"]
    if colleague is None:
        raise Invalid(_("Please choose a colleague of this area."), code="not_a_colleague")
    return _in_the_care_of(colleague, person, asked)


def _in_the_care_of(to: User, person: User, asked: SeveralForm) -> str:
    given = assign_submissions(
        by=person, submission_ids=asked.cleaned_data["chosen"], to=to, now=clock.now()
    )
    told = ngettext(
        "%(name)s takes care of %(n)d submission now.",
        "%(name)s takes care of %(n)d submissions now.",
        len(given),
    )
    return told % {"name": to, "n": len(given)}


def _asked(
    request: HttpRequest, form: Form, asked: SeveralForm, found: list[Submission]
) -> HttpResponse:
    context = _around() | {"asked": asked, "form": form, "is_empty": not found}
    status = 422 if asked.errors else 200
    return render(request, "forms_app/desk/close_several.html", context, status=status)


def _around() -> dict[str, Any]:
    return {
        "header_title": _("Several at once"),
        "header_icon": "check",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("submissions:index"), "label": _("Received forms")},
            {"url": "", "label": _("Several at once")},
        ],
    }
