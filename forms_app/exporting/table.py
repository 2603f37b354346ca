"""One table for all versions of a form: a column stays however its question was reworded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from forms_app.engine.context import Context
from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import Cell, Value, type_of
from forms_app.engine.kind import Kind

Place = tuple[str, str]
"""A column's place in every version: the key of its field and the part of the answer."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column is called now, and what it was called in earlier versions, oldest first."""

    key: str
    part: str
    label: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The union of the columns of all `versions` (number → definition) in one `language`.

    Unless `revealed`, a personal answer stands masked in the first column of its field, and its
    other columns stay empty. What any version calls personal is masked in all of them.
    """

    versions: Mapping[int, Definition]
    language: str
    revealed: bool = False

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The columns: those of the newest version first, what is asked no more where it stood."""
        names: dict[Place, list[str]] = {}
        order: list[Place] = []
        for number in sorted(self.versions):
            found = dict(self._columns(self.versions[number]))
            order = list(_merged(list(found), order))
            for place, label in found.items():
                known = names.setdefault(place, [])
                if label in known:
                    known.remove(label)
                known.append(label)
        return tuple(Heading(*place, names[place][-1], tuple(names[place][:-1])) for place in order)

    @cached_property
    def personal(self) -> frozenset[str]:
        """The keys of the questions whose answers are personal in any version."""
        return frozenset(
            field.key
            for definition in self.versions.values()
            for field in definition.fields
            if type_of(field).is_personal(field)
        )

    @property
    def has_reworded(self) -> bool:
        """Whether any column was called something else before."""
        return any(heading.before for heading in self.headings)

    def _columns(self, definition: Definition) -> Iterator[tuple[Place, str]]:
        for field in _asked(definition):
            for column in type_of(field).columns(field):
                name = column.names[self.language] if column.names else ""
                label = f"{field.label} · {name}" if name else field.label
                yield (field.key, column.part), label

    def cells(self, number: int, values: Mapping[str, Value], context: Context) -> list[Cell]:
        """Return the row of answers that were given to version `number`."""
        found: dict[Place, Cell] = {}
        for field in _asked(self.versions[number]):
            value = values.get(field.key)
            if value is not None:
                found.update(self._cells_of(field, value, context))
        return [found.get((heading.key, heading.part)) for heading in self.headings]

    def _cells_of(self, field: Field, value: Value, context: Context) -> dict[Place, Cell]:
        kind = type_of(field)
        places = [(field.key, column.part) for column in kind.columns(field)]
        if self._is_masked(field):
            return {places[0]: kind.masked(field, value)}
        return dict(zip(places, kind.cells(field, value, context), strict=True))

    def answers(self, number: int, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return the kept answers to version `number` by key, personal ones masked."""
        return {
            field.key: self._answer(field, values[field.key])
            for field in self.versions[number].fields
            if field.key in values
        }

    def _answer(self, field: Field, value: Value) -> Value:
        return type_of(field).masked(field, value) if self._is_masked(field) else value

    def _is_masked(self, field: Field) -> bool:
        return not self.revealed and field.key in self.personal


def _asked(definition: Definition) -> Iterable[Field]:
    return (f for f in definition.fields if type_of(f).kind_of(f) != Kind.NOTHING)


def _merged(new: Sequence[Place], old: Sequence[Place]) -> Iterator[Place]:
    """Yield `new` in its order, and each of `old` that is gone right after what it followed."""
    kept = set(new)
    after: dict[Place | None, list[Place]] = {}
    last: Place | None = None
    for place in old:
        if place in kept:
            last = place
        else:
            after.setdefault(last, []).append(place)
    yield from after.get(None, ())
    for place in new:
        yield place
        yield from after.get(place, ())
