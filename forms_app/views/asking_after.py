"""Ask with number and code how far it is."""

from __future__ import annotations

import hmac
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from forms_app.actions.copy_submission import copy_submission
from forms_app.actions.correct_submission import begin_correction, is_correctable
from forms_app.actions.erase_submission import erase_submission
from forms_app.actions.resume_draft import resume_draft
from forms_app.actions.submit import NotOpen, digest_of_code
from forms_app.actions.trim_submissions import withdraw_consent
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.answer_form import StatusForm
from forms_app.engine.keeping import needs_separate_consent, without
from forms_app.limits import is_within_limits
from forms_app.models import SeatEntry, Submission, Upload
from forms_app.printing import printable
from forms_app.starting import FormStep, form_steps
from forms_app.tickets import new_ticket, receipt_ticket, ticket_of
from forms_app.views.courses import stages_for_sender
from forms_app.views.own_files import own_file, refusals_of
from forms_app.views.printed_pages import printed
from forms_app.views.sitting import CHECK, Sitting
from forms_app.words import language
from foundation import clock
from foundation.errors import NotFound, Refused

PRINT = "print:"
"""Before the id of the page that is to be printed."""

ACTS = {
    "withdraw": withdraw_submission,
    "erase": erase_submission,
    "consent": withdraw_consent,
}
"""What a sender does to a submission, by the name of the button."""


