"""The door of upper packages, `form_steps.py`: what a submission can start, where one lives."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Protocol

from people.doors import offered
from people.models import User
from territory.models import Area


class FormStep(Protocol):
    """What a package offers; `steps` in its `form_steps.py` lists them.

    `key` is that of the engine's step, whose decision `start` carries out.
    """

    key: str

    def start(self, *, by: User, area: Area, command: Any, reference: str, now: datetime) -> None:
        """Carry the decision out; with the same `reference` twice it is done once."""

    def address(self, reference: str) -> str:
        """Return where a worker goes on with what was started, empty for nowhere."""

    def is_over(self, reference: str) -> bool:
        """Say whether what was started has been done, so that the rest can follow."""

    def thanking(self, reference: str) -> str:
        """Return where the person who asked says how it was, empty as long as nothing was done."""

    def standing(self, reference: str) -> str:
        """Say in plain words, for the person who asked, how far it is; empty for nothing yet."""


@cache
def form_steps() -> dict[str, FormStep]:
    """Return key → step for everything that installed packages offer."""
    return {step.key: step for found in offered("form_steps", "steps") for step in found}


def home_of(person: User) -> Area | None:
    """Return the area in which somebody lives, as the first package knows it; None for nobody."""
    found = (known(person) for known in offered("form_steps", "home_of"))
    return next((area for area in found if area is not None), None)
