"""How far people come with a form, worked out from the counts of its visits; plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from forms_app.engine.definition import Definition

Visit = tuple[str, str, str, int, int, int]
"""What, step, question, count, how many with a time, seconds in all."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A place on the way: how many came that far, of a hundred who began, in how many seconds."""

    words: str
    count: int
    share: int | None
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The stages of one version in their order, and the questions that had to be mended most."""

    stages: tuple[Stage, ...]
    mended: tuple[tuple[str, int], ...]


MOST_MENDED = 5
FEWEST_TIMED = 5
"""Of how many people the time of a question is told at least."""

Timed = tuple[str, int, int]
"""Question, up to how many seconds, how many people."""


def medians(definition: Definition, times: Iterable[Timed]) -> list[tuple[str, int, int]]:
    """Return label, median of seconds and count of people for each question, in their order.

    The median is told as the end of the span in which it lies.
    """
    spans: dict[str, Counter[int]] = {}
    for question, seconds, count in times:
        spans.setdefault(question, Counter())[seconds] += count
    found = []
    for field in definition.all_fields:
        counted = spans.get(field.key, Counter())
        people = counted.total()
        if people < FEWEST_TIMED:
            continue
        passed = 0
        for seconds in sorted(counted):
            passed += counted[seconds]
            if 2 * passed >= people:
                found.append((field.label, seconds, people))
                break
    return found


BEGUN = {"zh": "打开", "en": "Opened"}
SENT = {"zh": "提交", "en": "Sent"}
STEP = {"zh": "第 {number} 步", "en": "Step {number}"}


def funnel_of(definition: Definition, visits: Iterable[Visit], language: str) -> Funnel:
    """Return how far people came with one version; `language` is `zh` or `en`."""
    counts: Counter[tuple[str, str]] = Counter()
    timed: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    mended: Counter[str] = Counter()
    for what, step, question, count, with_time, spent in visits:
        if what == "refused":
            mended[question] += count
        else:
            counts[what, step] += count
            timed[step] += with_time
            seconds[step] += spent
    begun = counts["shown", ""]

    def stage(words: str, count: int, step: str) -> Stage:
        share = round(100 * min(count, begun) / begun) if begun else None
        return Stage(
            words, count, share, round(seconds[step] / timed[step]) if timed[step] else None
        )

    passed = [
        stage(
            step.title or STEP[language].format(number=number), counts["passed", step.id], step.id
        )
        for number, step in enumerate(definition.steps, 1)
    ]
    ends = (
        stage(BEGUN[language], begun, "-"),
        *passed,
        stage(SENT[language], counts["sent", ""], "-"),
    )
    labels = {field.key: field.label for field in definition.all_fields}
    worst = [(labels[key], many) for key, many in mended.most_common(MOST_MENDED) if key in labels]
    return Funnel(ends, tuple(worst))
