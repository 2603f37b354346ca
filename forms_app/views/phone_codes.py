"""Codes that show a phone number to be one's own: asked for and typed back on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from forms_app.actions.prove_phone import confirm_phone_code, send_phone_code
from forms_app.engine.field_types.phone import asks_for_code
from forms_app.limits import is_within_limits
from forms_app.phone_proofs import digest_for_limits
from forms_app.phone_widget import CODE
from forms_app.queries import draft_of
from forms_app.views.sitting import Sitting
from foundation import clock
from foundation.errors import Refused
from foundation.identifiers import parse_mobile
from foundation.reasons import Unacceptable


def _phone_at(sitting: Sitting, address: str) -> str:
    """Return the number that was typed at an address; raises Unacceptable."""
    return parse_mobile(sitting.request.POST.get(address, ""))


def code_sent(sitting: Sitting, address: str) -> tuple[Sitting, str]:
    """Send a code to the number typed at `address`; return what is kept now, and why not, if not.

    Raises Unacceptable for what is no number.
    """
    asked = sitting.definition.by_key.get(address.rpartition(".")[2])
    if asked is None or not asks_for_code(asked):
        return sitting, ""
    phone = _phone_at(sitting, address)
    if not is_within_limits(sitting.request, "code", digest_for_limits(phone)):
        return sitting, _("Too many codes were asked for. Please wait a while.")
    try:
        send_phone_code(
            version=sitting.ticket.version, key=sitting.ticket.key, phone=phone, now=clock.now()
        )
    except Refused as refusal:
        return sitting, str(refusal)
    return _again(sitting), ""


def with_codes_taken(sitting: Sitting) -> Sitting:
    """Take the codes that were typed beside their numbers; what does not hold is remembered."""
    failed: dict[str, Unacceptable] = {}
    for phone, code in _typed(sitting):
        reason = confirm_phone_code(key=sitting.ticket.key, phone=phone, code=code, now=clock.now())
        if reason is not None:
            failed[phone] = reason
    return replace(_again(sitting), codes_failed=failed)


def _typed(sitting: Sitting) -> Iterator[tuple[str, str]]:
    for name, text in sitting.request.POST.items():
        address, found, _rest = name.rpartition(CODE)
        asked = sitting.definition.by_key.get(address.rpartition(".")[2]) if found else None
        code = "".join(filter(str.isdecimal, str(text)))[:8]
        if asked is None or not asks_for_code(asked) or not code:
            continue
        try:
            yield _phone_at(sitting, address), code
        except Unacceptable:
            # The number itself is complained about where answers are judged.
            continue


def _again(sitting: Sitting) -> Sitting:
    """Return the sitting with what is kept by now."""
    return replace(sitting, draft=draft_of(sitting.ticket.key))
