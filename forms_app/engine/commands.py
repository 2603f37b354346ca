"""What a step wants done: decided in the engine, carried out by actions, known by its key."""

from __future__ import annotations

from dataclasses import dataclass

SENDER, CARE = "sender", "care"
"""Whom a message is for, besides the holders of a post: who sent it, who takes care of it."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell somebody something, once for each `key` of the step.

    `to` is `sender`, `care` or a post; `by` is `sms`, `email`, or empty for what they left. The
    words are the author's, or one of ours when `topic` names it.
    """

    key: str
    to: str
    words: str = ""
    by: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Assign:
    """Give it to the holder of a post who has the fewest open ones."""

    key: str
    role: str


@dataclass(frozen=True, slots=True)
class SetState:
    """Put it under way, or close it with a reply."""

    key: str
    state: str
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """Tell the other systems that listen; `name` is what the author calls the moment."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class FillPage:
    """Typeset the page of the step with the answers, and keep it as a PDF."""

    key: str


Command = Tell | Assign | SetState | Call | FillPage
