"""Fill in a form step by step, check the answers, send them, and keep the number and the code."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from forms_app import proving
from forms_app.actions.claiming import FormFull
from forms_app.actions.correct_submission import correct_submission
from forms_app.actions.count_tries import TooOften, count_tries
from forms_app.actions.hold_places import hold_places
from forms_app.actions.move_draft import move_draft
from forms_app.actions.save_draft import KEPT_FOR
from forms_app.actions.submit import PROOF, Around, NotOpen, code_of, refuse_unless_open, submit
from forms_app.engine.answering import said
from forms_app.engine.definition import AnswerStep
from forms_app.engine.field_type import type_of
from forms_app.engine.typed import Given
from forms_app.limits import is_within_limits, tries_of
from forms_app.models import Form, Submission, Try
from forms_app.models.form import OncePer
from forms_app.permissions import may_fill_in, may_fill_in_for_others
from forms_app.queries import Asked, asked_now
from forms_app.receipts import receipt_code
from forms_app.tickets import filling_of, new_ticket, read_receipt, read_ticket, receipt_ticket
from forms_app.views.carrying import offline_address
from forms_app.views.counting import count_begun, count_mended, count_passed, count_times
from forms_app.views.helping import WAYS_TO_AGREE, helped_by, helped_in_words, own_answers
from forms_app.views.phone_codes import code_sent, with_codes_taken
from forms_app.views.scripting import told_to_scripts
from forms_app.views.sitting import CHECK, Sitting, begun_before, forget, sitting_of, typed_in
from forms_app.views.uploading import receive_files
from forms_app.words import language
from forms_app.words import said as in_words
from foundation import clock
from foundation.errors import Refused
from foundation.reasons import Unacceptable
from people.models import User

TRAP = "website"
"""A field that no person sees; machines fill it in."""

CHANGED_HERE = "edit"
"""Before the key of a question that is to be changed, in the value of a button."""


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form's first step; when a step comes back, keep it and lead on, or send it all."""
    return _opened(request, slug, _taken if request.method == "POST" else _begun)


@never_cache
@csrf_protect
@require_safe
def form_step(request: HttpRequest, slug: str, mark: str, place: str) -> HttpResponse:
    """Show a step of what this browser is filling in, or the answers to be checked."""

    def shown(request: HttpRequest, form: Form, _asked: Asked) -> HttpResponse:
        sitting = sitting_of(request, form, mark)
        if sitting is None:
            return redirect(form)
        if sitting.draft is not None and sitting.draft.submission is not None:
            return redirect("form_done", slug, receipt_ticket(sitting.draft.submission))
        if place == CHECK:
            return _to_check(sitting)
        return show_step(sitting, sitting.walk.step(place), then=request.GET.get("then", ""))

    return _opened(request, slug, shown)


def _opened(
    request: HttpRequest, slug: str, work: Callable[[HttpRequest, Form, Asked], HttpResponse]
) -> HttpResponse:
    """Do `work` when the form is there and open, for whom it is for."""
    asked = asked_now(slug, filling_of(request.POST.get("ticket", "")))
    if asked is None:
        raise Http404
    form = asked.version.form
    if not may_fill_in(request.user, form):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
    if form.once_per == OncePer.PERSON and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        refuse_unless_open(form, clock.now())
        return work(request, form, asked)
    except NotOpen as refusal:
        context = {"definition": asked.version.spoken(language()), "note": str(refusal)}
        status = HTTPStatus.FORBIDDEN if request.method == "POST" else HTTPStatus.OK
        return render(request, "forms_app/not_open.html", context, status=status)


def _begun(request: HttpRequest, form: Form, asked: Asked) -> HttpResponse:
    sitting = Sitting.at(request, form, new_ticket(asked.version))
    sitting = sitting.with_given(_named_by_link(request, sitting))
    count_begun(sitting)
    return show_step(sitting, sitting.walk.path[0], before=begun_before(request, form))


def _named_by_link(request: HttpRequest, sitting: Sitting) -> Given:
    """Return what the link says already: the community, and hidden values by their names."""
    found: dict[str, list[str]] = {}
    for field in sitting.definition.fields:
        name = "community" if field.type == "community" else ""
        if field.type == "hidden" and field.options.get("source") == "link":
            name = field.options.get("name") or ""
        if name and request.GET.get(name):
            found[field.key] = [request.GET[name][:200]]
    return found


