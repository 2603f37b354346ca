"""Codes that show a phone number to be the sender's own, for other front ends."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Status
from pydantic import BaseModel, Field

from forms_app.actions.prove_phone import APART, confirm_phone_code, send_phone_code
from forms_app.api.opening import Name, TicketText, limit, opened, speak
from forms_app.api.router import router
from forms_app.api.submitting import Code
from forms_app.phone_proofs import VALID_FOR, digest_for_limits
from forms_app.words import language
from foundation import clock
from foundation.errors import Invalid
from foundation.identifiers import masked_mobile, parse_mobile
from foundation.problems import FieldProblem, answers
from foundation.reasons import Unacceptable

Phone = Annotated[str, Field(max_length=24, description="A mainland mobile number, as typed.")]


class PhoneBody(BaseModel):
    """Where a code is to go; the ticket is that of the answers."""

    ticket: TicketText
    phone: Phone


class CodeBody(PhoneBody):
    """What the text message said."""

    code: Code


class CodeSentForm(BaseModel):
    """A code is on its way."""

    phone: str = Field(description="The number, masked.")
    valid_seconds: int
    again_seconds: int = Field(description="How long to wait before asking for another.")


class PhoneProvenForm(BaseModel):
    """From here on answers under this ticket may hold the number."""

    phone: str = Field(description="The number, masked.")


class PhoneRefused(Invalid):
    """A number or a code that does not hold, with its place."""

    def __init__(self, where: str, reason: Unacceptable) -> None:
        words = reason.say(language())
        super().__init__(words, code=reason.code)
        self.errors = [FieldProblem(where=["body", where], code=reason.code, message=words)]


def _number(text: str) -> str:
    try:
        return parse_mobile(text)
    except Unacceptable as reason:
        raise PhoneRefused("phone", reason) from reason


@router.post(
    "/{slug}/phone-codes",
    response={**answers(CodeSentForm, 400, 403, 404, 409, 413, 422, 429), 202: CodeSentForm},
    operation_id="ask_for_phone_code",
    summary="Ask for a code",
)
def ask_for_phone_code(request: HttpRequest, slug: Path[Name], body: PhoneBody) -> Any:
    """Send six digits to a phone number that the form wants shown (`options.checked`).

    Every number is answered alike. One number gets three in ten minutes and eight a day at most.
    """
    speak(request)
    _form, ticket = opened(slug, body.ticket)
    phone = _number(body.phone)
    limit(request, "code", digest_for_limits(phone))
    send_phone_code(version=ticket.version, key=ticket.key, phone=phone, now=clock.now())
    said = {
        "phone": masked_mobile(phone),
        "valid_seconds": int(VALID_FOR.total_seconds()),
        "again_seconds": int(APART.total_seconds()),
    }
    return Status(202, said)


@router.post(
    "/{slug}/phone-codes/confirm",
    response=answers(PhoneProvenForm, 400, 403, 404, 413, 422, 429),
    operation_id="confirm_phone_code",
    summary="Confirm a phone number",
)
def confirm_phone(request: HttpRequest, slug: Path[Name], body: CodeBody) -> dict[str, Any]:
    """Take the code that was sent: it holds once, for five minutes and five tries."""
    speak(request)
    limit(request, "confirm")
    _form, ticket = opened(slug, body.ticket)
    phone = _number(body.phone)
    code = body.code.replace(" ", "")
    reason = confirm_phone_code(key=ticket.key, phone=phone, code=code, now=clock.now())
    if reason is not None:
        raise PhoneRefused("code", reason)
    return {"phone": masked_mobile(phone)}
