"""What a submitted form can start: decided here, carried out by the package that offers it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, ClassVar

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Context, Names, Value
from forms_app.engine.sentences import Unfit
from foundation import registry


class Step(ABC):
    """One thing that a form can start; its file in `steps/` is all that the engine needs."""

    key: ClassVar[str]
    names: ClassVar[Names]

    @abstractmethod
    def decide(self, definition: Definition, values: Mapping[str, Value], context: Context) -> Any:
        """Return what is to be done with these answers; nothing is done yet."""

    @abstractmethod
    def problems(self, definition: Definition, *, in_community: bool) -> Iterator[Unfit]:
        """Yield what the form lacks to start this; `in_community` when it belongs to one."""


@cache
def steps() -> Mapping[str, Step]:
    """Return key → step for every file of `steps/`."""
    from forms_app.engine import steps as folder  # noqa: PLC0415 (the folder imports us)

    found = registry.classes_in(folder, Step)  # type: ignore[type-abstract]
    return {entry.key: entry for entry in (made() for made in found)}