def _taken(request: HttpRequest, form: Form, asked: Asked) -> HttpResponse:
    """Take what comes back from a page of a form that is open."""
    current = asked.version
    ticket = read_ticket(form, request.POST.get("ticket", ""), current)
    if ticket is None:
        typed = typed_in(request, current.definition)
        sitting = Sitting.at(request, form, new_ticket(current)).with_given(typed)
        return show_step(sitting, sitting.walk.step(request.POST.get("at", "")), note=_too_old())
    around = Around(asked.has_draft, asked.counts_places, asked.has_webhooks)
    sitting = Sitting.at(request, form, ticket, around=around)
    if sitting.draft is not None and sitting.draft.submission is not None:
        return redirect("form_done", form.slug, receipt_ticket(sitting.draft.submission))
    receive_files(request, ticket)
    return _written_down(sitting)


def _too_old() -> str:
    return _("The form was open for too long, or has changed. Please check your answers once more.")


def _spoken_for(sitting: Sitting) -> set[str] | None:
    """Return the keys of the questions that the page was about; None for all of them.

    A page says `at` which step it stands. Where nothing is said, everything is there.
    """
    at = sitting.request.POST.get("at", "")
    if at == CHECK:
        return set()
    step = next((one for one in sitting.definition.steps if one.id == at), None)
    return {field.key for field in step.fields} if step is not None else None


def _written_down(sitting: Sitting) -> HttpResponse:
    """Add what was typed to what is kept, keep it where it must be, and do what was asked."""
    request, only = sitting.request, _spoken_for(sitting)
    typed = typed_in(request, sitting.definition)
    asked, _colon, about = request.POST.get("step", "next").partition(":")
    if sitting.draft is None and _needs_keeping(sitting, asked, only):
        if not is_within_limits(request, "begin"):
            return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        named = _named_by_link(request, sitting)
        sitting = sitting.with_given(named | typed).kept(
            None, request.POST.get("at", ""), helped_by(request, sitting)
        )
    elif sitting.draft is not None and only != set():
        sitting = sitting.with_given(typed).kept(
            only, request.POST.get("at", ""), helped_by(request, sitting)
        )
    elif sitting.draft is None:
        sitting = sitting.with_given(typed)
    if asked in ("next", "check") and sitting.draft is not None:
        sitting = with_codes_taken(sitting)
    work = ASKED.get(asked, _next)
    return work(sitting, about)


def _needs_keeping(sitting: Sitting, asked: str, only: set[str] | None) -> bool:
    """Whether what was typed is kept, so that what comes next has an address of its own.

    A page of ours says where it stands; what says nothing carries its answers along until it ends.
    """
    if asked in ("save", "code") or sitting.request.POST.get("helped"):
        return True
    return asked != "send" and only is not None


def _here(sitting: Sitting) -> AnswerStep:
    return sitting.walk.step(sitting.request.POST.get("at", ""))


def _next(sitting: Sitting, about: str) -> HttpResponse:
    """Go on to the next step that is asked, or to checking, unless this one needs another look."""
    del about
    step, walk, request = _here(sitting), sitting.walk, sitting.request
    everything = _spoken_for(sitting) is None
    notes = sitting.draft.notes if sitting.draft is not None else {}
    if notes.get("helped") and not notes.get("agreed"):
        return show_step(sitting, step, note=_("Please say how the person agreed."))
    then = request.POST.get("then", "")
    if not everything and walk.unseen(step, request.POST.getlist("seen")):
        return show_step(sitting, step, then=then, more=True)
    if walk.problems_in(step):
        count_mended(sitting, (problem.field.key for problem in walk.problems_in(step)))
        return show_step(sitting, step, judged=True, then=then)
    count_passed(sitting, step)
    count_times(sitting, step)
    following = walk.after(step) if then != CHECK and not everything else None
    if following is not None:
        return sitting.led_to(following.id)
    wrong = walk.first_wrong
    if wrong is not None:
        return _shown_wrong(sitting, wrong)
    return sitting.led_to(CHECK) if sitting.draft is not None else _to_check(sitting)


