"""Proof of work: a machine that sends a thousand forms pays for each, a person does not notice.

The challenge is the signed ticket itself. Whoever sends finds a number such that the SHA-256 of
`ticket:number` begins with so many zero bits; nobody else is asked, and nothing is kept but that a
proof was used.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache

from forms_app.tickets import OPEN_FOR

MOST_BITS = 24
LONGEST_NUMBER = 12
_USED = "forms_app.proof"


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


def take(ticket: str, answers: str) -> bool:
    """Use up the proof of a ticket for these answers; False when it served for others already.

    The same answers may come again: a phone that lost the line does not know that they arrived.
    """
    name, value = _name(ticket), hashlib.sha256(answers.encode()).hexdigest()
    if cache.add(name, value, OPEN_FOR.total_seconds()):
        return True
    return bool(cache.get(name) == value)


def give_back(ticket: str) -> None:
    """Let a proof be used again, after nothing was sent with it."""
    cache.delete(_name(ticket))


def _name(ticket: str) -> str:
    return f"{_USED}.{hashlib.sha256(ticket.encode()).hexdigest()}"
