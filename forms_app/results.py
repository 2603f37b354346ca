"""Count the answers to a form, question by question and version by version; plain Python.

What is personal is never told of fewer than five people: such a group has no number, and with one
such group the next smallest has none either, so that nobody can take the rest from the whole.
Groups that are named by what people answered are not even named then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms_app.charting import (
    FIRST,
    SECOND,
    bins,
    chart_of,
    figure_of,
    fixed_groups,
    groups_of,
)
from forms_app.engine.context import Context
from forms_app.engine.definition import Definition, Field
from forms_app.engine.field_type import Chart, Value, type_of
from forms_app.open_words import WordCount

FEWEST = 5
MOST_ROWS = 40
"""How many places, or words of a link, have a row; the rest is summed."""

MOST_LINES = 100
"""How many rows or columns a crossed table has."""

SENT_TO = "@"
"""With this begin the keys of what is no question: to which area it was sent, by level."""

TOO_FEW = {"zh": "其他（人数太少，不分开说）", "en": "others, too few to be told"}
THE_REST = {"zh": "其余合计", "en": "all the rest"}


@dataclass(frozen=True, slots=True)
class Row:
    """A group in a table: numbers are None where telling them would tell of single people."""

    words: str
    count: int | None
    share: int | None
    by_version: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of one question, or of one row of a matrix; None for what is not told."""

    key: str
    label: str
    answered: int | None
    rows: tuple[Row, ...]
    guarded: bool
    chart: Chart = Chart.NONE


@dataclass(frozen=True, slots=True)
class Crossed:
    """Two questions crossed: headings, rows with their sum, and the sums of the columns."""

    headings: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...], int], ...]
    sums: tuple[int, ...]
    is_cut: bool


@dataclass
class _Question:
    label: str = ""
    guarded: bool = False
    chart: Chart = Chart.NONE
    order: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    asked_in: set[int] = field(default_factory=set)
    answered: Counter[int] = field(default_factory=Counter)
    counts: Counter[tuple[int, str]] = field(default_factory=Counter)
    numbers: Counter[float] = field(default_factory=Counter)
    said: WordCount = field(default_factory=WordCount)


@dataclass
class Tally:
    """Takes one submission after another.

    `pair` are the keys of two questions to be crossed, in the version `only` if there is one.
    `areas` are level → path of an area → id and words of its area on that level.
    """

    versions: Mapping[int, Definition]
    context: Context
    pair: tuple[str, str] | None = None
    only: int | None = None
    areas: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    total: Counter[int] = field(default_factory=Counter)
    crossed: Counter[tuple[str, str]] = field(default_factory=Counter)
    _known: dict[str, _Question] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in sorted(self.versions):
            for asked in self.versions[number].fields:
                if chart_of(asked) is not Chart.NONE:
                    for key, label in _parts(asked):
                        self._learn(number, asked, key, label)

    def _learn(self, number: int, asked: Field, key: str, label: str) -> None:
        question = self._known.setdefault(key, _Question())
        groups = fixed_groups(asked, self.context.language)
        question.label, question.chart = label, chart_of(asked)
        question.guarded |= type_of(asked).is_personal(asked)
        question.words |= groups
        question.order = tuple(groups)
        question.asked_in.add(number)

    @property
    def crossable(self) -> dict[str, str]:
        """Key → label of the questions that can be crossed, nothing personal among them.

        What is asked of areas comes with the name of the area that was answered.
        """
        return {
            key: question.label
            for key, question in self._known.items()
            if question.chart in _CROSSABLE and not question.guarded
        }

    def add(self, number: int, values: Mapping[str, Value], path: str = "") -> None:
        """Count the answers to version `number`, sent to the area with this path."""
        self.total[number] += 1
        found: dict[str, list[str]] = {}
        for asked in self.versions[number].fields:
            value = values.get(asked.key)
            if value is not None:
                for key, _label in _parts(asked):
                    self._count(number, asked, key, value, found)
        if self.pair is not None and self.only in (None, number):
            first, second = (self._crossing(key, found, path) for key in self.pair)
            self.crossed.update((one, other) for one in first for other in second)

    def _crossing(self, key: str, found: Mapping[str, list[str]], path: str) -> list[str]:
        if not key.startswith(SENT_TO):
            question = self._known[key]
            missing = [SECOND] if question.chart is Chart.GIVEN else []
            return found.get(key, missing)
        place = self.areas.get(key.removeprefix(SENT_TO), {}).get(path)
        return [place[0]] if place else []

    def _count(
        self, number: int, asked: Field, key: str, value: Value, into: dict[str, list[str]]
    ) -> None:
        question = self._known.get(key)
        if question is None:
            return
        if question.chart is Chart.WORDS and not question.guarded and isinstance(value, str):
            question.said.add(value)
        groups = list(groups_of(asked, key, value, self.context))
        into[key] = [group for group, _words in groups]
        figure = figure_of(asked, value)
        if figure is not None:
            question.numbers[figure] += 1
        question.answered[number] += bool(groups) or key == asked.key
        for group, words in groups:
            question.words.setdefault(group, words)
            question.counts[number, group] += 1

    @property
    def public(self) -> list[Shown]:
        """What everybody may see: nothing of personal questions, and no group under five."""
        found = []
        for shown in self.shown:
            answered = shown.answered or 0
            if shown.guarded or shown.chart is Chart.GIVEN or shown.key in self._carried:
                continue
            if answered < FEWEST or not shown.rows:
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
    def _carried(self) -> set[str]:
        """The keys of what came along unseen: a link's words are for colleagues alone."""
        every = (asked for version in self.versions.values() for asked in version.fields)
        return {asked.key for asked in every if asked.type == "hidden"}

    @property
    def shown(self) -> list[Shown]:
        """Every question with its table, in the order of the newest version."""
        return [self._shown(key, question) for key, question in self._known.items()]

    def _shown(self, key: str, question: _Question) -> Shown:
        whole = sum(question.answered.values())
        if question.said.answers:
            rows = [_row(words, many, whole) for words, many in question.said.most()]
        elif question.numbers:
            rows = self._ranges(question, whole)
        else:
            rows = self._groups(question, whole)
        is_hidden = question.guarded and _tells_of_few(self._missing_too(question))
        return Shown(
            key,
            question.label,
            None if is_hidden else whole,
            tuple(rows),
            question.guarded,
            question.chart,
        )

    def _missing_too(self, question: _Question) -> dict[str, int]:
        answered = sum(question.answered.values())
        asked = sum(self.total[number] for number in question.asked_in)
        return {FIRST: answered, SECOND: asked - answered}

    def _ranges(self, question: _Question, whole: int) -> list[Row]:
        exact = dict(bins(question.numbers, exact=not question.guarded))
        told = guarded(exact) if question.guarded else exact
        return [_row(words, told[words], whole) for words in exact]

    def _groups(self, question: _Question, whole: int) -> list[Row]:
        numbers = sorted(self.versions)
        counts = question.counts.copy()
        if question.chart is Chart.GIVEN:
            for number in question.asked_in:
                counts[number, SECOND] = self.total[number] - question.answered[number]
            whole = sum(self.total[number] for number in question.asked_in)
        exact = _summed(counts, question)
        told = guarded(exact) if question.guarded else exact
        named = [
            group
            for group in exact
            if group in question.order or not question.guarded or told[group] is not None
        ]
        kept, rest = named[:MOST_ROWS], named[MOST_ROWS:]
        rows = [
            _row(
                question.words.get(group) or group,
                told[group],
                whole,
                () if question.guarded else tuple(counts[number, group] for number in numbers),
            )
            for group in kept
        ]
        language = self.context.language
        if rest:
            rows.append(_row(THE_REST[language], sum(told[group] or 0 for group in rest), whole))
        if len(named) < len(exact):
            rows.append(_row(TOO_FEW[language], None, whole))
        return rows

    def cross(self) -> Crossed | None:
        """Return the crossed table; None when nothing is crossed."""
        if self.pair is None:
            return None
        (down, lines), (across, columns) = (
            self._side(key, _each_of(self.crossed, place)) for place, key in enumerate(self.pair)
        )
        shown, headings = lines[:MOST_LINES], columns[:MOST_LINES]
        table = [tuple(self.crossed[line, column] for column in headings) for line in shown]
        return Crossed(
            headings=tuple(across.get(column) or column for column in headings),
            lines=tuple(
                (down.get(line) or line, row, sum(row))
                for line, row in zip(shown, table, strict=True)
            ),
            sums=tuple(map(sum, zip(*table, strict=True))),
            is_cut=len(lines) > MOST_LINES or len(columns) > MOST_LINES,
        )

    def _side(self, key: str, found: Counter[str]) -> tuple[Mapping[str, str], list[str]]:
        """Return the words and the groups of one side; areas with the most come first."""
        if key.startswith(SENT_TO):
            level = self.areas.get(key.removeprefix(SENT_TO), {})
            return dict(level.values()), _most_first(found)
        question = self._known[key]
        if question.chart is Chart.PLACES:
            return question.words, _most_first(found)
        return question.words, [*question.order, *sorted(found.keys() - set(question.order))]