def _shown_wrong(sitting: Sitting, wrong: AnswerStep) -> HttpResponse:
    then = CHECK if sitting.draft is not None and sitting.walk.is_long else ""
    return show_step(sitting, wrong, judged=True, then=then)


def _back(sitting: Sitting, about: str) -> HttpResponse:
    """Go back one step; what was typed is kept as it is, right or wrong."""
    del about
    earlier = sitting.walk.before(_here(sitting))
    return sitting.led_to(earlier.id) if earlier is not None else _edited(sitting, "")


def _edited(sitting: Sitting, about: str) -> HttpResponse:
    """Show the step of one question again, or the first; it comes back to checking."""
    steps = sitting.walk.path
    step = next((one for one in steps if any(f.key == about for f in one.fields)), steps[0])
    if sitting.draft is not None:
        return sitting.led_to(step.id, then=CHECK)
    return show_step(sitting, step)


def _saved(sitting: Sitting, about: str) -> HttpResponse:
    """Say under which number it is kept: to a script as data, to a person on a page."""
    del about
    kept = sitting.to_resume
    if kept is None:
        return _next(sitting, "")
    if sitting.request.headers.get("Accept", "").startswith("application/json"):
        said_so = {
            "number": kept.draft.spoken_reference,
            "code": kept.code,
            "address": sitting.address_of(_here(sitting).id),
            "saved_at": kept.draft.saved_at,
            "problems": [
                [problem.address, problem.say(language())]
                for problem in sitting.walk.problems_in(_here(sitting))
                if problem.code != "phone_unproven"
            ],
        }
        return sitting.remember(JsonResponse(said_so))
    context = {
        "definition": sitting.definition,
        "kept": kept,
        "days": KEPT_FOR.days,
        "back": sitting.address_of(_here(sitting).id),
    }
    return sitting.remember(render(sitting.request, "forms_app/saved.html", context))


def _code(sitting: Sitting, about: str) -> HttpResponse:
    """Send a code to the phone number at an address; nothing else of the page is judged."""
    try:
        sitting, note = code_sent(sitting, about)
    except Unacceptable as reason:
        step = _here(sitting)
        is_marked = any(problem.address == about for problem in sitting.walk.problems_in(step))
        note = "" if is_marked else reason.say(language())
        return show_step(sitting, step, judged=about, note=note)
    return show_step(sitting, _here(sitting), note=note)


def _with_another(sitting: Sitting, about: str) -> HttpResponse:
    """Draw one more item of a group."""
    group = sitting.definition.by_key.get(about)
    if group is None or not group.fields:
        return _next(sitting, "")
    grown = sitting.with_rows({about: sitting.walk.rows_of(group) + 1})
    return show_step(grown, grown.walk.step(sitting.request.POST.get("at", "")), focus=about)


def _without(sitting: Sitting, about: str) -> HttpResponse:
    """Drop one item of a group; the others move up."""
    key, _dot, number = about.partition(".")
    group = sitting.definition.by_key.get(key)
    if group is None or not group.fields:
        return _next(sitting, "")
    left = {
        name: texts
        for name, texts in sitting.given.items()
        if not name.startswith(f"{key}.{number}.")
    }
    rows = {key: max(1, sitting.walk.rows_of(group) - 1)}
    fewer = sitting.with_given(left)
    if sitting.draft is not None:
        fewer = fewer.kept({key})
    fewer = fewer.with_rows(rows)
    return show_step(fewer, fewer.walk.step(sitting.request.POST.get("at", "")), focus=key)


