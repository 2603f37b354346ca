"""Proof of work: a machine that sends a thousand forms pays for each, a person does not notice.

The challenge is the signed ticket itself. Whoever sends finds a number such that the SHA-256 of
`ticket:number` begins with so many zero bits; nobody else is asked, and nothing is kept but that a
proof was used, for as long as the ticket is good.
"""

from __future__ import annotations

import hashlib

from django.conf import settings

from forms_app.actions.submit import PROOF
from forms_app.models import Try
from forms_app.tickets import OPEN_FOR
from people.fields import digest_of

MOST_BITS = 24
LONGEST_NUMBER = 12


def bits_wanted() -> int:
    """Return how many zero bits a proof begins with; 0 asks for none."""
    return min(MOST_BITS, int(settings.FORM_PROOF_BITS))


def is_proof(ticket: str, number: str) -> bool:
    """Say whether `number` is a proof for `ticket`."""
    wanted = bits_wanted()
    if not wanted:
        return True
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        return False
    digest = hashlib.sha256(f"{ticket}:{number}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - wanted) == 0


def use_of(ticket: str) -> Try:
    """Return what one sending with the proof of `ticket` counts against: there may be one.

    The same answers may come again, for a phone that lost the line does not know that they
    arrived: `submit` knows them before it counts.
    """
    return Try(PROOF, digest_of("form_proof", ticket), 1, OPEN_FOR)
