"""Say of a pattern whether some text can make it run on, by its automaton and not by the clock.

A backtracking matcher takes exponential time where one text leads round the same place in two ways,
and more than linear time where a text can be divided between two loops in many ways. Both are
properties of the automaton of the pattern (Weber and Seidl, 1991): they hold for every text, or for
none. Patterns are read by Python's own parser; each repetition of more than a few times counts as
one without end, so that what is bounded high is not excused.
"""

import re
import re._constants as sre
import re._parser as parser
from collections import Counter
from dataclasses import dataclass, field
from itertools import product

FEW = 6
"""Repetitions up to this many are written out, others count as endless."""

LONG = 70
"""The same for searching, where a bound on each try is what counts."""

START = 0
_SAMPLES = "\0\t\n\r ,.:;-_/+'\"0159azAZ·中文！０\u00a0\u200b😀"


@dataclass
class Automaton:
    """Glushkov's: a place for each sign of the pattern, steps with in how many ways they go."""

    classes: list = field(default_factory=lambda: [frozenset()])
    steps: dict[int, Counter] = field(default_factory=dict)

    def place(self, signs):
        self.classes.append(signs)
        return len(self.classes) - 1

    def join(self, lasts, firsts):
        for last, first in product(lasts, firsts):
            self.steps.setdefault(last, Counter())[first] += lasts[last] * firsts[first]

    def after(self, place):
        return self.steps.get(place, {})


@dataclass(frozen=True)
class _Part:
    """Where a part begins and ends, and in how many ways it can be empty."""

    firsts: Counter
    lasts: Counter
    empty: int


NOTHING = _Part(Counter(), Counter(), empty=1)


def _times(found, number):
    return Counter({place: times * number for place, times in found.items() if number})


class _Reader:
    def __init__(self, pattern, flags, few=FEW):
        self.made, self.few = Automaton(), few
        self.alphabet = sorted({*_SAMPLES, *_signs_near(pattern)})
        self.flags = flags
        self.aside = []

    def sequence(self, tokens):
        whole = NOTHING
        for name, value in tokens:
            whole = self.chained(whole, self.part(name, value))
        return whole

    def chained(self, left, right):
        self.made.join(left.lasts, right.firsts)
        return _Part(
            left.firsts + _times(right.firsts, left.empty),
            right.lasts + _times(left.lasts, right.empty),
            left.empty * right.empty,
        )

    def part(self, name, value):
        if name in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            return self.repeated(*value)
        if name is sre.SUBPATTERN:
            return self.sequence(value[3])
        if name is sre.BRANCH:
            branches = [self.sequence(one) for one in value[1]]
            return _Part(
                sum((one.firsts for one in branches), Counter()),
                sum((one.lasts for one in branches), Counter()),
                sum(one.empty for one in branches),
            )
        if name in (sre.ASSERT, sre.ASSERT_NOT):
            self.aside.append(value[1])
            return NOTHING
        if name is sre.AT:
            return NOTHING
        if name is sre.ATOMIC_GROUP:
            return self.sequence(value)
        place = self.made.place(self.matching(name, value))
        return _Part(Counter([place]), Counter([place]), empty=0)

    def repeated(self, least, most, body):
        if most is sre.MAXREPEAT or most > self.few:
            last = self.sequence(body)
            self.made.join(last.lasts, last.firsts)
            whole = _Part(last.firsts, last.lasts, 1) if not least else last
            for _ in range(min(least, self.few) - 1):
                whole = self.chained(self.sequence(body), whole)
            return whole
        whole = NOTHING
        for number in reversed(range(most)):
            whole = self.chained(self.sequence(body), whole)
            if number >= least:
                whole = _Part(whole.firsts, whole.lasts, whole.empty + 1)
        return whole

    def matching(self, name, value):
        items = [(name, value)] if name is not sre.IN else value
        negated = bool(items) and items[0][0] is sre.NEGATE
        found = {sign for sign in self.alphabet if any(self.one(sign, *item) for item in items)}
        return frozenset(set(self.alphabet) - found if negated else found)

    def one(self, sign, name, value):
        if name is sre.NEGATE:
            return False
        if name is sre.ANY:
            return sign != "\n" or bool(self.flags & re.DOTALL)
        if name is sre.CATEGORY:
            return re.fullmatch(_CATEGORIES[value], sign, self.flags & re.ASCII) is not None
        same = {sign, sign.lower(), sign.upper()} if self.flags & re.IGNORECASE else {sign}
        if name is sre.RANGE:
            return any(len(one) == 1 and value[0] <= ord(one) <= value[1] for one in same)
        found = any(len(one) == 1 and ord(one) == value for one in same)
        return not found if name is sre.NOT_LITERAL else found


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _signs_near(tokens):
    """Yield every sign that a pattern names, and the ends of its ranges."""
    for name, value in tokens:
        if name in (sre.LITERAL, sre.NOT_LITERAL):
            yield chr(value)
        elif name is sre.RANGE:
            yield from map(chr, value)
        elif name is sre.IN:
            yield from _signs_near(value)
        elif name is sre.BRANCH:
            for one in value[1]:
                yield from _signs_near(one)
        elif name is sre.SUBPATTERN:
            yield from _signs_near(value[3])
        elif name in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            yield from _signs_near(value[2])
        elif name in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _signs_near(value[1])


