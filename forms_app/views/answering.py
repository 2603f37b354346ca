"""Fill in a form, check the answers, send them, and keep the number and the code."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from forms_app.actions.claiming import FormFull
from forms_app.actions.hold_places import hold_places
from forms_app.actions.keeping_uploads import FileGone
from forms_app.actions.marking import SentBefore
from forms_app.actions.submit import NotOpen, code_of, refuse_unless_open, submit
from forms_app.answer_form import AnswerForm, typed_value
from forms_app.engine.answering import said
from forms_app.limits import is_within_limits
from forms_app.models import Form, FormVersion
from forms_app.models.form import OncePer
from forms_app.permissions import may_fill_in
from forms_app.places import context_for, few_communities
from forms_app.queries import live_form, places_left, uploads_under
from forms_app.tickets import Ticket, new_ticket, read_receipt, read_ticket, receipt_ticket
from forms_app.views.uploading import receive_files
from foundation import clock
from people.models import User

TRAP = "website"
"""A field that no person sees; machines fill it in."""


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form; when it comes back, show what was wrong, what was said, or send it."""
    form = live_form(slug)
    current = form.current if form else None
    if form is None or current is None:
        raise Http404
    if not may_fill_in(request.user, form):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
    if form.once_per == OncePer.PERSON and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        refuse_unless_open(form, clock.now())
        return _answered(request, form, current)
    except NotOpen as refusal:
        context = {"definition": current.definition, "note": str(refusal)}
        status = 403 if request.method == "POST" else 200
        return render(request, "forms_app/not_open.html", context, status=status)


def _answered(request: HttpRequest, form: Form, current: FormVersion) -> HttpResponse:
    """Take one request to a form that is open."""
    if request.method != "POST":
        return _shown(request, form, new_ticket(current))
    ticket = read_ticket(form, request.POST.get("ticket", ""))
    if ticket is None:
        return _shown(request, form, new_ticket(current), note=_too_old())
    receive_files(request, ticket)
    answers = _filled(request, form, ticket)
    if request.POST.get("step") == "edit":
        return _shown(request, form, ticket, answers=answers)
    if not answers.is_valid():
        return _shown(request, form, ticket, answers=answers, status=422)
    if request.POST.get("step") == "send":
        return _sent(request, form, ticket, answers)
    return _to_check(request, form, ticket, answers)


def _too_old() -> str:
    return _("The form was open for too long, or has changed. Please check your answers once more.")


def _places_for(form: Form, ticket: Ticket) -> Any:
    asks = any(field.type == "community" for field in ticket.version.definition.fields)
    return few_communities(form.area) if asks else ()


def _filled(request: HttpRequest, form: Form, ticket: Ticket) -> AnswerForm:
    left = places_left(form, key=ticket.key, now=clock.now())
    full = () if form.keeps_waiting else {option for option, free in left.items() if not free}
    return AnswerForm(
        request.POST,
        definition=ticket.version.definition,
        context=context_for(form.area, full=full, find_upload=uploads_under(ticket.key)),
        places=_places_for(form, ticket),
        left=left,
    )


def _empty(request: HttpRequest, form: Form, ticket: Ticket, typed: Any = None) -> AnswerForm:
    """Return the form with what was typed before, or the community that the link named."""
    definition = ticket.version.definition
    initial: dict[str, Any] = {}
    for field in definition.fields:
        if field.type == "community" and request.GET.get("community"):
            initial[field.key] = request.GET["community"][:20]
        if typed is not None:
            initial[field.key] = typed_value(field, typed)
    return AnswerForm(
        definition=definition,
        context=context_for(form.area, find_upload=uploads_under(ticket.key)),
        places=_places_for(form, ticket),
        left=places_left(form, key=ticket.key, now=clock.now()),
        initial=initial,
    )


def _shown(
    request: HttpRequest,
    form: Form,
    ticket: Ticket,
    *,
    answers: AnswerForm | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    going_back = status == 200 and (answers is not None or bool(note))
    if answers is None or going_back:
        answers = _empty(request, form, ticket, request.POST if going_back else None)
    context = {
        "form": answers,
        "definition": ticket.version.definition,
        "ticket": str(ticket),
        "note": note,
        "trap": TRAP,
        "left": places_left(form, key=ticket.key, now=clock.now()).get(("", "")),
        "keeps_waiting": form.keeps_waiting,
    }
    return render(request, "forms_app/form.html", context, status=status)


def _to_check(
    request: HttpRequest, form: Form, ticket: Ticket, answers: AnswerForm
) -> HttpResponse:
    definition = ticket.version.definition
    try:
        has_places = hold_places(
            version=ticket.version, values=answers.kept.values, key=ticket.key, now=clock.now()
        )
    except FormFull as refusal:
        return _shown(request, form, ticket, answers=answers, note=str(refusal))
    context = {
        "will_wait": not has_places,
        "definition": definition,
        "rows": said(definition, answers.kept.values, answers.context),
        "carried": answers.carried,
        "ticket": str(ticket),
        "trap": TRAP,
        "trapped": request.POST.get(TRAP, ""),
        "slug": form.slug,
    }
    return render(request, "forms_app/check.html", context)


def _sent(request: HttpRequest, form: Form, ticket: Ticket, answers: AnswerForm) -> HttpResponse:
    if request.POST.get(TRAP):
        note = _("This could not be sent. Please leave the field “Website” empty, or call us.")
        return _shown(request, form, ticket, note=note)
    if not is_within_limits(request, "send"):
        return render(request, "429.html", status=429)
    try:
        receipt = submit(
            version=ticket.version,
            values=answers.kept.values,
            key=ticket.key,
            now=clock.now(),
            by=request.user if isinstance(request.user, User) else None,
        )
    except (FormFull, SentBefore, FileGone) as refusal:
        return _shown(request, form, ticket, answers=answers, note=str(refusal))
    return redirect("form_done", form.slug, receipt_ticket(receipt.submission))


@never_cache
@require_safe
def form_done(request: HttpRequest, slug: str, receipt: str) -> HttpResponse:
    """Thank, and show the number and the code; for two hours after sending."""
    submission = read_receipt(receipt)
    if submission is None or submission.version.form.slug != slug:
        return redirect("form_status")
    context = {
        "submission": submission,
        "code": code_of(submission),
        "form": submission.version.form,
    }
    response = render(request, "forms_app/done.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
