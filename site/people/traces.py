"""The words by which a person can be known, to be taken out of what others wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.identifiers import national_mobile

if TYPE_CHECKING:
    from people.models import User

GONE = "已注销"
"""Stands where a person's name stood; in the language of the records."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Name, phone, e-mail and whatever else names one person."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, user: User, *more: str) -> Traces:
        """Return the traces of `user`, and `more` words that name them, longest first."""
        phone = national_mobile(user.phone) if user.phone else ""
        found = {user.name, user.phone, phone, user.email or "", *more} - {""}
        return cls(tuple(sorted(found, key=len, reverse=True)))

    def taken_out_of(self, text: str) -> str:
        """Return `text` with a neutral word where it named the person."""
        for word in self.words:
            text = text.replace(word, GONE)
        return text

    def are_in(self, text: str) -> bool:
        """Say whether `text` names the person."""
        return any(word in text for word in self.words)