def automata(pattern, flags=0, few=FEW):
    """Yield the automaton of a pattern, and one of each part that it looks ahead or back at."""
    parsed, flags = _parsed(pattern, flags)
    waiting = [list(parsed)]
    while waiting:
        reader = _Reader(parsed, flags, few)
        whole = reader.sequence(waiting.pop())
        reader.made.join(Counter([START]), whole.firsts)
        yield reader.made
        waiting += [list(one) for one in reader.aside]


def _parsed(pattern, flags):
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    parsed = parser.parse(text, flags)
    return parsed, parsed.state.flags


def is_exponential(pattern, flags=0):
    """Say whether some text leads round a loop of the pattern in two ways."""
    return any(_has_two_ways_round(made) for made in automata(pattern, flags))


def is_polynomial(pattern, flags=0):
    """Say whether some text can be divided between two loops that follow each other."""
    return any(_has_loop_after_loop(made) for made in automata(pattern, flags))


def is_slow_to_find(pattern, flags=0):
    """Say whether a search can go far from every place of some text, and come back with nothing.

    Once it could end it has found; a loop before that can be entered everywhere when what it reads
    can begin the pattern too.
    """
    parsed, flags = _parsed(pattern, flags)
    reader = _Reader(parsed, flags, LONG)
    whole, made = reader.sequence(list(parsed)), reader.made
    if not reader.aside and not any(name is sre.AT for name, _value in parsed):
        if whole.empty:
            return False
        for place in whole.lasts:
            made.steps.pop(place, None)
    anywhere = made.place(frozenset(reader.alphabet))
    made.join(Counter([anywhere]), whole.firsts + Counter([anywhere]))
    numbers = _components({place: list(made.after(place)) for place in made.steps})
    return any(
        _divides(made, numbers, anywhere, place)
        for place in made.steps
        if place != anywhere and _reaches(made, place, place)
    )


def _has_two_ways_round(made):
    components = _components({place: list(made.after(place)) for place in made.steps})
    for last, found in made.steps.items():
        for first, times in found.items():
            is_loop = components.get(last) == components.get(first, -1)
            if times > 1 and is_loop and (last != first or last in made.after(last)):
                return True
    pairs = {}
    waiting = [(place, place) for place in made.steps]
    while waiting:
        pair = waiting.pop()
        if pair not in pairs:
            pairs[pair] = list(_together(made, pair))
            waiting += pairs[pair]
    grouped = {}
    for pair, number in _components(pairs).items():
        grouped.setdefault(number, []).append(pair)
    return any(
        any(left == right for left, right in found) and any(left != right for left, right in found)
        for found in grouped.values()
    )


def _has_loop_after_loop(made):
    numbers = _components({place: list(made.after(place)) for place in made.steps})
    loops = [place for place in made.steps if _reaches(made, place, place)]
    return any(
        _divides(made, numbers, first, second)
        for first, second in product(loops, loops)
        if first != second and _reaches(made, first, second)
    )


def _divides(made, numbers, first, second):
    """Say whether one text leads from `first` round to itself, on to `second`, and round there."""
    seen, waiting = set(), [(first, first, second)]
    while waiting:
        for found in _together(made, waiting.pop()):
            if found == (first, second, second):
                return True
            stays = numbers[found[0]] == numbers[first] and numbers[found[2]] == numbers[second]
            if stays and found not in seen:
                seen.add(found)
                waiting.append(found)
    return False


def _together(made, places):
    """Yield where several copies of the automaton can go by reading the same sign."""
    for found in product(*(made.after(place) for place in places)):
        if frozenset.intersection(*(made.classes[place] for place in found)):
            yield found


def _reaches(made, start, end):
    seen, waiting = set(), [start]
    while waiting:
        for found in made.after(waiting.pop()):
            if found == end:
                return True
            if found not in seen:
                seen.add(found)
                waiting.append(found)
    return False


def _components(graph):
    """Return node → number of its strongly connected component (Kosaraju, without recursion)."""
    order, seen = [], set()
    for root in graph:
        stack = [(root, iter(graph[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            node, below = stack[-1]
            following = next((one for one in below if one not in seen), None)
            if following is None:
                order.append(node)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(graph.get(following, ()))))
    back = {}
    for node, below in graph.items():
        for one in below:
            back.setdefault(one, []).append(node)
    found = {}
    for number, root in enumerate(reversed(order)):
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = number
                waiting += [one for one in back.get(node, ()) if one not in found]
    return found
