"""Filling a form in from another front end: a ticket, what is typed so far, sending, asking after.

No cookie counts here and none is set, so nothing can be forged in somebody's name; a form that asks
for a signed-in person is filled in on the site.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Path, Status
from pydantic import BaseModel, Field, StringConstraints

from forms_app import proving
from forms_app.actions.count_tries import TooOften
from forms_app.actions.record_visit import What, record_visit
from forms_app.actions.resume_draft import resume_draft
from forms_app.actions.save_draft import save_draft
from forms_app.actions.submit import PROOF, digest_of_code, submit
from forms_app.api.known_answers import unless_known
from forms_app.api.opening import Name, TicketText, limit, opened, refuse_unless_ours, speak
from forms_app.api.router import router
from forms_app.engine.answering import Answered, answered
from forms_app.engine.context import Context
from forms_app.engine.sentences import Unfit
from forms_app.limits import tries_of
from forms_app.models import Form, FormVersion, Submission
from forms_app.phone_proofs import proofs_of
from forms_app.places import context_for
from forms_app.queries import (
    current_versions,
    draft_of,
    places_left,
    uploads_under,
    versions_of_live_forms,
)
from forms_app.tickets import OPEN_FOR, Ticket, new_ticket, ticket_of
from forms_app.words import language
from foundation import clock
from foundation.errors import Invalid, Refused
from foundation.problems import FieldProblem, answers
from foundation.reasons import Unacceptable

MOST_NAMES = 3000
OWN = "private, no-cache"
Text = Annotated[str, StringConstraints(max_length=20_000)]
Texts = Annotated[list[Text], Field(max_length=100)]
Given = Annotated[
    dict[Annotated[str, StringConstraints(max_length=120)], Text | Texts],
    Field(
        max_length=MOST_NAMES,
        description="Name of an input → what was typed: `key`, `key.part`, `group.0.key`.",
    ),
]
Reference = Annotated[str, StringConstraints(pattern=r"^[0-9 ]{9,20}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9 ]{6,12}$")]


class TicketBody(BaseModel):
    """What a ticket is asked for."""

    version: int | None = Field(
        default=None, ge=1, le=2_147_483_647, description="The version shown; else the newest."
    )
    key: str | None = Field(
        default=None,
        pattern=r"^[0-9a-zA-Z-]{32,64}$",
        description="Random key of this filling-in: the same key sends the same answers once, "
        "also when the first ticket was lost with the line.",
    )


class TicketForm(BaseModel):
    """What goes along with everything that is sent for this filling-in."""

    ticket: str
    version: int
    valid_seconds: int
    proof_bits: int = Field(
        description="Find a whole number so that SHA-256 of `ticket:number` begins with so many "
        "zero bits, and send it as `proof`; 0 asks for none."
    )


class AnswersBody(BaseModel):
    """What was typed, under a ticket."""

    ticket: TicketText
    answers: Given


class SubmissionBody(AnswersBody):
    """A form to be sent."""

    proof: str = Field(default="", max_length=20)


class DraftBody(AnswersBody):
    """A form to be kept for later."""

    place: str = Field(default="", max_length=64, description="Id of the step where one is.")


class ReceiptForm(BaseModel):
    """What the sender keeps: with both, one asks how far it is."""

    reference: str
    code: str
    state: str
    version: int
    next_words: str = Field(description="Who answers, and by when.")


class KeptForm(BaseModel):
    """With both, one goes on on another device."""

    reference: str
    code: str
    kept_until: str


class KnownBody(BaseModel):
    """Number and code."""

    reference: Reference
    code: Code


class ResumedForm(TicketForm):
    """What was kept, with a ticket to go on."""

    slug: str
    place: str
    answers: dict[str, list[str]]


class StandingForm(BaseModel):
    """How far a submission is."""

    reference: str
    form: str
    title: str
    state: str
    state_words: str
    reply: str
    received_at: str
    started_at: str | None
    closed_at: str | None
    withdrawn_at: str | None


class Wrong(Invalid):
    """Answers that do not hold, each with its place."""

    def __init__(self, found: Answered) -> None:
        super().__init__(_("Please check what is marked."), code="answers_invalid")
        self.errors = [
            FieldProblem(
                where=["body", "answers", one.address], code=one.code, message=one.say(language())
            )
            for one in found.problems
        ]


@router.post(
    "/{slug}/tickets",
    response=answers(TicketForm, 400, 403, 404, 409, 413, 422, 429),
    operation_id="begin_form",
    summary="Begin a form",
)
def begin_form(request: HttpRequest, slug: Path[Name], body: TicketBody) -> dict[str, Any]:
    """Return a ticket with which a form is kept and sent; it is valid for a day."""
    speak(request)
    limit(request, "begin")
    versions = versions_of_live_forms() if body.version else current_versions()
    if body.version:
        versions = versions.filter(number=body.version)
    version = versions.filter(form__slug=slug).first()
    if version is None:
        raise Http404(_("No form of this name is published in this version."))
    refuse_unless_ours(version.form)
    record_visit(version=version, what=What.SHOWN, now=clock.now())
    return _ticket(_ticket_for(version, body.key))


def _ticket_for(version: FormVersion, key: str | None) -> Ticket:
    if key is None:
        return new_ticket(version)
    return new_ticket(version, hashlib.sha256(f"api:{version.pk}:{key}".encode()).hexdigest()[:32])


def _ticket(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket": str(ticket),
        "version": ticket.version.number,
        "valid_seconds": int(OPEN_FOR.total_seconds()),
        "proof_bits": proving.bits_wanted(),
    }


def _given(found: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    return {name: [texts] if isinstance(texts, str) else texts for name, texts in found.items()}


@router.post(
    "/{slug}/submissions",
    response={**answers(ReceiptForm, 400, 403, 404, 409, 413, 422, 429), 201: ReceiptForm},
    operation_id="send_form",
    summary="Send a form",
)
def send_form(request: HttpRequest, slug: Path[Name], body: SubmissionBody) -> Any:
    """Send a filled-in form: 201 for a new one, 200 for one that arrived before.

    Answers are held to the version of the ticket exactly as on the site; what is wrong stands in
    `errors` by the address of the answer, in the language of `Accept-Language`. A phone number
    whose field has `options.checked` is refused as `phone_unproven` until its code was confirmed
    under the same ticket: ask by `phone-codes`, confirm by `phone-codes/confirm`.
    """
    speak(request)
    form, ticket = opened(slug, body.ticket)
    if not proving.is_proof(body.ticket, body.proof):
        raise Invalid(_("The proof of work is missing or wrong."), code="proof_invalid")
    given = _given(body.answers)
    found = _held(form, ticket, given)
    tries = [*tries_of(request, "send"), proving.use_of(body.ticket)]
    now = clock.now()
    try:
        receipt = submit(
            version=ticket.version, values=found.values, key=ticket.key, now=now, tries=tries
        )
    except TooOften as refusal:
        if refusal.of.name != PROOF:
            raise
        used = _("This proof of work was used for other answers.")
        raise Refused(used, code="proof_used") from refusal
    submission = receipt.submission
    said = {
        "reference": submission.reference,
        "code": receipt.code,
        "state": submission.state,
        "version": ticket.version.number,
        "next_words": ticket.version.next_words(language()),
    }
    return Status(201 if submission.created_at == now else 200, said)


def _context(form: Form, ticket: Ticket, full: Container[tuple[str, str]]) -> Context:
    found = context_for(form.area, full=full, find_upload=uploads_under(ticket.key))
    proofs = proofs_of(draft_of(ticket.key))

    def why_unproven(phone: str) -> Unacceptable | None:
        return None if proofs.is_proven(phone) else Unfit("phone_unproven")

    return replace(found, why_unproven=why_unproven)


def _held(form: Form, ticket: Ticket, given: Mapping[str, list[str]]) -> Answered:
    left = places_left(form, key=ticket.key, now=clock.now())
    full = () if form.keeps_waiting else {option for option, free in left.items() if not free}
    found = answered(ticket.version.definition, given, _context(form, ticket, full))
    if found.problems:
        raise Wrong(found)
    return found


@router.put(
    "/{slug}/drafts",
    response=answers(KeptForm, 400, 403, 404, 409, 413, 422, 429),
    operation_id="keep_form",
    summary="Keep a form for later",
)
def keep_form(request: HttpRequest, slug: Path[Name], body: DraftBody) -> dict[str, Any]:
    """Keep what was typed, wrong or unfinished too, for a fortnight, under a number and a code."""
    speak(request)
    limit(request, "keep")
    _form, ticket = opened(slug, body.ticket)
    kept = save_draft(
        version=ticket.version,
        key=ticket.key,
        given=_given(body.answers),
        now=clock.now(),
        place=body.place,
    )
    return {
        "reference": kept.draft.reference,
        "code": kept.code,
        "kept_until": kept.draft.expires_at.isoformat(),
    }


@router.post(
    "/drafts/resume",
    response=answers(ResumedForm, 400, 403, 404, 413, 422, 429),
    operation_id="resume_form",
    summary="Go on with a form",
)
def resume_form(request: HttpRequest, body: KnownBody) -> dict[str, Any]:
    """Return what was kept under a number and a code, with a ticket to go on."""
    speak(request)
    reference = _digits(body.reference)
    limit(request, "ask", reference)
    draft = resume_draft(reference=reference, code=_digits(body.code), now=clock.now())
    if not current_versions().filter(form=draft.version.form_id).exists():
        raise Http404(_("No form of this name is published."))
    ticket = _ticket(ticket_of(draft))
    kept = {"slug": draft.version.form.slug, "place": draft.place, "answers": draft.given}
    return ticket | kept


@router.post(
    "/submissions/status",
    response=answers(StandingForm, 400, 403, 404, 413, 422, 429),
    operation_id="ask_after_form",
    summary="Ask how far it is",
)
def ask_after_form(request: HttpRequest, body: KnownBody) -> dict[str, Any]:
    """Say how far a submission is, for who has its number and code; it gives no answer back."""
    return _standing(request, body.reference, body.code)


@router.get(
    "/submissions/{reference}",
    response={**answers(StandingForm, 403, 404, 422, 429), 304: None},
    operation_id="ask_after_form_again",
    summary="Ask again how far it is",
)
def ask_after_form_again(
    request: HttpRequest,
    response: HttpResponse,
    reference: Path[Reference],
    code: Annotated[Code, Header(alias="Submission-Code")],
) -> Any:
    """Say how far a submission is; with `If-None-Match`, only when something happened.

    The code is in a header, so that it stands in no address.
    """
    return unless_known(request, response, _standing(request, reference, code), OWN)


def _standing(request: HttpRequest, reference: str, code: str) -> dict[str, Any]:
    speak(request)
    reference = _digits(reference)
    limit(request, "ask", reference)
    found = Submission.objects.select_related("version__form").filter(reference=reference).first()
    # A wrong number and a wrong code look the same, and take the same steps.
    expected = found.code_digest if found else ""
    right = hmac.compare_digest(digest_of_code(reference, _digits(code)), expected)
    if not right or found is None:
        raise Http404(_("Number and code do not belong together. Please check both."))
    moments = {
        name: moment.isoformat() if moment else None
        for name, moment in (
            ("started_at", found.started_at),
            ("closed_at", found.closed_at),
            ("withdrawn_at", found.withdrawn_at),
        )
    }
    return {
        "reference": found.reference,
        "form": found.version.form.slug,
        "title": found.version.spoken(language()).title,
        "state": found.state,
        "state_words": str(found.get_state_display()),
        "reply": found.version.replied(found.reply, language()),
        "received_at": found.created_at.isoformat(),
        **moments,
    }


def _digits(text: str) -> str:
    return text.replace(" ", "")
