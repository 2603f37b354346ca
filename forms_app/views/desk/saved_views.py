"""Filters of the inbox under a name: the list, keeping what one looks at, dropping one's own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from forms_app.actions.keep_view import LONGEST_NAME, drop_view, is_filter, keep_view
from forms_app.queries import areas_of_posts, views_for
from foundation import clock
from foundation.errors import NotFound, Refused
from people.models import User
from people.permissions import Verb, may_somewhere


class ViewForm(forms.Form):
    """The name of a view, and who else sees it."""

    name = forms.CharField(label=_l("Name of the view"), max_length=LONGEST_NAME)
    area = forms.ModelChoiceField(
        queryset=None,
        label=_l("Share it with the colleagues of"),
        required=False,
        empty_label=_l("Nobody, for me alone"),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas_of_posts(person)


def _worker(request: HttpRequest) -> User:
    person = request.user
    if not isinstance(person, User) or not may_somewhere(person, Verb.SEE_NEEDS):
        raise PermissionDenied
    return person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: HttpRequest) -> HttpResponse:
    """List one's views and those that are shared; keep the filters that were in force."""
    person = _worker(request)
    filters = {key: text for key, text in request.GET.items() if text and is_filter(key)}
    asked = ViewForm(request.POST or None, person=person)
    status = 200
    if request.method == "POST":
        if asked.is_valid() and _kept(request, person, asked, filters):
            return redirect("submissions:views")
        status = 422
    index = reverse("submissions:index")
    context = {
        "views": [(view, f"{index}?{urlencode(view.filters)}") for view in views_for(person)],
        "form": asked,
        "filters": filters,
        "query": urlencode(filters),
        "person": person,
        "header_title": _("Saved views"),
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": index, "label": _("Received forms")},
            {"url": "", "label": _("Saved views")},
        ],
    }
    return render(request, "forms_app/desk/saved_views.html", context, status=status)


def _kept(request: HttpRequest, person: User, asked: ViewForm, filters: dict[str, str]) -> bool:
    try:
        keep_view(by=person, filters=filters, now=clock.now(), **asked.cleaned_data)
    except Refused as refusal:
        asked.add_error("name", str(refusal))
        return False
    messages.success(request, _("Kept. You find it under “Saved views”."))
    return True


@require_POST
def drop_saved_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Drop one of one's own."""
    try:
        drop_view(by=_worker(request), view_id=view_id)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    messages.success(request, _("Dropped."))
    return redirect("submissions:views")
