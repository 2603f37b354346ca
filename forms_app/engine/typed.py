"""What was typed, as a browser sends it: texts under names whose dots lead into parts and items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Given = Mapping[str, Sequence[str]]
"""Name → texts. A name is a field's key, with `.part` for a part and `.0.key` for an item."""

LONGEST_NUMBER = 4
LONGEST_TEXT = 100_000


@dataclass(frozen=True)
class Sheet:
    """Everything that was typed, with an index of the names that lie under each name."""

    given: Given

    @cached_property
    def below(self) -> Mapping[str, Sequence[str]]:
        """Name → the last words of the names right below it, in the order of their arrival."""
        found: dict[str, dict[str, None]] = {}
        for name, texts in self.given.items():
            if not any(text.strip() for text in texts):
                continue
            above, dot, last = name.rpartition(".")
            while dot:
                found.setdefault(above, {})[last] = None
                above, dot, last = above.rpartition(".")
        return {name: tuple(words) for name, words in found.items()}

    def at(self, name: str) -> Typed:
        """Return what was typed under `name` and below it."""
        return Typed(self, name)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for one field, or for a part of it."""

    sheet: Sheet
    name: str

    @property
    def texts(self) -> list[str]:
        """What stands right under the name, blanks left out; no text is longer than 100,000."""
        return [text[:LONGEST_TEXT] for text in self.sheet.given.get(self.name, ()) if text.strip()]

    @property
    def text(self) -> str:
        """The first text under the name, empty when there is none."""
        return next(iter(self.texts), "")

    def part(self, word: str) -> Typed:
        """Return what was typed for the part `word`."""
        return Typed(self.sheet, f"{self.name}.{word}" if self.name else word)

    @property
    def parts(self) -> Sequence[str]:
        """The words of the parts that hold something."""
        return self.sheet.below.get(self.name, ())

    @property
    def items(self) -> Iterator[Typed]:
        """What was typed for each item, in the order of their numbers; gaps close up."""
        numbers = {
            int(word)
            for word in self.parts
            if word.isascii() and word.isdecimal() and len(word) <= LONGEST_NUMBER
        }
        for number in sorted(numbers):
            yield self.part(str(number))