_CROSSABLE = frozenset({Chart.BARS, Chart.STACKED, Chart.PLACES, Chart.GIVEN, Chart.TIMELINE})


def guarded(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return the counts without those that would tell of fewer than five people."""
    hidden = {group for group, many in counts.items() if 0 < many < FEWEST}
    if len(hidden) == 1:
        left = [group for group in counts if counts[group] and group not in hidden]
        hidden |= set(sorted(left, key=lambda group: counts[group])[:1])
    return {group: None if group in hidden else many for group, many in counts.items()}


def _tells_of_few(counts: Mapping[str, int]) -> bool:
    return any(0 < many < FEWEST for many in counts.values())


def _summed(counts: Counter[tuple[int, str]], question: _Question) -> dict[str, int]:
    """Return group → count over all versions, in the order in which they are shown."""
    found: Counter[str] = Counter()
    for (_number, group), many in counts.items():
        found[group] += many
    if question.chart is Chart.PLACES or (question.chart is Chart.BARS and not question.order):
        is_number = all(group.lstrip("-").replace(".", "").isdigit() for group in found)
        ordered = (
            sorted(found) if is_number and question.chart is Chart.BARS else _most_first(found)
        )
    else:
        ordered = [*question.order, *sorted(found.keys() - set(question.order))]
    return {group: found[group] for group in ordered}


def _most_first(found: Counter[str]) -> list[str]:
    return sorted(found, key=lambda group: (-found[group], group))


def _each_of(crossed: Counter[tuple[str, str]], place: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair, many in crossed.items():
        found[pair[place]] += many
    return found


def _row(words: str, count: int | None, whole: int, by_version: Sequence[int | None] = ()) -> Row:
    share = round(100 * count / whole) if count is not None and whole else None
    return Row(words, count, share, tuple(by_version))


def _parts(asked: Field) -> list[tuple[str, str]]:
    """Return key and label of what is counted: the question, or each row of a matrix."""
    rows = asked.options.get("rows") if asked.type == "matrix" else None
    if not rows:
        return [(asked.key, asked.label)]
    return [(f"{asked.key}.{row['id']}", f"{asked.label} · {row['text']}") for row in rows]