@sensitive_post_parameters("code")
@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def form_status(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; say in plain words what has become of what was sent."""
    if request.method != "POST":
        number = request.GET.get("number", "")[:20]
        return _asked(request, StatusForm(initial={"reference": number}))
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _asked(request, form, status=422)
    reference, code = form.cleaned_data["reference"], form.cleaned_data["code"]
    if not is_within_limits(request, "ask", key=reference):
        return render(request, "429.html", status=429)
    found = _known(reference, code)
    if found is not None:
        return _done_with(request, found, code)
    begun = _gone_on_with(request, reference, code)
    if begun is not None:
        return begun
    form.add_error("reference", _("Number and code do not belong together. Please check both."))
    return _asked(request, form, status=422)


def _known(reference: str, code: str) -> Submission | None:
    """Return what was sent under number and code; a wrong one of either takes the same steps."""
    found = Submission.objects.select_related("version__form").filter(reference=reference).first()
    expected = found.code_digest if found else ""
    return found if hmac.compare_digest(digest_of_code(reference, code), expected) else None


def _done_with(request: HttpRequest, found: Submission, code: str) -> HttpResponse:
    """Do what the sender asks for, else say how far it is."""
    step = request.POST.get("step", "")
    if step == "file":
        return own_file(found, request.POST.get("file", ""))
    if step in ("copy", "keep"):
        return _copied(request, found, code)
    if step.startswith(PRINT):
        return _printed(request, found)
    if step == "correct" and is_correctable(found):
        return _corrected(request, found)
    note = _("Somebody is at work on it already. Please call them.") if step == "correct" else ""
    act = ACTS.get(step)
    if act is not None:
        try:
            act(submission_id=found.pk, now=clock.now())
        except Refused as refusal:
            note = str(refusal)
        found = Submission.objects.select_related("version__form").get(pk=found.pk)
    return _standing(request, found, code, note)


def _corrected(request: HttpRequest, found: Submission) -> HttpResponse:
    """Lead to the answers, to be changed; what was sent stays until they are sent again."""
    ticket = new_ticket(found.version)
    try:
        begin_correction(submission=found, key=ticket.key, now=clock.now())
    except NotOpen as refusal:
        return _standing(request, found, request.POST["code"], str(refusal))
    return Sitting.at(request, found.version.form, ticket).led_to(CHECK)


def _printed(request: HttpRequest, found: Submission) -> HttpResponse:
    """Show a page that a step made ready for the sender, to be printed."""
    wanted = request.POST["step"].removeprefix(PRINT)
    page = next((one for one in printable(found, for_sender=True) if one.id == wanted), None)
    if page is None:
        return _standing(request, found, request.POST["code"])
    return printed(request, found, page)


def _gone_on_with(request: HttpRequest, reference: str, code: str) -> HttpResponse | None:
    """Lead to where somebody left a form that is not sent yet; None when there is none."""
    try:
        draft = resume_draft(reference=reference, code=code, now=clock.now())
    except NotFound:
        return None
    if draft.submission is not None:
        return redirect("form_done", draft.version.form.slug, receipt_ticket(draft.submission))
    sitting = Sitting.at(request, draft.version.form, ticket_of(draft))
    return sitting.remember(redirect(sitting.where))


def _copied(request: HttpRequest, found: Submission, code: str) -> HttpResponse:
    """Show what was sent, to be read and printed, or hand it over as JSON."""
    copy = copy_submission(submission=found, now=clock.now())
    if request.POST["step"] == "copy":
        files = found.uploads.filter(state=Upload.State.CLEAN, page="").order_by("pk")
        context = {"submission": found, "rows": copy.rows, "code": code, "files": files}
        return render(request, "forms_app/copy.html", context)
    response = JsonResponse(copy.document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.json"'
    return response


def _standing(request: HttpRequest, found: Submission, code: str, note: str = "") -> HttpResponse:
    """Say how far it is; offer to withdraw what nobody has begun with."""
    may_withdraw = request.POST.get("step") != "withdraw" and not found.started_at
    if may_withdraw and not found.is_over:
        withdrawing = {"reference": found.reference, "code": code}
    else:
        withdrawing = None
    context = {
        "submission": found,
        "items": stages_of(found),
        "withdrawing": withdrawing,
        "may_erase": not found.purged_at and not (found.started_at and not found.is_over),
        "may_correct": is_correctable(found),
        "code": code,
        "refused_files": refusals_of(found),
        "note": note,
        "printable": printable(found, for_sender=True),
        "may_take_consent_back": _gave_consent(found),
        "thanking": _thanking(found),
    }
    return render(request, "forms_app/standing.html", context)


def _gave_consent(found: Submission) -> bool:
    """Say whether there are sensitive answers to which consent can be taken back."""
    values = found.values
    definition = found.version.definition
    return bool(values) and without(definition, values, needs_separate_consent) != values


def _thanking(found: Submission) -> str:
    """Return where the sender says what they thought of what was done, empty for nowhere."""
    offer = form_steps().get(found.version.definition.starts)
    return offer.thanking(found.reference) if offer and found.started_at else ""


def _asked(request: HttpRequest, form: StatusForm, status: int = 200) -> HttpResponse:
    return render(request, "forms_app/status.html", {"form": form}, status=status)


def stages_of(submission: Submission) -> list[dict[str, Any]]:
    """Return what has happened and what comes next, the way a timeline shows it."""
    stages = _course_of(submission)
    if submission.purged_at:
        emptied = {"title": _("Your answers were deleted"), "when": submission.purged_at}
        stages.append(emptied | {"state": "done"})
    return stages


def _waiting(submission: Submission) -> dict[str, Any]:
    """Say for what somebody waits: for a place, or for the lot."""
    if not submission.version.form.drawn_by_lot:
        waiting = _("All places are taken. When one becomes free it is yours, in order.")
        return {"title": _("On the waiting list"), "text": waiting}
    entry = SeatEntry.objects.filter(submission=submission).select_related("draw").first()
    if entry is None:
        text = _("Everybody may enter until entries close; then places are drawn by lot.")
        return {"title": _("In the draw"), "text": text}
    number = _("Your number in the draw is %(number)s.") % {"number": entry.number}
    if entry.place is None:
        closed = _("Entries are closed, the draw is next.")
        return {"title": _("In the draw"), "text": f"{number} {closed}"}
    ahead = entry.draw.entries.filter(
        place__lt=entry.place, submission__state=Submission.State.WAITING
    ).count()
    text = _("The lot put %(ahead)s before you. When a place becomes free it goes in this order.")
    text = f"{number} {text % {'ahead': ahead}}"
    return {"title": _("On the waiting list"), "text": text}


def _is_over(offer: FormStep, submission: Submission) -> bool:
    """Say whether what was started is over: then what came of it stands at the end."""
    return bool(submission.started_at) and offer.is_over(submission.reference)


def _replied(submission: Submission) -> str:
    return submission.version.replied(submission.reply, language())


def _course_of(submission: Submission) -> list[dict[str, Any]]:
    offer = form_steps().get(submission.version.definition.starts)
    standing = offer.standing(submission.reference) if offer and submission.started_at else ""
    stages: list[dict[str, Any]] = [
        {"title": _("Received"), "when": submission.created_at, "state": "done"}
    ]
    if submission.state == Submission.State.WAITING:
        return [*stages, _waiting(submission) | {"state": "now"}]
    if submission.state == Submission.State.WITHDRAWN:
        withdrawn = {"title": _("Withdrawn by the sender"), "when": submission.withdrawn_at}
        return [*stages, withdrawn | {"state": "done"}]
    ended = standing if submission.closed_at and offer and _is_over(offer, submission) else ""
    if submission.started_at:
        stages.append(
            {
                "title": _("Under way"),
                "text": "" if ended else standing,
                "when": submission.started_at,
                "state": "done",
            }
        )
    stages += stages_for_sender(submission)
    if submission.closed_at:
        stages.append(
            {
                "title": _("Settled"),
                "text": "\n".join(filter(None, [ended, _replied(submission)])),
                "when": submission.closed_at,
                "state": "done",
            }
        )
    elif stages[-1].get("state") != "now":
        stages[-1]["state"] = "now"
        if not submission.started_at and not stages[-1].get("text"):
            stages[-1]["text"] = submission.version.next_words(language())
    return stages
