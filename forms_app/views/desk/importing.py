"""Bring in a form from a file or a pasted list: read it, correct it, then make the draft."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from cms.models import BrandSettings
from forms_app.actions.bring_in_form import bring_in_form, usual_title
from forms_app.engine.checking import problems_of
from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import type_of
from forms_app.exchange.correcting import Correction, corrected, types_for
from forms_app.exchange.own_reading import loaded, read_document
from forms_app.exchange.packaging import package_of
from forms_app.exchange.pasted_reading import read_pasted
from forms_app.exchange.reading_files import read_file
from forms_app.exchange.report import Brought, Note, Turn, Unreadable
from forms_app.exchange.xlsform_writing import write_xlsform
from forms_app.models import Form
from forms_app.packing import packed
from forms_app.poster import Poster, font_in, poster_of
from forms_app.views.desk.authoring import own_forms
from forms_app.views.desk.starting_points import DraftForm, author_of, crumbs
from forms_app.words import language, said
from foundation.errors import Refused

MOST_NOTES = 200
LONGEST_LEAD = 120
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SourceForm(forms.Form):
    """Where the questions come from: a file, or a list that is pasted."""

    file = forms.FileField(
        label=_l("Choose a file"),
        required=False,
        help_text=_l("An XLSForm (.xlsx, .xls), a Form.io form or our own file (.json)."),
    )
    language = forms.CharField(
        label=_l("In which language"),
        required=False,
        max_length=40,
        help_text=_l("Only when the file has several, as it is called there; else Chinese."),
    )
    text = forms.CharField(
        label=_l("Or a list of questions"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_l(
            "Pasted from a document or a table: one question a line with its number, choices below "
            "it (A. B. C. or □), and in brackets 单选, 多选, 必填."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Read what was given; the file comes first."""
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        try:
            self.brought = self._read(found)
        except Unreadable as reason:
            raise forms.ValidationError(reason.say(language()), code=reason.code) from reason
        return found

    def _read(self, found: dict[str, Any]) -> Brought:
        file = found.get("file")
        if file is not None:
            return read_file(file.read(), file.name, found.get("language", ""))
        if not found.get("text", "").strip():
            message = _("Please choose a file or paste a list.")
            raise forms.ValidationError(message, code="nothing_given")
        return read_pasted(found["text"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Ask for a file or a list; show what was read, to be corrected."""
    person = author_of(request)
    if request.method != "POST":
        return _asked(request, SourceForm())
    source = SourceForm(request.POST, request.FILES)
    if not source.is_valid():
        return _asked(request, source)
    found = source.brought
    draft = DraftForm(person=person, initial={"title": usual_title(found.definition)})
    text = "" if source.cleaned_data.get("file") else source.cleaned_data["text"]
    return _previewed(request, found.definition, found, draft, text=text)


def _asked(request: HttpRequest, source: SourceForm) -> HttpResponse:
    context = {
        "form": source,
        "header_title": _("Bring in a form"),
        "header_icon": "upload",
        "breadcrumbs_items": crumbs(("", _("Bring in a form"))),
    }
    status = 422 if source.errors else 200
    return render(request, "forms_app/desk/import.html", context, status=status)


def _previewed(
    request: HttpRequest,
    definition: Definition,
    found: Brought,
    draft: DraftForm,
    text: str = "",
    more: Sequence[Note] = (),
) -> HttpResponse:
    notes = (*more, *found.notes)
    told = [note for note in notes if note.turn != Turn.CARRIED]
    problems = [one.say(language()) for one in problems_of(definition, in_community=True)]
    package = package_of(definition, found.settings, found.pictures)
    context = {
        "form": draft,
        "document": json.dumps(package, ensure_ascii=False),
        "text": text,
        "parts": list(_parts(definition)),
        "count": len(list(definition.all_fields)),
        "notes": [(note.turn, note.about, note.say(language())) for note in told[:MOST_NOTES]],
        "more_notes": max(0, len(told) - MOST_NOTES),
        "rules": [note.say(language()) for note in notes if note.turn == Turn.CARRIED][:MOST_NOTES],
        "problems": problems[:MOST_NOTES],
        "header_title": _("What was read"),
        "header_icon": "upload",
        "breadcrumbs_items": crumbs(
            (reverse("form_imports:index"), _("Bring in a form")), ("", _("What was read"))
        ),
    }
    status = 422 if draft.errors else 200
    return render(request, "forms_app/desk/imported.html", context, status=status)


def _parts(definition: Definition) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield heading → the rows in which its questions are corrected."""
    for step in definition.steps:
        for place, section in enumerate(step.sections):
            title = " · ".join(filter(None, (step.title if not place else "", section.title)))
            rows = []
            for field in section.fields:
                rows.append(_row(field))
                rows += [_row(inner) | {"inner": True} for inner in field.fields]
            yield title, rows


def _row(field: Field) -> dict[str, Any]:
    return {
        "key": field.key,
        "label": field.label,
        "type": field.type,
        "types": [(key, said(kind.names)) for key, kind in types_for(field).items()],
        "required": field.required,
        "answered": type_of(field).is_answered,
        "choices": list(type_of(field).choices_of(field).values()),
    }


@never_cache
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make the draft of what was read and corrected, or show once more what is to be mended."""
    person = author_of(request)
    draft = DraftForm(request.POST, person=person)
    try:
        found = read_document(loaded(request.POST.get("document", "").encode()))
        definition, notes = corrected(
            found.definition,
            _corrections(request, loaded(request.POST["document"].encode()), found),
        )
    except Unreadable as reason:
        source = SourceForm({"text": request.POST.get("text", "")})
        source.full_clean()
        source.add_error(None, reason.say(language()))
        return _asked(request, source)
    if draft.is_valid():
        try:
            made = bring_in_form(
                by=person,
                definition=definition,
                settings=found.settings,
                pictures=found.pictures,
                **draft.cleaned_data,
            )
        except Refused as refusal:
            draft.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The draft is ready. Change whatever you like, then publish it.")
            )
            return redirect(Form.snippet_viewset.get_url_name("edit"), made.pk)
    return _previewed(request, definition, found, draft, more=notes)


def _corrections(request: HttpRequest, document: Any, found: Brought) -> dict[str, Correction]:
    """Return what was decided, by the keys that the questions have now.

    Reading gives fresh keys; the questions stand in the same order as in what was posted.
    """
    posted = [entry["key"] for entry in _fields_in(document)]
    fresh = [field.key for field in found.definition.all_fields]
    return {
        new: Correction(
            label=request.POST.get(f"label.{old}", "")[:500],
            type=request.POST.get(f"type.{old}", ""),
            required=f"required.{old}" in request.POST,
            left_out=f"left_out.{old}" in request.POST,
        )
        for old, new in zip(posted, fresh, strict=True)
        if f"label.{old}" in request.POST
    }


def _fields_in(document: Any) -> Iterator[dict[str, Any]]:
    for step in document.get("document", document)["steps"]:
        for section in step["sections"]:
            for field in section["fields"]:
                yield field
                yield from field.get("fields", ())


def _own(request: HttpRequest, form_id: int) -> Form:
    author_of(request)
    form = own_forms(request.user).filter(pk=form_id).first()
    if form is None:
        raise Http404
    newest: Form = form.get_latest_revision_as_object()
    return newest


@never_cache
@require_safe
def take_out(request: HttpRequest, form_id: int) -> HttpResponse:
    """Offer a form as our own file and as an XLSForm, and say what the latter cannot carry."""
    form = _own(request, form_id)
    written = write_xlsform(form.definition, name=form.slug)
    context = {
        "taken": form,
        "notes": [note.say(language()) for note in written.notes],
        "sites": [*settings.FORM_FRAME_SITES, *form.frame_origins],
        "header_title": _("Take out a form"),
        "header_icon": "download",
        "breadcrumbs_items": crumbs(("", form.title)),
    }
    return render(request, "forms_app/desk/take_out.html", context)


@never_cache
@require_safe
def take_out_as(request: HttpRequest, form_id: int, kind: str) -> HttpResponse:
    """Hand over a form as a file."""
    form = _own(request, form_id)
    if kind == "xlsform":
        content = write_xlsform(form.definition, name=form.slug).content
        return _file(content, XLSX_TYPE, f"{form.slug}.xlsx")
    if kind == "document":
        words = json.dumps(packed(form), ensure_ascii=False, indent=1)
        return _file(words.encode(), "application/json", f"{form.slug}.json")
    raise Http404


@never_cache
@require_safe
def poster(request: HttpRequest, form_id: int) -> HttpResponse:
    """Hand over a form as a poster with a code to scan; asks for a font on this machine."""
    form = _own(request, form_id)
    address = request.build_absolute_uri(form.get_absolute_url())
    phone = BrandSettings.for_request(request).phone
    try:
        font = font_in([settings.FORM_FONT])
    except Refused:
        note = _("No Chinese font was found on this machine; whoever runs it can name one.")
        return HttpResponse(note, status=409, content_type="text/plain; charset=utf-8")
    content = poster_of(
        Poster(
            title=form.title,
            lead=form.introduction[:LONGEST_LEAD],
            address=address,
            short=address.partition("://")[2].rstrip("/"),
            hint=_("Scan the code with your phone"),
            sender=form.area.name,
            help=_("Can’t scan it? Call %(phone)s") % {"phone": phone} if phone else "",
        ),
        font,
    )
    return _file(content, "application/pdf", f"{form.slug}.pdf")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


class FormImports(ViewSet):
    """Forms that come in and go out, with their addresses."""

    name = "form_imports"
    url_prefix = "form-imports"
    icon = "upload"
    menu_label = _l("Bring in a form")
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of bringing in and taking out."""
        return [
            path("", bring_in, name="index"),
            path("make/", make, name="make"),
            path("take-out/<int:form_id>/", take_out, name="take_out"),
            path("poster/<int:form_id>/", poster, name="poster"),
            path("take-out/<int:form_id>/<slug:kind>/", take_out_as, name="take_out_as"),
        ]
