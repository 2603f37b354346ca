"""Begin a form from a starter or from another form: look at it, then make a draft of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from forms_app.actions.copy_form import LONGEST_TITLE, copy_form, use_starter
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import type_of
from forms_app.engine.logic.wording import sentence_of
from forms_app.gallery import GROUPS, Starter, starters
from forms_app.models import Form
from forms_app.views.desk.authoring import form_area_chooser, own_forms
from forms_app.words import said
from foundation import clock
from foundation.errors import Refused
from people.models import User
from people.permissions import Verb, may_somewhere


class DraftForm(forms.Form):
    """What the new form is called, and whose it is."""

    title = forms.CharField(label=_l("Title of the form"), max_length=LONGEST_TITLE)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = form_area_chooser.field(
            person,
            label=_l("For whom"),
            help_text=_l("The area whose people it is for; the city for everybody."),
        )


def author_of(request: HttpRequest) -> User:
    """Return who asks; raises PermissionDenied for somebody who writes forms nowhere."""
    person = request.user
    if not isinstance(person, User) or not may_somewhere(person, Verb.EDIT_PAGES):
        raise PermissionDenied
    return person


def _starter(key: str) -> Starter:
    found = starters().get(key)
    if found is None:
        raise Http404
    return found


def crumbs(*more: tuple[str, object]) -> list[dict[str, object]]:
    """Return the way to a screen from the list of forms."""
    first = [
        ("wagtailadmin_home", _("Home")),
        (Form.snippet_viewset.get_url_name("list"), _("Forms")),
    ]
    known: list[tuple[str, object]] = [(reverse(name), label) for name, label in first]
    return [{"url": url, "label": label} for url, label in [*known, *more]]


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every starter as a card, under what people come for."""
    author_of(request)
    found = starters().values()
    groups = [
        (name, [entry for entry in found if entry.group == key]) for key, name in GROUPS.items()
    ]
    context = {
        "groups": groups,
        "header_title": _("New from a template"),
        "header_icon": "copy",
        "breadcrumbs_items": crumbs(("", _("New from a template"))),
    }
    return render(request, "forms_app/desk/starters.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show what a starter asks and does; make a draft from it."""
    person, starter = author_of(request), _starter(key)
    asked = _asked(request, person, starter.title)
    if asked.is_bound and asked.is_valid():
        try:
            made = use_starter(by=person, key=key, today=clock.today(), **asked.cleaned_data)
            return _to_editor(request, made)
        except Refused as refusal:
            asked.add_error(None, str(refusal))
    definition = starter.form(clock.today()).definition
    context = {
        "starter": starter,
        "preview": reverse("form_starters:preview", args=[key]),
        "form": asked,
        "outline": _outline(definition),
        "rules": [said(sentence_of(definition, rule)) for rule in definition.rules],
        "header_title": starter.title,
        "header_icon": "copy",
        "breadcrumbs_items": crumbs(
            (reverse("form_starters:index"), _("New from a template")), ("", starter.title)
        ),
    }
    return render(request, "forms_app/desk/starter.html", context, status=_status(asked))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, form_id: int) -> HttpResponse:
    """Ask what a copy of a form is called and whose it is; make it."""
    person = author_of(request)
    form = own_forms(person).filter(pk=form_id).first()
    if form is None:
        raise Http404
    asked = _asked(request, person, form.title, form.area_id)
    if asked.is_bound and asked.is_valid():
        try:
            made = copy_form(by=person, form_id=form.pk, today=clock.today(), **asked.cleaned_data)
            return _to_editor(request, made)
        except Refused as refusal:
            asked.add_error(None, str(refusal))
    context = {
        "form": asked,
        "header_title": _("Copy a form"),
        "header_icon": "copy",
        "breadcrumbs_items": crumbs(("", form.title)),
    }
    return render(request, "forms_app/desk/copy.html", context, status=_status(asked))


@never_cache
@require_safe
@xframe_options_sameorigin
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """Show a starter the way people would see it."""
    author_of(request)
    form = _starter(key).form(clock.today())
    return render(request, "forms_app/form.html", form.get_preview_context(request, ""))


def _asked(request: HttpRequest, person: User, title: str, area: object = None) -> DraftForm:
    if request.method == "POST":
        return DraftForm(request.POST, person=person)
    return DraftForm(person=person, initial={"title": title} | ({"area": area} if area else {}))


def _status(asked: DraftForm) -> int:
    return 422 if asked.errors else 200


def _to_editor(request: HttpRequest, made: Form) -> HttpResponse:
    messages.success(request, _("The draft is ready. Change whatever you like, then publish it."))
    return redirect(Form.snippet_viewset.get_url_name("edit"), made.pk)


def _outline(definition: Definition) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return heading → questions, each with what it is filled in with."""
    return [
        (
            section.title or step.title,
            [(field.label, said(type_of(field).names)) for field in section.fields],
        )
        for step in definition.steps
        for section in step.sections
    ]


class FormStarters(ViewSet):
    """The gallery of starters and the copying of forms, with their addresses."""

    name = "form_starters"
    url_prefix = "form-starters"
    icon = "copy"
    menu_label = _l("New from a template")
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the gallery."""
        return [
            path("", index, name="index"),
            path("copy/<int:form_id>/", copy, name="copy"),
            path("<slug:key>/", show, name="show"),
            path("<slug:key>/preview/", preview, name="preview"),
        ]
