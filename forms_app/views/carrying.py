"""Forms that somebody signed in fills in where there is no connection, and sends afterwards.

The page itself is the same for everybody and holds nothing. What waits in a browser is sealed with
a key that only this account's session gives out: another account neither reads nor sends it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from forms_app.actions.prove_phone import confirm_phone_code, send_phone_code
from forms_app.actions.submit import code_of, refuse_unless_meant, refuse_unless_open, submit
from forms_app.engine.answering import Answered, answered
from forms_app.engine.sentences import Unfit
from forms_app.engine.uploading import uploads_asked
from forms_app.knowing import known_of
from forms_app.limits import is_within_limits
from forms_app.models import Form, FormVersion
from forms_app.models.form import OncePer
from forms_app.permissions import may_fill_in, may_fill_in_for_others
from forms_app.phone_proofs import digest_for_limits, proofs_of
from forms_app.places import context_for
from forms_app.queries import draft_of, live_form, places_left, uploads_under
from forms_app.tickets import Ticket, new_ticket, read_ticket
from forms_app.views.embedding import SCOPE, SHEETS
from forms_app.views.helping import WAYS_TO_AGREE, helped_words
from forms_app.words import language
from foundation import clock
from foundation.errors import Refused
from foundation.identifiers import masked_mobile, parse_mobile
from foundation.reasons import Unacceptable
from foundation.strict_json import NotJson, strictly_read
from people.fields import digest_of
from people.models import User

LONGEST_BODY = 2_000_000
MOST_NAMES = 3000
LONGEST_NAME = 50

Work = Callable[..., HttpResponse]


def owner_of(person: User) -> str:
    """Return by which name a browser knows whose queue it keeps; it says nothing of the person."""
    return digest_of("form_queue_owner", str(person.pk))[:24]


def offline_address(form: Form, person: object) -> str:
    """Return where a form is filled in without a connection: by account where it asks for one."""
    by_account = form.is_for_staff or form.once_per == OncePer.PERSON
    if by_account or may_fill_in_for_others(person, form):
        return f"{reverse('form_carried')}#{form.slug}"
    return reverse("form_offline", args=[form.slug])


def _no(code: str, message: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"code": code, "detail": message} | more, status=status)


def _signed_in(work: Work) -> Work:
    """Answer 401 to whoever is not signed in; a script cannot follow to the page for that."""

    @wraps(work)
    def checked(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return _no("sign_in", _("Please sign in; it is kept until then."), 401)
        return work(request, *given, person=request.user, **named)

    return checked


@require_safe
@cache_control(public=True, no_cache=True)
def form_carried(request: HttpRequest) -> HttpResponse:
    """Show the page on which forms are filled in without a connection, the same for everybody."""
    context = {
        "title": _("Fill in without a connection"),
        "sheets": [static(sheet) for sheet in SHEETS],
        "script": static("js/client/account.js"),
        "scope": SCOPE,
        "sign_in": reverse("account_login"),
    }
    return render(request, "forms_app/client/carried.html", context)


@never_cache
@require_safe
@_signed_in
def carrying_account(request: HttpRequest, *, person: User) -> HttpResponse:
    """Tell whose queue this browser keeps now, and what unlocks it while the session lasts."""
    told = {
        "owner": owner_of(person),
        "name": person.name,
        "secret": digest_of("form_queue_secret", str(person.pk)),
        "csrf": get_token(request),
        "ways": {way: str(words) for way, words in WAYS_TO_AGREE.items()},
    }
    return JsonResponse(told)


def _form(person: User, slug: str) -> Form:
    """Return a form that this person may fill in; raises Http404, as for one that is not there."""
    form = live_form(slug)
    if form is None or not may_fill_in(person, form):
        raise Http404
    return form


@never_cache
@require_safe
@_signed_in
def carried_form(request: HttpRequest, slug: str, *, person: User) -> HttpResponse:
    """Return what a form asks, to be kept on the device of somebody who may fill it in."""
    del request
    form = _form(person, slug)
    current = form.current
    if current is None:
        raise Http404
    return JsonResponse(_told(current) | {"may_help": may_fill_in_for_others(person, form)})


def _told(version: FormVersion) -> dict[str, Any]:
    document = {key: part for key, part in version.document.items() if key != "samples"}
    return {
        "slug": version.form.slug,
        "version": version.number,
        "document": document,
        "uploads": list(uploads_asked(version.definition)),
    }


def _body(request: HttpRequest) -> Mapping[str, Any] | None:
    """Return what came as a JSON object; None for anything else."""
    if len(request.body) > LONGEST_BODY:
        return None
    try:
        found = strictly_read(request.body)
    except NotJson:
        return None
    return found if isinstance(found, dict) else None


def _by_owner(work: Work) -> Work:
    """Hand over the form and what came for it; refuse what is no JSON, or another account's."""

    @_signed_in
    @wraps(work)
    def checked(request: HttpRequest, slug: str, *, person: User) -> HttpResponse:
        form, body = _form(person, slug), _body(request)
        if body is None:
            return _no("invalid", _("This could not be read."), 422)
        if body.get("owner") != owner_of(person):
            message = _("This belongs to another account. Please sign in with that one.")
            return _no("other_account", message, 403)
        return work(request, form, body, person=person)

    return checked


@never_cache
@csrf_protect
@require_POST
@_by_owner
def begin_carried(
    request: HttpRequest, form: Form, body: Mapping[str, Any], *, person: User
) -> HttpResponse:
    """Return the ticket for what was filled in under a random key; the same key is the same one."""
    key, number = str(body.get("key", "")), body.get("version")
    version = form.versions.filter(number=number if isinstance(number, int) else 0).first()
    if version is None or not 32 <= len(key) <= 64:
        return _no("invalid", _("This could not be read."), 422)
    if not is_within_limits(request, "begin"):
        return _no("too_many", _("Too many tries. Please wait a while."), 429)
    named = digest_of("form_carried", f"{person.pk}:{version.pk}:{key}")[:32]
    return JsonResponse({"ticket": str(new_ticket(version, named))})


