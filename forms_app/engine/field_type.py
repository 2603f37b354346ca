"""What every type of field is: one class that holds all that is particular to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from forms_app.engine.context import Context, Place, Upload
from forms_app.engine.definition import DataClass, Field
from forms_app.engine.drawing import Input, Names, Offer, same
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed
from foundation import registry, text

__all__ = [
    "Chart",
    "Column",
    "Context",
    "FieldType",
    "Names",
    "Option",
    "Place",
    "Upload",
    "Value",
    "at_most",
    "field_types",
    "line",
    "one",
    "type_of",
]

Value = Any
"""A kept answer: JSON, never empty."""

Cell = str | int | float | None


class Chart(StrEnum):
    """How the answers to a question are shown together."""

    NONE = "none"
    GIVEN = "given"
    AGES = "ages"
    BARS = "bars"
    STACKED = "stacked"
    HISTOGRAM = "histogram"
    TIMELINE = "timeline"
    WORDS = "words"
    PLACES = "places"


@dataclass(frozen=True, slots=True)
class Option:
    """Something that the author of a form decides about a field of this type.

    `kind` is `flag` (yes or no), `texts` (words, each with an id), `choices` (words with an id, a
    score and a picture), `whole` (a whole number), `number` (a decimal as text), `text`, `pick`
    (one of `among`), `picks` (several, in their order) or `slots` (days and hours with an id).
    """

    key: str
    kind: str
    names: Names
    default: Any = None
    among: tuple[tuple[str, Names], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: what follows the field's key, and what follows its label."""

    part: str = ""
    names: Names | None = None


class FieldType(ABC):
    """One type of field; its file in `field_types/` is all that has to be added for a new one.

    A simple type says how to `read` the texts under the field's own name; one with parts says how
    to `parse` everything that was typed. What they return is kept as JSON.
    """

    key: ClassVar[str]
    names: ClassVar[Names]
    help: ClassVar[Names]
    icon: ClassVar[str]
    group: ClassVar[Names] = {"zh": "常用", "en": "Common"}
    kind: ClassVar[Kind] = Kind.OTHER
    chart: ClassVar[Chart] = Chart.GIVEN
    given: ClassVar[tuple[Names, Names]] = (
        {"zh": "填了", "en": "answered"},
        {"zh": "没填", "en": "not answered"},
    )
    """What the two groups of the chart `given` are called."""

    widget: ClassVar[str] = "text"
    attributes: ClassVar[Mapping[str, str]] = {}
    missing: ClassVar[str] = "answer_missing"
    data_class: ClassVar[DataClass] = DataClass.NONE
    can_be_personal: ClassVar[bool] = False
    is_answered: ClassVar[bool] = True
    in_groups: ClassVar[bool] = True
    offered_by_rules: ClassVar[bool] = False
    """Whether rules can say which of its choices are offered."""

    purposes: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[tuple[Option, ...]] = ()
    example_options: ClassVar[Mapping[str, Any]] = {}
    example: ClassVar[Mapping[str, Sequence[str]]] = {}
    """Part → texts of an answer that holds, for trying a form with `example_options`."""

    counterexample: ClassVar[Mapping[str, Sequence[str]]] = {}
    """The same of one that does not hold; empty where only a missing answer does not."""

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        """Return the answer as it is kept, None for none. Raises Unacceptable."""
        texts = typed.texts
        return self.read(field, texts, context) if texts else None

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        """Return the answer that `given`, never empty, says. Raises Unacceptable."""
        del field, context
        return line(one(given))

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        """Return part → texts with which one would type a kept answer again."""
        del field
        return {"": [str(value)]}

    @abstractmethod
    def json_schema(self, field: Field) -> dict[str, Any]:
        """Return what JSON Schema 2020-12 says of a kept answer."""

    def inputs(self, field: Field) -> tuple[Input, ...]:
        """Return what the field is filled in with."""
        del field
        return (Input(self.widget, attributes=dict(self.attributes)),)

    def advice(self, field: Field) -> Names:
        """Return how to answer, for who fills it in, where the author says nothing; or nothing."""
        del field
        return {}

    def kind_of(self, field: Field) -> Kind:
        """Return what logic knows of the answer."""
        del field
        return self.kind

    def parts_of(self, field: Field) -> Mapping[str, Kind]:
        """Return part → kind of what formulas can ask of the answer as `key.part`."""
        del field
        return {}

    def choices_of(self, field: Field) -> Mapping[str, str]:
        """Return id → words of what can be chosen; empty for types without choices."""
        del field
        return {}

    def facets(self, field: Field) -> Mapping[str, Names]:
        """Return id → words of the groups by which submissions can be looked for; none for most."""
        del field
        return {}

    def facets_of(self, field: Field, value: Value) -> Sequence[str]:
        """Return the ids of the groups that a kept answer falls into."""
        del field, value
        return ()

    def words(self, field: Field, value: Value, context: Context) -> str:
        """Say a kept answer the way people read it."""
        del field, context
        return str(value)

    def masked(self, field: Field, value: Value) -> str:
        """Say as much of a personal answer as a list may show."""
        del field
        return str(value)[:1] + "*" * 3

    def columns(self, field: Field) -> tuple[Column, ...]:
        """Return the columns of an export."""
        del field
        return (Column(),)

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        """Return what stands in the columns for a kept answer."""
        return (self.words(field, value, context),)

    def problems(self, field: Field) -> Iterator[Unfit]:
        """Yield what its author has yet to mend."""
        del field
        yield from ()

    def class_of(self, field: Field) -> DataClass:
        """Return how much care answers need: what the type asks for, or more when chosen."""
        chosen = DataClass(field.data_class) if self.can_be_personal else DataClass.NONE
        return max(self.data_class, chosen, key=lambda found: found.rank)

    def is_personal(self, field: Field) -> bool:
        """Say whether answers are shown in full only on request, with a reason."""
        return self.class_of(field) != DataClass.NONE


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


def offers_of(choices: Mapping[str, str]) -> tuple[Offer, ...]:
    """Return choices as they are offered."""
    return tuple(Offer(key, same(words)) for key, words in choices.items())


@cache
def field_types() -> Mapping[str, FieldType]:
    """Return key → type for every file of `field_types/`."""
    from forms_app.engine import field_types as folder  # noqa: PLC0415 (the folder imports us)

    found = registry.classes_in(folder, FieldType)  # type: ignore[type-abstract]
    return {entry.key: entry for entry in (made() for made in found)}


def type_of(field: Field) -> FieldType:
    """Return the type of `field`; raises KeyError for one that there is not."""
    return field_types()[field.type]