def show_step(
    sitting: Sitting,
    step: AnswerStep,
    *,
    judged: bool | str = False,
    note: str = "",
    then: str = "",
    more: bool = False,
    focus: str = "",
    before: Sitting | None = None,
) -> HttpResponse:
    """Draw one step. `judged` says what is wrong, an address what is wrong there alone.

    `more` says that answers have brought new questions.
    `then` is where one goes afterwards instead of to the next step, `before` what this browser
    began earlier.
    """
    walk = sitting.walk
    page = sitting.page(step, judged=judged)
    context = {
        "form": page,
        "definition": sitting.definition,
        "slug": sitting.form.slug,
        "ticket": str(sitting.ticket),
        "step": step,
        "number": walk.number_of(step),
        "total": len(walk.path) + 1,
        "is_long": walk.is_long,
        "is_last": walk.after(step) is None,
        "has_earlier": walk.before(step) is not None,
        "then": then if then == CHECK else "",
        "more": more,
        "focus": focus,
        "note": note,
        "trap": TRAP,
        "since": int(clock.now().timestamp()),
        "left": sitting.left.get(("", "")),
        "full_options": _full_options(sitting)
        if walk.is_long and walk.before(step) is None
        else "",
        "keeps_waiting": sitting.form.keeps_waiting,
        "drawn_by_lot": sitting.form.drawn_by_lot,
        "kept": sitting.to_resume,
        "before": before.where if before is not None else "",
        "action": _action(sitting),
        "own": _own_in_words(sitting, step),
        "may_help": may_fill_in_for_others(sitting.request.user, sitting.form)
        and sitting.corrects is None,
        "notes": sitting.draft.notes if sitting.draft is not None else {},
        "ways_to_agree": WAYS_TO_AGREE,
        "changes": [in_words(change.words) for change in sitting.changed_since],
        "filling": told_to_scripts(sitting, step),
        "offline": offline_address(sitting.form, sitting.request.user),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if judged and page.complaints else HTTPStatus.OK
    return render(sitting.request, "forms_app/form.html", context, status=status)


def _full_options(sitting: Sitting) -> str:
    """Name the choices without a place, for who will only meet them on a later step."""
    found = []
    for field in sitting.definition.fields:
        full = [
            words
            for choice, words in type_of(field).choices_of(field).items()
            if sitting.left.get((field.key, choice)) == 0
        ]
        if full:
            found.append(f"{field.label}（{'、'.join(full)}）")
    return "；".join(found)


def _action(sitting: Sitting) -> str:
    """Return where a page is sent: what the link said goes along until it is kept."""
    address = sitting.form.get_absolute_url()
    link = sitting.request.GET.urlencode() if sitting.draft is None else ""
    return f"{address}?{link}" if link else address


def _to_check(sitting: Sitting, note: str = "") -> HttpResponse:
    """Show what was answered, with a way to change each, once everything holds."""
    wrong = sitting.walk.first_wrong
    if wrong is not None:
        return _shown_wrong(sitting, wrong)
    answers = sitting.walk.answered.values
    try:
        # Who corrects has places already; they are exchanged when it is sent.
        has_places = sitting.corrects is not None or hold_places(
            version=sitting.ticket.version,
            values=answers,
            key=sitting.ticket.key,
            now=clock.now(),
        )
    except FormFull as refusal:
        return show_step(sitting, sitting.walk.path[0], note=str(refusal))
    travels = sitting.draft is None
    context = {
        "note": note,
        "will_wait": not has_places,
        "corrects": sitting.corrects,
        "helped": helped_in_words(sitting),
        "definition": sitting.definition,
        "steps": _to_be_checked(sitting),
        "carried": sitting.page(None, judged=False).carried if travels else (),
        "travels": travels,
        "at": "" if travels else CHECK,
        "proof_bits": proving.bits_wanted(),
        "ticket": str(sitting.ticket),
        "total": len(sitting.walk.path) + 1,
        "trap": TRAP,
        "trapped": sitting.request.POST.get(TRAP, ""),
        "slug": sitting.form.slug,
        "kept": sitting.to_resume,
    }
    return render(sitting.request, "forms_app/check.html", context)


def _to_be_checked(sitting: Sitting) -> list[dict[str, Any]]:
    """Return what is asked on the way, step by step, each question with its answer in words."""
    walk = sitting.walk
    rows = said(sitting.definition, walk.answered.values, sitting.context)
    words = {row.field.key: row.words for row in rows}
    return [
        {
            "title": step.title,
            "id": step.id,
            "address": sitting.address_of(step.id),
            "rows": [
                {
                    "field": field,
                    "words": words.get(field.key, ""),
                    "can_change": type_of(field).is_answered,
                }
                for field in step.fields
                if field.key in words or (walk.is_shown(field.key) and _is_asked(field))
            ],
        }
        for step in walk.path
    ]


def _is_asked(field: Any) -> bool:
    return type_of(field).is_answered and field.type != "hidden"


def _is_proved(sitting: Sitting) -> bool:
    """Say whether the browser worked for sending; without scripts none does."""
    ticket, proof = (sitting.request.POST.get(name, "") for name in ("ticket", "proof"))
    return bool(proof) and proving.is_proof(ticket, proof)


def _sent(sitting: Sitting, about: str) -> HttpResponse:
    """Send what holds; whatever stands in the way is said beside the answers."""
    del about
    request, walk = sitting.request, sitting.walk
    if walk.first_wrong is not None:
        return _shown_wrong(sitting, walk.first_wrong)
    if request.POST.get(TRAP):
        note = _("This could not be sent. Please leave the field “Website” empty, or call us.")
        return show_step(sitting, walk.path[0], note=note)
    if sitting.ticket.open_for(clock.now()) < settings.FORM_LEAST_SECONDS:
        note = _("That was very quick. Please look once more, and send it in a few seconds.")
        return _to_check(sitting, note)
    try:
        submission = _written(sitting)
    except NotOpen:
        raise
    except TooOften:
        return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    except Refused as refusal:
        return show_step(sitting, walk.path[0], note=str(refusal))
    response = redirect("form_done", sitting.form.slug, receipt_ticket(submission))
    forget(response, sitting.form, sitting.ticket)
    return response


def _written(sitting: Sitting) -> Submission:
    """Write what was answered; raises what `submit` and `correct_submission` raise.

    Somebody whose browser worked for it may send more, once for each proof.
    """
    request = sitting.request
    if _is_proved(sitting):
        proof = proving.use_of(request.POST["ticket"])
        try:
            return _written_with(sitting, [*tries_of(request, "send_proved"), proof])
        except TooOften as refusal:
            if refusal.of.name != PROOF:
                raise
    return _written_with(sitting, tries_of(request, "send"))


def _written_with(sitting: Sitting, tries: list[Try]) -> Submission:
    """Write it as something new, or in the place of what was sent before."""
    user, values = sitting.request.user, sitting.walk.answered.values
    if sitting.corrects is not None:
        count_tries(tries, now=clock.now())
        return correct_submission(
            submission_id=sitting.corrects.pk,
            values=values,
            key=sitting.ticket.key,
            now=clock.now(),
        )
    receipt = submit(
        version=sitting.ticket.version,
        values=values,
        key=sitting.ticket.key,
        now=clock.now(),
        by=user if isinstance(user, User) else None,
        helped=helped_in_words(sitting),
        tries=tries,
        around=sitting.around,
    )
    return receipt.submission


def _own_in_words(sitting: Sitting, step: AnswerStep) -> str:
    """Return what of a page the account of who is signed in could fill in; empty for nothing."""
    own = own_answers(step.fields, sitting.request.user, sitting.form)
    known = {name.partition(".")[0] for name in own}
    return "、".join(in_words(type_of(field).names) for field in step.fields if field.key in known)


def _own(sitting: Sitting, about: str) -> HttpResponse:
    """Type what the account knows where nothing stands yet: its owner asked for it."""
    del about
    step = _here(sitting)
    given = {name: list(texts) for name, texts in sitting.given.items()}
    own = own_answers(step.fields, sitting.request.user, sitting.form)
    for name, text in own.items():
        if not any(typed.strip() for typed in given.get(name, ())):
            given[name] = [text]
    return show_step(sitting.with_given(given), step)


def _moved(sitting: Sitting, about: str) -> HttpResponse:
    """Move what was begun over to what the form asks now."""
    del about
    current = sitting.form.current
    if current is None or sitting.draft is None:
        return _next(sitting, "")
    move_draft(key=sitting.ticket.key, version=current, now=clock.now())
    moved = Sitting.at(sitting.request, sitting.form, sitting.ticket)
    return moved.led_to(moved.walk.path[0].id)


ASKED: dict[str, Callable[[Sitting, str], HttpResponse]] = {
    "next": _next,
    "check": _next,
    "back": _back,
    CHANGED_HERE: _edited,
    "save": _saved,
    "add": _with_another,
    "remove": _without,
    "own": _own,
    "code": _code,
    "move": _moved,
    "send": _sent,
}
"""What a button of a page asks for, by the word before the colon of its value."""


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
        "next_words": submission.version.next_words(language()),
        "qr": receipt_code(request, submission),
    }
    response = render(request, "forms_app/done.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
