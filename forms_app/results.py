"""Count the answers to a form, question by question and version by version; plain Python.

What is personal is never told of fewer than five people: such a group has no number, and with one
such group the next smallest has none either, so that nobody can take the rest from the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from forms_app.engine.context import Context
from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import Chart, Value, type_of
from forms_app.engine.kind import Kind
from forms_app.engine.listed import choice_of
from forms_app.open_words import WordCount

FEWEST = 5
MOST_BINS = 8
Group = tuple[str, str]
"""A group of answers: its id, which sorts, and its words."""


@dataclass(frozen=True, slots=True)
class Row:
    """A group in a table: numbers are None where telling them would tell of single people."""

    words: str
    count: int | None
    share: int | None
    by_version: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of one question, or of one row of a matrix."""

    key: str
    label: str
    answered: int
    rows: tuple[Row, ...]
    guarded: bool


@dataclass
class _Question:
    label: str = ""
    newest: int = 0
    order: tuple[str, ...] = ()
    guarded: bool = False
    chart: Chart = Chart.NONE
    kind: Kind = Kind.OTHER
    words: dict[str, str] = field(default_factory=dict)
    answered: int = 0
    counts: Counter[tuple[int, str]] = field(default_factory=Counter)
    numbers: Counter[float] = field(default_factory=Counter)
    said: WordCount = field(default_factory=WordCount)


@dataclass
class Tally:
    """Takes one submission after another; `pair` are the keys of two questions to be crossed."""

    versions: Mapping[int, Definition]
    context: Context
    pair: tuple[str, str] | None = None
    total: Counter[int] = field(default_factory=Counter)
    crossed: Counter[tuple[str, str]] = field(default_factory=Counter)
    _known: dict[str, _Question] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in sorted(self.versions):
            for asked in self.versions[number].fields:
                if type_of(asked).kind_of(asked) != Kind.NOTHING and asked.type != "consent":
                    for key, label in _parts(asked):
                        self._learn(number, asked, key, label)

    def _learn(self, number: int, asked: Field, key: str, label: str) -> None:
        kind, question = type_of(asked), self._known.setdefault(key, _Question())
        question.label, question.newest = label, number
        question.chart, question.kind = kind.chart, kind.kind_of(asked)
        question.guarded |= kind.is_personal(asked)
        question.words |= kind.choices_of(asked)
        question.order = tuple(kind.choices_of(asked))

    @property
    def crossable(self) -> dict[str, str]:
        """Key → label of the questions that can be crossed: bars, and nothing personal."""
        return {
            key: question.label
            for key, question in self._known.items()
            if question.chart == Chart.BARS and not question.guarded
        }

    def add(self, number: int, values: Mapping[str, Value]) -> None:
        """Count the answers to version `number`."""
        self.total[number] += 1
        found: dict[str, list[Group]] = {}
        for asked in self.versions[number].fields:
            value = values.get(asked.key)
            if value is not None:
                for key, label in _parts(asked):
                    del label
                    self._count(number, asked, key, value, found)
        if self.pair is not None:
            first, second = (found.get(key, []) for key in self.pair)
            self.crossed.update((one[0], other[0]) for one in first for other in second)

    def _count(
        self, number: int, asked: Field, key: str, value: Value, into: dict[str, list[Group]]
    ) -> None:
        question = self._known.get(key)
        if question is None:
            return
        if question.chart == Chart.WORDS and not question.guarded and isinstance(value, str):
            question.said.add(value)
        groups = into[key] = list(_groups(asked, key, value, self.context))
        figure = _figure(asked, value)
        if figure is not None:
            question.numbers[figure] += 1
        question.answered += bool(groups) or key == asked.key
        for group, words in groups:
            question.words.setdefault(group, words)
            question.counts[number, group] += 1

    @property
    def public(self) -> list[Shown]:
        """What everybody may see: nothing of personal questions, and no group under five."""
        found = []
        for shown in self.shown:
            if shown.guarded or shown.answered < FEWEST or not shown.rows:
                continue
            counts = {f"{place}": row.count or 0 for place, row in enumerate(shown.rows)}
            told = guarded(counts)
            rows = tuple(
                replace(row, count=None, share=None) if told[f"{place}"] is None else row
                for place, row in enumerate(shown.rows)
            )
            found.append(replace(shown, rows=rows))
        return found

    @property
    def shown(self) -> list[Shown]:
        """Every question with its table, in the order of the newest version."""
        return [self._shown(key, question) for key, question in self._known.items()]

    def _shown(self, key: str, question: _Question) -> Shown:
        numbers = sorted(self.versions)
        counts: Counter[str] = Counter()
        for (_number, group), many in question.counts.items():
            counts[group] += many
        if question.said.answers:
            rows = [_row(words, many, question, ()) for words, many in question.said.most()]
            return Shown(key, question.label, question.answered, tuple(rows), question.guarded)
        if question.numbers:
            binned = list(bins(question.numbers))
            told = guarded(dict(binned)) if question.guarded else dict(binned)
            rows = [_row(words, told[words], question, ()) for words, _many in binned]
            return Shown(key, question.label, question.answered, tuple(rows), question.guarded)
        ordered = [*question.order, *sorted(counts.keys() - set(question.order))]
        if question.chart == Chart.PLACES:
            ordered = [group for group, _many in counts.most_common()]
        exact = {group: counts[group] for group in ordered}
        told = guarded(exact) if question.guarded else exact
        rows = [
            _row(
                question.words.get(group, group),
                told[group],
                question,
                () if question.guarded else tuple(question.counts[n, group] for n in numbers),
            )
            for group in ordered
        ]
        return Shown(key, question.label, question.answered, tuple(rows), question.guarded)

    def cross(self) -> tuple[list[str], list[tuple[str, list[int]]]] | None:
        """Return the headings and the rows of the crossed table; None when nothing is crossed."""
        if self.pair is None:
            return None
        across, down = (self._known[key] for key in reversed(self.pair))
        columns = _in_order(across, {other for _one, other in self.crossed})
        lines = _in_order(down, {one for one, _other in self.crossed})
        table = [
            (down.words.get(line, line), [self.crossed[line, column] for column in columns])
            for line in lines
        ]
        return [across.words.get(column, column) for column in columns], table


