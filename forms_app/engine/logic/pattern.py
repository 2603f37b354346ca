"""Patterns of texts: read from a small closed language, and held to a text in linear time.

Never `re`: one pattern of an author and one text of a stranger would keep a processor busy for
years. A pattern becomes an automaton without memory (Thompson, 1968), whose states are the bits of
a number; each character of the text moves all of them at once. Browsers find the
automaton ready in the document (`logic.patterns`); `static/js/forms/logic.js` walks it alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from forms_app.engine.rule import Tree
from forms_app.engine.sentences import Unfit

LONGEST = 300
"""Characters of a pattern."""

MOST_STATES = 1000
"""How much a pattern may come to once its repetitions are written out."""

DEEPEST = 20
"""How deep groups may lie within groups."""

LAST = 0x10FFFF
MOST_DIGITS = 4

Ranges = tuple[tuple[int, int], ...]
"""First and last code point of each range, in order and apart."""

Node = tuple[Any, ...]
"""`("set", ranges)`, `("all", parts)`, `("or", branches)`, `("begin",)`, `("end",)`, or
`("repeat", body, least, most)`, where `most` is None for without end."""

PRESETS: Mapping[str, Mapping[str, str]] = {
    r"\d{6}": {"zh": "邮政编码", "en": "a postcode"},
    r"(0\d{2,3}-?)?[2-9]\d{6,7}": {"zh": "固定电话", "en": "a landline number"},
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]": {
        "zh": "车牌号",
        "en": "a number plate",
    },
    r"\d{1,3}-\d{1,2}-\d{3,4}": {
        "zh": "楼-单元-房号，如 3-2-501",
        "en": "building-entrance-room, like 3-2-501",
    },
    r"(19|20)\d{2}": {"zh": "年份", "en": "a year"},
    r"\d+": {"zh": "只有数字", "en": "digits only"},
    r"[A-Za-z0-9]+": {"zh": "只有字母和数字", "en": "letters and digits only"},
    r"[\u3400-\u9fff]+": {"zh": "只有汉字", "en": "Chinese characters only"},
}
"""Pattern → what it is called, for those that can be picked."""

WHYS: Mapping[str, Mapping[str, str]] = {
    "open": {"zh": "“(”没有对应的“)”", "en": "“(” is never closed"},
    "close": {"zh": "“)”前面没有“(”", "en": "“)” closes nothing"},
    "group": {"zh": "“(?”后面只能是“:”", "en": "after “(?” only “:” can stand"},
    "nothing": {
        "zh": "“{sign}”前面没有可以重复的；就是要这个字符的话，写成“\\{sign}”",
        "en": "“{sign}” repeats nothing; write “\\{sign}” for the character itself",
    },
    "count": {
        "zh": "次数看不懂，请写成 {{6}}、{{2,}} 或 {{2,8}} 这样",
        "en": "the count is not understood; write it as {{6}}, {{2,}} or {{2,8}}",
    },
    "class": {"zh": "“[”没有对应的“]”", "en": "“[” is never closed"},
    "class_empty": {"zh": "“[]”里什么也没有", "en": "there is nothing in “[]”"},
    "class_sign": {
        "zh": "方括号里的“[”要写成“\\[”",
        "en": "within square brackets “[” is written “\\[”",
    },
    "range": {
        "zh": "“-”的两头不成范围；就是要“-”的话，放在最后或写成“\\-”",
        "en": "“-” has no range around it; for the character put it last or write “\\-”",
    },
    "escape": {"zh": "没有“\\{sign}”这种写法", "en": "there is no “\\{sign}”"},
    "deep": {"zh": "括号套得太深", "en": "groups are nested too deep"},
}


def _unfit(place: int, why: str, **params: Any) -> Unfit:
    words = {language: text.format(**params) for language, text in WHYS[why].items()}
    return Unfit("rule_pattern_unfit", place=place + 1, why=words)


def _merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def _others(ranges: Ranges) -> Ranges:
    edges = [-1, *(edge for found in ranges for edge in found), LAST + 1]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple((before + 1, after - 1) for before, after in pairs if before + 1 < after)


def _signs(*ranges: str) -> Ranges:
    return _merged((ord(found[0]), ord(found[-1])) for found in ranges)


DIGITS, WORDS = _signs("09"), _signs("09", "AZ", "az", "_")
SPACES = _signs("\t\r", " ", "\u00a0", "\u3000")
ANY = _others(_signs("\n", "\r"))
_CLASSES = {
    "d": DIGITS, "w": WORDS, "s": SPACES,
    "D": _others(DIGITS), "W": _others(WORDS), "S": _others(SPACES),
}  # fmt: skip
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_HEX = {"x": 2, "u": 4}
_HEX_DIGITS = "0123456789abcdefABCDEF"
_LONE: Mapping[str, Node] = {".": ("set", ANY), "^": ("begin",), "$": ("end",)}


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0

    @property
    def now(self) -> str:
        return self.text[self.place : self.place + 1]

    def took(self, sign: str) -> bool:
        is_there = self.now == sign
        self.place += is_there
        return is_there

    def whole(self) -> Node:
        found = self.branches()
        if self.now:
            raise _unfit(self.place, "close")
        return found

    def branches(self) -> Node:
        found = [self.sequence()]
        while self.took("|"):
            found.append(self.sequence())
        return ("or", found) if len(found) > 1 else found[0]

    def sequence(self) -> Node:
        parts = []
        while self.now not in ("", "|", ")"):
            parts.append(self.repeated())
        return ("all", parts)

    def repeated(self) -> Node:
        found, place = self.one(), self.place
        counts = self.counts()
        if counts is None:
            return found
        if found[0] in ("begin", "end"):
            raise _unfit(place, "nothing", sign=self.text[place])
        # What takes as little as it can takes the same whole texts.
        self.took("?")
        return ("repeat", found, *counts)

    def counts(self) -> tuple[int, int | None] | None:
        for sign, least, most in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self.took(sign):
                return least, most
        place = self.place
        if not self.took("{"):
            return None
        least, most = self.number(), None
        if not self.took(","):
            most = least
        elif self.now != "}":
            most = self.number()
        if least < 0 or not self.took("}") or (most is not None and most < least):
            raise _unfit(place, "count")
        return least, most

    def number(self) -> int:
        """Return the count that stands here, -1 when there is none or it is too long."""
        start = self.place
        while self.now and self.now in "0123456789":
            self.place += 1
        digits = self.text[start : self.place]
        return int(digits) if 0 < len(digits) <= MOST_DIGITS else -1

    def one(self) -> Node:
        place, sign = self.place, self.now
        self.place += 1
        if sign == "(":
            return self.group(place)
        if sign == "[":
            return ("set", self.members(place))
        if sign == "\\":
            found = self.escaped()
            return ("set", ((found, found),) if isinstance(found, int) else found)
        if sign in "*+?{":
            raise _unfit(place, "nothing", sign=sign)
        return _LONE.get(sign) or ("set", ((ord(sign), ord(sign)),))

    def group(self, place: int) -> Node:
        if self.took("?") and not self.took(":"):
            raise _unfit(place, "group")
        self.depth += 1
        if self.depth > DEEPEST:
            raise _unfit(place, "deep")
        found = self.branches()
        if not self.took(")"):
            raise _unfit(place, "open")
        self.depth -= 1
        return found

    def members(self, opening: int) -> Ranges:
        is_negated = self.took("^")
        found: list[tuple[int, int]] = []
        if self.now == "]":
            raise _unfit(opening, "class_empty")
        while not self.took("]"):
            found += self.range(opening)
        ranges = _merged(found)
        return _others(ranges) if is_negated else ranges

    def range(self, opening: int) -> Ranges:
        first, place = self.member(opening), self.place
        if self.now != "-" or self.text[place + 1 : place + 2] in ("]", ""):
            return ((first, first),) if isinstance(first, int) else first
        self.place += 1
        last = self.member(opening)
        if not isinstance(first, int) or not isinstance(last, int) or last < first:
            raise _unfit(place, "range")
        return ((first, last),)

    def member(self, opening: int) -> int | Ranges:
        sign = self.now
        if not sign:
            raise _unfit(opening, "class")
        if sign == "[":
            raise _unfit(self.place, "class_sign")
        self.place += 1
        return self.escaped() if sign == "\\" else ord(sign)

    def escaped(self) -> int | Ranges:
        place, sign = self.place - 1, self.now
        self.place += 1
        if sign in _CLASSES:
            return _CLASSES[sign]
        if sign in _CONTROLS:
            return _CONTROLS[sign]
        digits = self.text[self.place : self.place + _HEX.get(sign, 0)]
        if digits and len(digits) == _HEX[sign] and all(one in _HEX_DIGITS for one in digits):
            code = int(digits, 16)
            # Half a sign never stands in a text alone.
            if not 0xD800 <= code <= 0xDFFF:
                self.place += len(digits)
                return code
        if not sign or (sign.isascii() and sign.isalnum()):
            raise _unfit(place, "escape", sign=sign)
        return ord(sign)


def _size(node: Node) -> int:
    """Return how many states a node comes to at most; one that is empty counts as well."""
    if node[0] in ("all", "or"):
        return max(1, sum(map(_size, node[1]))) + (node[0] == "or")
    if node[0] != "repeat":
        return 1
    _, body, least, most = node
    return (_size(body) + 1) * max(1, least + 1 if most is None else most)


class Pattern:
    """A pattern that was read: says whether a whole text is as it wants it.

    A state is `(kind, *next)`: `split` goes on to each of the next, `begin` and `end` stand before
    and behind the text, `set` takes a character of the set whose number comes last, and the first
    state, `match`, is where one has to come. `entry` is where one begins.
    """

    def __init__(self, text: str) -> None:
        """Read `text`; raises Unfit with the place of what is not understood."""
        if not text:
            raise Unfit("rule_pattern_empty")
        if len(text) > LONGEST:
            raise Unfit("rule_pattern_long", most=LONGEST)
        tree = _Reader(text).whole()
        if _size(tree) > MOST_STATES:
            raise Unfit("rule_pattern_large", most=MOST_STATES)
        self.sets: dict[Ranges, int] = {}
        self.states: list[tuple[Any, ...]] = [("match",)]
        self.entry = self._built(tree, 0)
        self._after: dict[int, int] = {}

    def document(self) -> dict[str, Any]:
        """Return the automaton as browsers have it."""
        sets = [[list(pair) for pair in found] for found in self.sets]
        return {"entry": self.entry, "sets": sets, "states": [list(one) for one in self.states]}

    def _add(self, *state: Any) -> int:
        self.states.append(state)
        return len(self.states) - 1

    def _built(self, node: Node, after: int) -> int:
        """Add the states of a node before the state `after`; return the one to begin with."""
        kind = node[0]
        if kind == "all":
            for part in reversed(node[1]):
                after = self._built(part, after)
            return after
        if kind == "or":
            return self._add("split", *[self._built(part, after) for part in node[1]])
        if kind == "repeat":
            return self._repeated(node[1], node[2], node[3], after)
        if kind == "set":
            return self._add("set", after, self.sets.setdefault(node[1], len(self.sets)))
        return self._add(kind, after)

    def _repeated(self, body: Node, least: int, most: int | None, after: int) -> int:
        begin = after
        if most is None:
            begin = self._add("split")
            self.states[begin] = ("split", self._built(body, begin), after)
        else:
            for _ in range(most - least):
                begin = self._add("split", self._built(body, begin), after)
        for _ in range(least):
            begin = self._built(body, begin)
        return begin

    def _reached(self, state: int, passing: Sequence[str]) -> int:
        """Return the states that wait for a character or an end, as bits, from `state` on."""
        found, waiting, seen = 0, [state], {state}
        while waiting:
            place = waiting.pop()
            kind, *below = self.states[place]
            if kind in passing:
                waiting += [one for one in below if one not in seen]
                seen.update(below)
            else:
                found |= 1 << place
        return found

    def matches(self, text: str) -> bool:
        """Say whether the whole of `text` is as the pattern wants it."""
        if not text:
            return bool(self._reached(self.entry, ("split", "begin", "end")) & 1)
        taking: dict[str, int] = {}
        moved: dict[int, int] = {}
        now = self._reached(self.entry, ("split", "begin"))
        for sign in text:
            if sign not in taking:
                taking[sign] = self._taking(ord(sign))
            held = now & taking[sign]
            if held not in moved:
                moved[held] = self._moved(held)
            now = moved[held]
        return any(self._reached(state, ("split", "end")) & 1 for state in _bits(now))

    def _taking(self, code: int) -> int:
        """Return the states that a character leaves, as bits."""
        held = {
            number
            for ranges, number in self.sets.items()
            if any(first <= code <= last for first, last in ranges)
        }
        found = 0
        for place, (kind, *parts) in enumerate(self.states):
            if kind == "set" and parts[1] in held:
                found |= 1 << place
        return found

    def _moved(self, held: int) -> int:
        found = 0
        for state in _bits(held):
            if state not in self._after:
                self._after[state] = self._reached(self.states[state][1], ("split",))
            found |= self._after[state]
        return found


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


@lru_cache(maxsize=256)
def pattern_of(text: str) -> Pattern:
    """Return a pattern; raises Unfit with the place of what is not understood."""
    return Pattern(text)


def patterns_in(tree: Tree) -> Iterator[str]:
    """Yield the patterns that a formula names, as they stand there."""
    waiting = [tree]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting += reversed(found)
        elif isinstance(found, dict):
            for name, arguments in found.items():
                if name == "matches" and isinstance(arguments, list):
                    yield from [one for one in arguments[1:2] if isinstance(one, str)]
                waiting.append(arguments)


def automata(trees: Iterable[Tree]) -> dict[str, dict[str, Any]]:
    """Return pattern → automaton for what formulas name; what is no pattern is left out."""
    found = {}
    for text in dict.fromkeys(one for tree in trees for one in patterns_in(tree)):
        with suppress(Unfit):
            found[text] = pattern_of(text).document()
    return found


def matches(text: str, pattern: str) -> bool | None:
    """Say whether a whole text is as `pattern` wants it; unknown for what is no pattern."""
    try:
        return pattern_of(pattern).matches(text)
    except Unfit:
        return None
