"""The words by which a person can be known, to be taken out of what others wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from foundation.identifiers import national_mobile

if TYPE_CHECKING:
    from people.models import User

GONE = "已注销"
"""Stands where a person's name stood; in the language of the records."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Name, phone, e-mail and whatever else names one person.

    A name is shared with strangers, so that `numbers` alone (phone, e-mail, ID number) say that a
    text is about this person; where that is known, all `words` go.
    """

    words: tuple[str, ...]
    numbers: tuple[str, ...] = ()

    @classmethod
    def of(cls, user: User, *more: str) -> Traces:
        """Return the traces of `user`, and `more` words that name them, longest first."""
        phone = national_mobile(user.phone) if user.phone else ""
        numbers = {user.phone, phone, user.email or "", *more} - {""}
        words = numbers | {user.name} - {""}
        longest_first = partial(sorted, key=len, reverse=True)
        return cls(tuple(longest_first(words)), tuple(longest_first(numbers)))

    def taken_out_of(self, text: str) -> str:
        """Return `text`, which is about the person, with a neutral word where it named them."""
        return _without(self.words, text)

    def numbers_taken_out_of(self, text: str) -> str:
        """Return a text that may be about anybody, with a neutral word for the person's numbers."""
        return _without(self.numbers, text)

    def are_in(self, text: str) -> bool:
        """Say whether `text` is surely about the person."""
        return any(number in text for number in self.numbers)


def _without(words: Iterable[str], text: str) -> str:
    for word in words:
        text = text.replace(word, GONE)
    return text
