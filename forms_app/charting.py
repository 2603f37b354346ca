"""Into which groups of a chart an answer falls, and numbers in ranges; plain Python.

What tells of a person is counted as given or not; of an ID number the band of age is told, and
nothing else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from forms_app.engine.context import Context
from forms_app.engine.definition import Field
from forms_app.engine.field_type import Chart, Value, type_of
from forms_app.engine.kind import Kind
from forms_app.engine.listed import OTHER, OTHER_NAMES, choice_of
from forms_app.engine.logic.calendar import whole_units

MOST_BINS = 8
Group = tuple[str, str]
"""A group of answers: its id, which sorts, and its words."""

FIRST, SECOND = "a", "b"
"""The groups of what has two: yes and no, given and not."""

YOUNGER = (18, 35, 50, 60, 70, 80)
"""The ages at which one band ends and the next begins."""


def chart_of(asked: Field) -> Chart:
    """Return how a question is shown; personal words are only counted as given or not."""
    kind = type_of(asked)
    is_told = kind.chart is not Chart.WORDS or not kind.is_personal(asked)
    return kind.chart if is_told else Chart.GIVEN


def fixed_groups(asked: Field, language: str) -> dict[str, str]:
    """Return id → words of the groups that are told whoever answered, in their order."""
    kind, chart = type_of(asked), chart_of(asked)
    if chart is Chart.GIVEN:
        given, missing = kind.given
        return {FIRST: given[language], SECOND: missing[language]}
    if chart is Chart.AGES:
        return {f"{place}": words for place, words in enumerate(_bands(language))}
    if chart is Chart.BARS and kind.kind_of(asked) is Kind.BOOLEAN:
        said = [names[language] for names in kind.facets(asked).values()]
        return dict(zip((FIRST, SECOND), said, strict=True))
    found = dict(kind.choices_of(asked))
    return found | {OTHER: OTHER_NAMES[language]} if OTHER in found else found


def _bands(language: str) -> list[str]:
    first, last = YOUNGER[0], YOUNGER[-1]
    spans = [f"{low}–{end - 1}" for low, end in pairwise(YOUNGER)]
    if language == "zh":
        return [f"未满 {first} 岁", *(f"{span} 岁" for span in spans), f"{last} 岁及以上"]
    return [f"under {first}", *spans, f"{last} and older"]


def groups_of(asked: Field, key: str, value: Value, context: Context) -> Iterator[Group]:
    """Yield the groups into which the answer `value` falls; `key` names the row of a matrix."""
    if isinstance(value, dict) and asked.type == "matrix":
        value = value.get(key.partition(".")[2])
        if value is None:
            return
    grouping = _GROUPINGS.get(chart_of(asked))
    if grouping is not None:
        yield from grouping(asked, value, context)


def _by_choice(asked: Field, value: Value, context: Context) -> Iterator[Group]:
    del context
    # Of things put in order, the first counts.
    values = value[:1] if asked.type == "ranking" else value
    for one in values if isinstance(values, list) else [values]:
        if isinstance(one, str):
            chosen = choice_of(one)
            yield chosen, chosen
        elif isinstance(one, bool):
            yield (FIRST if one else SECOND), ""
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


def _by_being_there(asked: Field, value: Value, context: Context) -> Iterator[Group]:
    del asked, value, context
    yield FIRST, ""


def _by_age(asked: Field, value: Value, context: Context) -> Iterator[Group]:
    del asked
    born = date.fromisoformat(str(value)[6:14])
    age = whole_units(born, context.today, "years")
    yield f"{sum(age >= edge for edge in YOUNGER)}", ""


_GROUPINGS: Mapping[Chart, Callable[[Field, Value, Context], Iterator[Group]]] = {
    Chart.BARS: _by_choice,
    Chart.STACKED: _by_choice,
    Chart.TIMELINE: _by_month,
    Chart.HISTOGRAM: _by_hour,
    Chart.PLACES: _by_place,
    Chart.GIVEN: _by_being_there,
    Chart.AGES: _by_age,
}


def figure_of(asked: Field, value: Value) -> float | None:
    """Return the number that goes into a histogram, None for what is none."""
    kind = type_of(asked)
    if kind.chart != Chart.HISTOGRAM or isinstance(value, bool):
        return None
    if isinstance(value, list):
        return float(len(value))
    if not isinstance(value, int | float):
        return None
    return value / 100 if kind.kind_of(asked) == Kind.MONEY else float(value)


def bins(numbers: Mapping[float, int], *, exact: bool = True) -> Iterator[tuple[str, int]]:
    """Yield at most eight ranges of equal width with round ends and their counts, lowest first.

    Few different numbers stand each by itself, unless they are not to be told `exact`ly: the least
    and the greatest are one person's each.
    """
    if exact and len(numbers) <= MOST_BINS:
        for number in sorted(numbers):
            yield f"{number:g}", numbers[number]
        return
    low, high = min(numbers), max(numbers)
    width = _round_width(low, high)
    start = math.floor(low / width)
    found: Counter[int] = Counter()
    for number, many in numbers.items():
        found[math.floor(number / width) - start] += many
    for place in range(max(found) + 1):
        begin = (start + place) * width
        yield f"{begin:.6g} – {begin + width:.6g}", found[place]


def _round_width(low: float, high: float) -> float:
    """Return 1, 2 or 5 times a power of ten, the least with which eight ranges do."""
    power = 10.0 ** math.floor(math.log10((high - low) / MOST_BINS)) if high > low else 1.0
    for width in (power, 2 * power, 5 * power, 10 * power, 20 * power):
        if math.floor(high / width) - math.floor(low / width) < MOST_BINS:
            return width
    return 50 * power
