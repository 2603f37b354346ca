"""Take the submissions of a form away as a table: masked, or in full with a reason on record."""

from __future__ import annotations

import tempfile
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forms_app.actions.export_submissions import Export, export_submissions
from forms_app.actions.reveal_submission import LONGEST_REASON
from forms_app.exporting.formats import csv_pieces, json_pieces, write_xlsx
from forms_app.models import SubmissionExport
from forms_app.queries import forms_sent_to
from foundation import clock
from foundation.errors import Refused
from people.models import User
from people.permissions import Verb, may_somewhere

Format = SubmissionExport.Format
MASKED, FULL = "masked", "full"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportForm(forms.Form):
    """Which form, as what, and whether personal answers are needed."""

    form = forms.ModelChoiceField(queryset=None, label=_l("Form"), empty_label=None)
    format = forms.ChoiceField(
        label=_l("As"), choices=Format.choices, widget=forms.RadioSelect, initial=Format.XLSX
    )
    personal = forms.ChoiceField(
        label=_l("Personal answers"),
        choices=[(MASKED, _l("Masked")), (FULL, _l("In full, with a reason"))],
        widget=forms.RadioSelect,
        initial=MASKED,
    )
    reason = forms.CharField(
        label=_l("Why do you need them in full?"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_l("Kept on record with your name and the number of submissions."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = forms_sent_to(person)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Ask what is wanted; send it."""
    person = request.user
    if not isinstance(person, User) or not may_somewhere(person, Verb.SEE_NEEDS):
        raise PermissionDenied
    if request.method != "POST":
        wanted = {"form": request.GET.get("form", "")[:20]}
        return _asked(request, ExportForm(person=person, initial=wanted))
    asked = ExportForm(request.POST, person=person)
    if not asked.is_valid():
        return _asked(request, asked, status=422)
    try:
        found = export_submissions(
            by=person,
            form_id=asked.cleaned_data["form"].pk,
            kind=asked.cleaned_data["format"],
            revealed=asked.cleaned_data["personal"] == FULL,
            reason=asked.cleaned_data["reason"],
            now=clock.now(),
        )
    except Refused as refusal:
        asked.add_error("reason" if refusal.code == "reason_needed" else "form", str(refusal))
        return _asked(request, asked, status=422)
    return response_for(found)


def _asked(request: HttpRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "is_empty": not form.fields["form"].queryset.exists(),
        "header_title": _("Export"),
        "header_icon": "download",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("submissions:index"), "label": _("Received forms")},
            {"url": "", "label": _("Export")},
        ],
    }
    return render(request, "forms_app/desk/export.html", context, status=status)


def response_for(found: Export) -> HttpResponseBase:
    """Return the file: CSV and JSON leave while they are read, a workbook is written first."""
    name = f"{found.form.slug}-{found.log.at:%Y%m%d}.{found.log.format}"
    response: HttpResponseBase
    if found.log.format == Format.XLSX:
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        write_xlsx(file, found.headers, found.lines())
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)
    if found.log.format == Format.CSV:
        pieces = csv_pieces(found.headers, found.lines())
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    else:
        pieces = json_pieces(found.about, found.entries())
        response = StreamingHttpResponse(pieces, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
