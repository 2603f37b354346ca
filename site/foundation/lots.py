"""Lots: seats by lot, reproducible by anyone, with better odds for those who lost before.

Before anybody can still enter, only the commitment (SHA-256 of the seed) is published; with the
result the seed itself is. Everybody has one ticket and one more for each draw lost before, up to a
limit. A ticket's number is the SHA-256 of ``seed|entry|ticket``; an entry counts with its lowest
number, and the lowest entries win. Nothing else decides, so that a shell and ``sha256sum`` suffice
to check a draw.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

MOST_TICKETS = 5
"""Who has lost often is sure to be drawn soon, and still nobody is drawn for sure."""


class WrongSeed(ValueError):
    """The seed is not the one that the commitment was made from."""


@dataclass(frozen=True)
class Entry:
    """Somebody who wants a seat: a number that says nothing of the person, and draws lost."""

    number: str
    lost: int = 0

    @property
    def tickets(self) -> int:
        """How many chances the entry has in this draw."""
        return 1 + min(max(self.lost, 0), MOST_TICKETS - 1)


@dataclass(frozen=True)
class Drawn:
    """Entries in the order of the draw: the first have a seat, the others wait in this order."""

    order: tuple[Entry, ...]
    seats: int

    @property
    def won(self) -> tuple[Entry, ...]:
        """Who has a seat."""
        return self.order[: self.seats]

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """Who moves up, in this order."""
        return self.order[self.seats :]


def commitment(seed: str) -> str:
    """What is published before the draw: it fixes the seed and does not tell it."""
    return sha256(seed.encode()).hexdigest()


def ticket_number(seed: str, number: str, ticket: int) -> str:
    """The number of one ticket, in hexadecimal; tickets count from 1."""
    return sha256(f"{seed}|{number}|{ticket}".encode()).hexdigest()


def draw(seed: str, entries: Iterable[Entry], seats: int) -> Drawn:
    """Draw; an entry that stands twice counts once, with the fewer losses."""
    single: dict[str, Entry] = {}
    for entry in entries:
        known = single.get(entry.number)
        if known is None or entry.lost < known.lost:
            single[entry.number] = entry
    order = sorted(single.values(), key=lambda entry: (_lowest(seed, entry), entry.number))
    return Drawn(tuple(order), min(max(seats, 0), len(order)))


def verified(
    seed: str, published: str, entries: Iterable[Entry], seats: int, won: Sequence[str]
) -> bool:
    """Whether a draw came out as it had to.

    Raises:
        WrongSeed: if the seed does not belong to the commitment.

    """
    if not compare_digest(commitment(seed), published.strip().lower()):
        raise WrongSeed(published)
    return [entry.number for entry in draw(seed, entries, seats).won] == list(won)


def odds(entries: Sequence[Entry], seats: int) -> dict[int, float]:
    """About how likely a seat is, by draws lost: the share that keeps the sum of all at the seats.

    With many entries the lowest of ``t`` tickets lies under ``c`` with the chance ``1 - (1-c)^t``;
    ``c`` is where these chances add up to the seats.
    """
    if seats >= len(entries):
        return {entry.lost: 1.0 for entry in entries}
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        expected = sum(1 - (1 - middle) ** entry.tickets for entry in entries)
        low, high = (middle, high) if expected < seats else (low, middle)
    return {entry.lost: 1 - (1 - low) ** entry.tickets for entry in entries}


def _lowest(seed: str, entry: Entry) -> str:
    tickets = range(1, entry.tickets + 1)
    return min(ticket_number(seed, entry.number, ticket) for ticket in tickets)
