"""Lay the course out as boxes and arrows, top to bottom; a page draws them as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from forms_app.engine.course import sentence_of_step
from forms_app.engine.definition import Definition
from forms_app.engine.drawing import Names

WIDTH = 640
BOX_LEFT, BOX_WIDTH = 60, 340
SIDE_LEFT, SIDE_WIDTH = 450, 180
LINE, PADDING, GAP = 22, 12, 34
WIDEST, WIDEST_SIDE = 42, 20
"""How many half-width characters a line of a box has."""

BEGIN: Names = {"zh": "收到", "en": "It comes in"}
END: Names = {"zh": "到这里为止", "en": "The end"}
NO: Names = {"zh": "不同意：告诉填表的人理由，办结", "en": "Refused: the sender is told why"}
STARTING_AT = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its lines; `bypass` when it may be skipped, `side` what branches off."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]
    bypass: bool = False
    side: Box | None = None
    is_end: bool = False

    @property
    def middle(self) -> int:
        """Where arrows leave to the side."""
        return self.y + self.height // 2

    @property
    def bottom(self) -> int:
        """Where the arrow to the next begins."""
        return self.y + self.height

    @property
    def before(self) -> int:
        """Where a way round begins."""
        return self.y - GAP // 2

    @property
    def after(self) -> int:
        """Where a way round ends."""
        return self.bottom + GAP // 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """All boxes, from top to bottom, and the size of the whole."""

    width: int
    height: int
    boxes: tuple[Box, ...]

    @property
    def arrows(self) -> tuple[tuple[int, int], ...]:
        """From where to where each arrow goes down."""
        ends = zip(self.boxes, self.boxes[1:], strict=False)
        return tuple((above.bottom, below.y) for above, below in ends)


def drawn(definition: Definition, language: str = "zh") -> Drawing:
    """Return the drawing of what follows a submission."""
    short = "zh" if language.lower().startswith("zh") else "en"
    top, boxes = STARTING_AT, []
    for text, step, may_skip in (
        (BEGIN[short], "begin", False),
        *(
            (sentence_of_step(definition, planned)[short], planned.step, planned.when is not None)
            for planned in definition.after
        ),
        (END[short], "end", False),
    ):
        side = _box(NO[short], SIDE_LEFT, top, SIDE_WIDTH) if step == "approval" else None
        box = _box(text, BOX_LEFT, top, BOX_WIDTH)
        boxes.append(
            Box(
                box.x,
                box.y,
                box.width,
                box.height,
                box.lines,
                bypass=may_skip,
                side=side,
                is_end=step in ("begin", "end"),
            )
        )
        top = max(box.bottom, side.bottom if side else 0) + GAP
    return Drawing(WIDTH, top - GAP + STARTING_AT, tuple(boxes))


def _box(text: str, left: int, top: int, width: int) -> Box:
    lines = wrapped(text, WIDEST if width == BOX_WIDTH else WIDEST_SIDE)
    first = top + PADDING + LINE - 6
    placed = tuple((first + number * LINE, line) for number, line in enumerate(lines))
    return Box(left, top, width, PADDING * 2 + LINE * len(lines), placed)


def wrapped(text: str, widest: int) -> list[str]:
    """Return `text` in lines of at most `widest` half-width characters."""
    lines, line, width = [], "", 0
    for sign in text.replace("\n", " "):
        wide = 2 if east_asian_width(sign) in "WFA" else 1
        if width + wide > widest:
            lines.append(line)
            line, width = "", 0
        line, width = line + sign, width + wide
    return [*lines, line] if line else lines or [""]
