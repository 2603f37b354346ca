"""The words that many people use in answers of their own: runs of characters, without a model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

FEWEST = 5
MOST_WORDS = 30
LONGEST_RUN = 4
LONGEST_READ = 300
"""How many characters of an answer are looked at."""
PRUNED_EACH = 2000
RUN = re.compile("[\u3400-\u9fff]+|[A-Za-z][A-Za-z0-9-]{2,}")
STOPS = frozenset(
    "的了是我你他她它们在有和也就不都而及与着或一个这那吗呢吧啊哦把被让给到从对向为以之其所但可能会要想请很太更最还又再没每些么什谁哪怎几多少上下里中去来说做看"
)
"""With these a run neither begins nor ends: they join words and are none."""


def runs(text: str) -> Iterator[str]:
    """Yield what may be words: two to four Chinese characters in a row, Latin words whole.

    >>> list(runs("电梯坏了"))
    ['电梯', '电梯坏', '梯坏']
    """
    for found in RUN.findall(text[:LONGEST_READ]):
        if found[0].isascii():
            yield found.lower()
            continue
        for start in range(len(found)):
            for length in range(2, LONGEST_RUN + 1):
                run = found[start : start + length]
                if len(run) == length and run[0] not in STOPS and run[-1] not in STOPS:
                    yield run


@dataclass
class WordCount:
    """Counts in how many answers each run stands; what stood in one alone is dropped on the way."""

    counts: Counter[str] = field(default_factory=Counter)
    answers: int = 0

    def add(self, text: str) -> None:
        """Count one answer."""
        self.counts.update(set(runs(text)))
        self.answers += 1
        if self.answers % PRUNED_EACH == 0:
            self.counts = Counter({run: many for run, many in self.counts.items() if many > 1})

    def most(self) -> list[tuple[str, int]]:
        """Return the words of at least five answers, the most used first.

        A run within a longer one that stands nearly as often says nothing of its own.
        """
        known = {run: many for run, many in self.counts.items() if many >= FEWEST}
        wider: dict[str, int] = {}
        for run, many in known.items():
            for part in _parts(run):
                wider[part] = max(wider.get(part, 0), many)
        own = [(run, many) for run, many in known.items() if wider.get(run, 0) * 5 < many * 4]
        return sorted(own, key=lambda one: (-one[1], one[0]))[:MOST_WORDS]


def _parts(run: str) -> Iterator[str]:
    if not run[0].isascii():
        for length in range(2, len(run)):
            for start in range(len(run) - length + 1):
                yield run[start : start + length]
