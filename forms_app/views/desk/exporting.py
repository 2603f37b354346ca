"""Take the submissions of a form away as a table: masked, or in full with a reason on record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from forms_app.actions.export_submissions import Export, export_submissions
from forms_app.actions.reveal_submission import LONGEST_REASON
from forms_app.actions.schedule_export import end_schedule, schedule_export
from forms_app.file_store import opened
from forms_app.models import ExportSchedule, SubmissionExport
from forms_app.queries import files_of, forms_sent_to, schedules_of
from foundation import clock
from foundation.errors import NotFound, Refused
from people.models import User
from people.permissions import Verb, may_somewhere

Format = SubmissionExport.Format
MASKED, FULL = "masked", "full"
TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}


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


class ScheduleForm(forms.Form):
    """Which form, as what, how often."""

    form = forms.ModelChoiceField(queryset=None, label=_l("Form"), empty_label=None)
    format = forms.ChoiceField(label=_l("As"), choices=Format.choices, initial=Format.XLSX)
    every = forms.ChoiceField(
        label=_l("How often to export"),
        choices=ExportSchedule.Every.choices,
        initial=ExportSchedule.Every.WEEK,
        help_text=_l("At six in the morning; personal answers masked, what you see on that day."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = forms_sent_to(person)


@require_POST
def schedule(request: HttpRequest) -> HttpResponse:
    """Have a form exported again and again."""
    person = _worker(request)
    asked = ScheduleForm(request.POST, person=person)
    if not asked.is_valid():
        return _asked(request, ExportForm(person=person), schedule=asked, status=422)
    try:
        schedule_export(
            by=person,
            form_id=asked.cleaned_data["form"].pk,
            kind=asked.cleaned_data["format"],
            every=asked.cleaned_data["every"],
            now=clock.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Set up. You get a mail when a file is ready."))
    return redirect("submissions:export")


@require_POST
def unschedule(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """End one of one's own scheduled exports."""
    try:
        end_schedule(by=_worker(request), schedule_id=schedule_id, now=clock.now())
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    messages.success(request, _("Ended. No more files are made."))
    return redirect("submissions:export")


@never_cache
@require_safe
def exported_file(request: HttpRequest, file_id: int) -> StreamingHttpResponse:
    """Hand a file to its owner, as long as their posts see what is in it."""
    person = _worker(request)
    found = files_of(person, clock.now()).filter(pk=file_id).first()
    if found is None or not forms_sent_to(person).filter(pk=found.log.form_id).exists():
        raise Http404
    parts = (opened(part) for part in found.parts)
    response = StreamingHttpResponse(parts, content_type=TYPES[Format(found.log.format)])
    name = f"{found.log.form.slug}-{found.log.at:%Y%m%d}.{found.log.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _worker(request: HttpRequest) -> User:
    person = request.user
    if not isinstance(person, User) or not may_somewhere(person, Verb.SEE_NEEDS):
        raise PermissionDenied
    return person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Ask what is wanted; send it."""
    person = _worker(request)
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


def _asked(
    request: HttpRequest,
    form: ExportForm,
    *,
    schedule: ScheduleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person = _worker(request)
    context = {
        "schedule_form": schedule or ScheduleForm(person=person, auto_id="schedule_%s"),
        "schedules": schedules_of(person),
        "files": files_of(person, clock.now()),
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


def response_for(found: Export) -> StreamingHttpResponse:
    """Return the file, which leaves while it is written."""
    kind = TYPES[found.log.format]
    response = StreamingHttpResponse(found.pieces(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
