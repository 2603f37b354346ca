"""What every type of field is: one class that holds all that is particular to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, ClassVar

from forms_app.engine.definition import Field
from forms_app.engine.sentences import Unfit
from foundation import registry, text

Value = str | bool | list[str]
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A community that can be answered: its code, its name and the street that it lies in."""

    code: str
    name: str
    within: str = ""

    @property
    def words(self) -> str:
        """The place as people tell it apart."""
        return f"{self.name} · {self.within}" if self.within else self.name


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer is held against: the day, and who knows the communities.

    `find_places` takes a code or a part of a name and returns the communities that it may mean.
    """

    today: date
    find_places: Callable[[str], Sequence[Place]]


@dataclass(frozen=True, slots=True)
class Option:
    """Something that the author of a form decides about a field of this type.

    `kind` is `flag` (yes or no) or `texts` (a list of words, each with an id of its own).
    """

    key: str
    kind: str
    names: Names
    default: Any = None


class FieldType(ABC):
    """One type of field; its file in `field_types/` is all that has to be added for a new one."""

    key: ClassVar[str]
    names: ClassVar[Names]
    icon: ClassVar[str]
    widget: ClassVar[str]
    missing: ClassVar[str] = "answer_missing"
    always_personal: ClassVar[bool] = False
    can_be_personal: ClassVar[bool] = False
    purposes: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[tuple[Option, ...]] = ()
    attributes: ClassVar[Mapping[str, str]] = {}

    @abstractmethod
    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        """Return the answer as it is kept; `given` is never empty. Raises Unacceptable."""

    @abstractmethod
    def json_schema(self, field: Field) -> dict[str, Any]:
        """Return what JSON Schema 2020-12 says of a kept answer."""

    def words(self, field: Field, value: Value, context: Context) -> str:
        """Say a kept answer the way people read it."""
        del field, context
        return str(value)

    def masked(self, field: Field, value: Value) -> str:
        """Say as much of a personal answer as a list may show."""
        del field
        return str(value)[:1] + "*" * 3

    def problems(self, field: Field) -> Iterator[Unfit]:
        """Yield what its author has yet to mend."""
        del field
        yield from ()

    def is_personal(self, field: Field) -> bool:
        """Say whether answers are shown in full only on request, with a reason."""
        return self.always_personal or (self.can_be_personal and field.personal)


def one(given: Sequence[str]) -> str:
    """Return the only answer; raises Unfit when there are several."""
    if len(given) != 1:
        raise Unfit("answer_several")
    return given[0]


def at_most(answer: str, most: int) -> str:
    """Return `answer`; raises Unfit when it has more than `most` characters."""
    if len(answer) > most:
        raise Unfit("answer_too_long", most=most, length=len(answer))
    return answer


def line(answer: str) -> str:
    """Return one line of text, squeezed, control characters gone."""
    return text.squeezed("".join(sign for sign in answer if sign.isprintable() or sign.isspace()))


@cache
def field_types() -> Mapping[str, FieldType]:
    """Return key → type for every file of `field_types/`."""
    from forms_app.engine import field_types as folder  # noqa: PLC0415 (the folder imports us)

    found = [one_type() for one_type in registry.classes_in(folder, FieldType)]  # type: ignore[type-abstract]
    return {entry.key: entry for entry in found}