def guarded(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return the counts without those that would tell of fewer than five people."""
    hidden = {group for group, many in counts.items() if 0 < many < FEWEST}
    if len(hidden) == 1:
        left = [group for group in counts if counts[group] and group not in hidden]
        hidden |= set(sorted(left, key=lambda group: counts[group])[:1])
    return {group: None if group in hidden else many for group, many in counts.items()}


def bins(numbers: Mapping[float, int]) -> Iterator[tuple[str, int]]:
    """Yield at most eight ranges of equal width with their counts, lowest first."""
    low, high = min(numbers), max(numbers)
    if len(numbers) <= MOST_BINS:
        for number in sorted(numbers):
            yield f"{number:g}", numbers[number]
        return
    width = (high - low) / MOST_BINS
    found: Counter[int] = Counter()
    for number, many in numbers.items():
        found[min(int((number - low) / width), MOST_BINS - 1)] += many
    for place in range(MOST_BINS):
        yield f"{low + place * width:.6g} – {low + (place + 1) * width:.6g}", found[place]


def _row(
    words: str, count: int | None, question: _Question, by_version: tuple[int | None, ...]
) -> Row:
    whole = question.answered
    share = round(100 * count / whole) if count is not None and whole else None
    return Row(words, count, share, by_version)


def _in_order(question: _Question, found: set[str]) -> list[str]:
    return [*question.order, *sorted(found - set(question.order))]


def _parts(asked: Field) -> Iterator[tuple[str, str]]:
    """Yield key and label of what is counted: the question, or each row of a matrix."""
    rows = asked.options.get("rows") if asked.type == "matrix" else None
    if not rows:
        yield asked.key, asked.label
    for row in rows or ():
        yield f"{asked.key}.{row['id']}", f"{asked.label} · {row['text']}"


def _groups(asked: Field, key: str, value: Value, context: Context) -> Iterator[Group]:
    kind = type_of(asked)
    if isinstance(value, dict) and asked.type == "matrix":
        value = value.get(key.partition(".")[2])
        if value is None:
            return
    grouping = _GROUPINGS.get(kind.chart)
    if grouping is None or kind.kind_of(asked) in (Kind.MONEY, Kind.ITEMS):
        return
    yield from grouping(asked, value, context)


def _by_choice(asked: Field, value: Value, context: Context) -> Iterator[Group]:
    kind = type_of(asked)
    # Of things put in order, the first counts.
    values = value[:1] if asked.type == "ranking" else value
    for one in values if isinstance(values, list) else [values]:
        if isinstance(one, str):
            chosen = choice_of(one)
            yield chosen, kind.choices_of(asked).get(chosen, chosen)
        elif isinstance(one, bool):
            yield ("a" if one else "b"), kind.words(asked, one, context)
        else:
            yield f"{one:06g}", f"{one:g}"


def _by_month(asked: Field, value: Value, context: Context) -> Iterator[Group]:
    del asked, context
    day = value.get("start") if isinstance(value, dict) else value
    if day:
        yield str(day)[:7], str(day)[:7]


def _by_hour(asked: Field, value: Value, context: Context) -> Iterator[Group]:
    del context
    if type_of(asked).kind_of(asked) == Kind.TIME:
        yield str(value)[:2], f"{str(value)[:2]}:00"


def _by_place(asked: Field, value: Value, context: Context) -> Iterator[Group]:
    if isinstance(value, str):
        yield value, type_of(asked).words(asked, value, context)


_GROUPINGS: Mapping[Chart, Callable[[Field, Value, Context], Iterator[Group]]] = {
    Chart.BARS: _by_choice,
    Chart.STACKED: _by_choice,
    Chart.TIMELINE: _by_month,
    Chart.HISTOGRAM: _by_hour,
    Chart.PLACES: _by_place,
}


def _figure(asked: Field, value: Value) -> float | None:
    """Return the number that goes into a histogram, None for what is none."""
    kind = type_of(asked)
    if kind.chart != Chart.HISTOGRAM or isinstance(value, bool):
        return None
    if not isinstance(value, int | float):
        return None
    return value / 100 if kind.kind_of(asked) == Kind.MONEY else float(value)
