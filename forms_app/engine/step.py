"""What every step after sending is: it decides, purely; actions carry its commands out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from forms_app.engine.commands import Command
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Context, Names, Option, Value
from forms_app.engine.sentences import Unfit
from foundation import registry

Settings = Mapping[str, Any]


class Stands(StrEnum):
    """How a step stands after it was asked."""

    DONE = "done"
    WAITING = "waiting"
    STOPPED = "stopped"


class WaitsFor(StrEnum):
    """What a waiting step waits for."""

    NOTHING = ""
    TIME = "time"
    APPROVAL = "approval"
    BUTTON = "button"
    SERVED = "served"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody said who was asked for approval; levels count from 0."""

    level: int
    agrees: bool
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a step may know of a submission.

    `reached_at` is when it was this step's turn. `is_started` says whether what the form starts
    has been started, `is_served` whether that is over.
    """

    definition: Definition
    values: Mapping[str, Value]
    context: Context
    reached_at: datetime
    rulings: tuple[Ruling, ...] = ()
    is_started: bool = False
    is_served: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a step came to: how it stands, and all that should have been done by now.

    Asked again it names the same commands again; their keys tell what was done before. While it
    waits, `wakes_at` is when to ask again, `due_at` when somebody should have answered, `role` and
    `level` whose turn it is.
    """

    stands: Stands = Stands.DONE
    commands: tuple[Command, ...] = ()
    waits_for: WaitsFor = WaitsFor.NOTHING
    wakes_at: datetime | None = None
    due_at: datetime | None = None
    role: str = ""
    level: int = 0


class Step(ABC):
    """One thing that can follow; its file in `steps/` is all that the engine needs.

    `options` are what an author settles; `example` settings that hold, for trying it.
    """

    key: ClassVar[str]
    names: ClassVar[Names]
    icon: ClassVar[str] = "cog"
    options: ClassVar[tuple[Option, ...]] = ()
    example: ClassVar[Settings] = {}
    #: The options that a sender reads, and that are translated.
    read_by_sender: ClassVar[tuple[str, ...]] = ()
    by_button: ClassVar[bool] = False
    """Whether a worker starts it, and a package above carries it out."""
    #: What a worker reads above the button.
    button_help: ClassVar[Names] = {"zh": "", "en": ""}

    @abstractmethod
    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        """Return how it stands at `now`, and what is to be done; nothing is done here."""

    @abstractmethod
    def sentence(self, settings: Settings) -> Names:
        """Say in both languages what it does, as a part of a sentence."""

    def told(self, settings: Settings) -> Names | None:
        """Say it to the sender, as the title of a stage; None for what is not their concern."""
        del settings
        return None

    def command(self, definition: Definition, values: Mapping[str, Value], context: Context) -> Any:
        """Return what the package above carries out when a worker presses the button."""
        raise TypeError(f"{self.key} is not started by a button")

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        """Yield what has to be mended before publishing."""
        del definition, settings, in_community
        yield from ()


@cache
def steps() -> Mapping[str, Step]:
    """Return key → step for every file of `steps/`."""
    from forms_app.engine import steps as folder  # noqa: PLC0415 (the folder imports us)

    found = registry.classes_in(folder, Step)  # type: ignore[type-abstract]
    return {entry.key: entry for entry in (made() for made in found)}