@never_cache
@csrf_protect
@require_POST
@_by_owner
def send_carried(
    request: HttpRequest, form: Form, body: Mapping[str, Any], *, person: User
) -> HttpResponse:
    """Send what waited, in the name of whoever filled it in: 201, or 200 when it arrived before."""
    ticket = read_ticket(form, str(body.get("ticket", "")))
    given = _given(body.get("answers"))
    if ticket is None or given is None:
        return _no("invalid", _("This could not be read."), 422)
    if not is_within_limits(request, "send_proved"):
        return _no("too_many", _("Too many tries. Please wait a while."), 429)
    try:
        return _sent(person, ticket, given, _helped(person, form, body))
    except Refused as refusal:
        errors = [one.model_dump() for one in refusal.errors]
        return _no(refusal.code, str(refusal), refusal.status, errors=errors)


@never_cache
@csrf_protect
@require_POST
@_by_owner
def prove_carried(
    request: HttpRequest, form: Form, body: Mapping[str, Any], *, person: User
) -> HttpResponse:
    """Send a code to a phone number of what waits, or take the one that was typed back."""
    del person
    ticket = read_ticket(form, str(body.get("ticket", "")))
    if ticket is None:
        return _no("invalid", _("This could not be read."), 422)
    try:
        phone = parse_mobile(str(body.get("phone") or ""))
        code = "".join(filter(str.isdecimal, str(body.get("code") or "")))[:8]
        refusal = (
            _confirmed(request, ticket, phone, code) if code else _code(request, ticket, phone)
        )
    except Unacceptable as reason:
        return _no(reason.code, reason.say(language()), 422)
    except Refused as refused:
        return _no(refused.code, str(refused), refused.status)
    return refusal or JsonResponse({"phone": masked_mobile(phone)})


def _code(request: HttpRequest, ticket: Ticket, phone: str) -> HttpResponse | None:
    """Send a code to `phone`; return why none is sent by now. Raises `Refused`."""
    if not is_within_limits(request, "code", digest_for_limits(phone)):
        message = _("Too many codes were asked for. Please wait a while.")
        return _no("too_many", message, 429)
    send_phone_code(version=ticket.version, key=ticket.key, phone=phone, now=clock.now())
    return None


def _confirmed(request: HttpRequest, ticket: Ticket, phone: str, code: str) -> HttpResponse | None:
    """Take the code for `phone`; return why not. Raises `Unacceptable` for one that is wrong."""
    if not is_within_limits(request, "confirm"):
        return _no("too_many", _("Too many tries. Please wait a while."), 429)
    reason = confirm_phone_code(key=ticket.key, phone=phone, code=code, now=clock.now())
    if reason is not None:
        raise reason
    return None


def _given(found: object) -> dict[str, list[str]] | None:
    """Return what was typed, name → texts; None for anything of another shape."""
    if not isinstance(found, dict) or len(found) > MOST_NAMES:
        return None
    given = {
        str(name)[:120]: [text] if isinstance(text, str) else text for name, text in found.items()
    }
    for texts in given.values():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            return None
    return given


def _helped(person: User, form: Form, body: Mapping[str, Any]) -> str:
    """Say for whom it was filled in and how they agreed; raises Refused when that is not said."""
    name, way = str(body.get("helped") or "").strip()[:LONGEST_NAME], str(body.get("agreed") or "")
    if not name:
        return ""
    if not may_fill_in_for_others(person, form):
        raise Refused(_("You cannot fill this form in for others."), code="no_help")
    if way not in WAYS_TO_AGREE:
        raise Refused(_("Please say how the person agreed."), code="not_agreed")
    return helped_words(name, way)


def _sent(
    person: User, ticket: Ticket, given: Mapping[str, list[str]], helped: str
) -> HttpResponse:
    now = clock.now()
    refuse_unless_meant(ticket.version.form, person)
    refuse_unless_open(ticket.version.form, now)
    found = _held(person, ticket, given)
    if found.problems:
        errors = [
            {
                "where": ["body", "answers", one.address],
                "code": one.code,
                "message": one.say(language()),
            }
            for one in found.problems
        ]
        return _no("answers_invalid", _("Please check what is marked."), 422, errors=errors)
    receipt = submit(
        version=ticket.version,
        values=found.values,
        key=ticket.key,
        now=now,
        by=person,
        helped=helped,
    )
    submission = receipt.submission
    told = {
        "reference": submission.reference,
        # Number and code of somebody else go to their phone, and stay on no shared device.
        "code": "" if helped else code_of(submission),
        "next_words": ticket.version.next_words(language()),
    }
    return JsonResponse(told, status=201 if submission.created_at == now else 200)


def _held(person: User, ticket: Ticket, given: Mapping[str, list[str]]) -> Answered:
    """Hold the answers to their version, exactly as on the page."""
    form, definition = ticket.version.form, ticket.version.definition
    left = places_left(form, key=ticket.key, now=clock.now())
    full = () if form.keeps_waiting else {option for option, free in left.items() if not free}
    context = context_for(form.area, full=full, find_upload=uploads_under(ticket.key))
    proofs = proofs_of(draft_of(ticket.key))

    def why_unproven(phone: str) -> Unacceptable | None:
        return None if proofs.is_proven(phone) else Unfit("phone_unproven")

    known = known_of(definition, person)
    return answered(definition, given, replace(context, known=known, why_unproven=why_unproven))
