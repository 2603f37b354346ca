"""Checking a result without trusting the solver: the rules again, the objective again, the bound.

Written first. ``violations`` looks at every offer with plain comparisons and shares no code with
the criteria or the network. ``bound`` is a proof by weak duality: for any prices it is an upper
bound on every plan over all feasible pairs, so an offer list that reaches it is optimal.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from volunteering.matching.candidates import Chosen, Pairs, no_pairs_yet
from volunteering.matching.looking import EVERYWHERE, Bar
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import (
    DAY_MINUTES,
    OLDEST,
    SLOTS_A_DAY,
    BoolArray,
    IntArray,
    Intervals,
    Problem,
    rising,
)
from volunteering.matching.result import Certificate, Offers, Prices
from volunteering.matching.scoring import Ladders, Weights, ladders, total_points

OFFERS_AT_ONCE = 10_000
"""Offers whose whole week is unpacked together."""


@dataclass(frozen=True)
class Violation:
    """A rule that an offer, a member or a shift breaks; rows are -1 where they say nothing."""

    rule: str
    member: int = -1
    shift: int = -1


@dataclass(frozen=True)
class Value:
    """What a plan is worth: places filled, and points among plans that fill as many."""

    filled: int
    points: int

    def together(self, worth: int) -> int:
        """Both in one number, a place counting ``worth`` points."""
        return self.filled * worth + self.points


@dataclass(frozen=True)
class Verdict:
    """What the check found.

    ``bound`` is in points, for plans that fill as many places as this one; ``gap`` its distance to
    the points reached, as a share. ``filled_bound`` is the most places that any plan can fill.
    """

    violations: tuple[Violation, ...]
    value: Value
    filled_bound: int
    bound: int
    gap: float

    @property
    def sound(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations

    @property
    def optimal(self) -> bool:
        """Whether no plan at all can be better."""
        most_places = self.value.filled == self.filled_bound
        return self.sound and most_places and self.bound == self.value.points


def check(
    problem: Problem,
    weights: Weights,
    offers: Offers,
    certificate: Certificate,
    pairs: Pairs | None = None,
) -> Verdict:
    """Check offers against all rules, recompute their worth and prove how far from best they are.

    ``pairs`` are those feasible pairs that are at hand; what the bound needs besides is looked for.
    """
    pairs = no_pairs_yet(problem, weights) if pairs is None else pairs
    rungs = ladders(problem, weights)
    reached = value(problem, weights, offers, rungs)
    worth = certificate.points.worth
    # A plan with as many places is worth the same for them, so the slack is one of points.
    slack = bound(rungs, certificate.points, pairs) - reached.together(worth)
    return Verdict(
        violations=tuple(violations(problem, offers)),
        value=reached,
        filled_bound=most_places(rungs, certificate.places, pairs),
        bound=reached.points + slack,
        gap=slack / max(1, reached.points),
    )


def violations(problem: Problem, offers: Offers) -> list[Violation]:
    """Every rule that the offers break, one by one."""
    member, shift = offers.member, offers.shift
    refused = _keys(problem, problem.refused[:, 0], problem.refused[:, 1])
    broken = (
        ("near", _too_far(problem, offers)),
        ("free", ~(_week_covers(problem, offers) | _opened(problem, offers))),
        ("absent", _meets(problem, offers, problem.absences, apart=0)),
        ("engaged", _meets(problem, offers, problem.engagements, apart=problem.rest_minutes)),
        ("skilled", _unskilled(problem, offers)),
        ("of_age", _of_other_age(problem, offers)),
        ("willing", np.isin(_keys(problem, member, shift), refused)),
    )
    found = [
        Violation(rule, int(member[row]), int(shift[row]))
        for rule, rows in broken
        for row in np.flatnonzero(rows)
    ]
    return found + list(_counted(problem, offers)) + list(_clashing(problem, offers))


def _keys(problem: Problem, member: IntArray, shift: IntArray) -> IntArray:
    return member * problem.shifts.count + shift


def _counted(problem: Problem, offers: Offers) -> Iterator[Violation]:
    """Rules on how many: places, the caps of day and month, unanswered offers."""
    members, shifts = problem.members, problem.shifts
    pair, times = np.unique(_keys(problem, offers.member, offers.shift), return_counts=True)
    for key in pair[times > 1].tolist():
        yield Violation("twice", *divmod(key, shifts.count))
    given = np.bincount(offers.shift, minlength=shifts.count)
    for row in np.flatnonzero(given > shifts.places).tolist():
        yield Violation("places", shift=row)
    day, times = np.unique(
        offers.member * problem.days + shifts.day[offers.shift], return_counts=True
    )
    times += _engaged_on(problem, day)
    for key in day[times > members.day_cap[day // problem.days]].tolist():
        yield Violation("day", key // problem.days)
    asked = np.bincount(offers.member, minlength=members.count)
    unanswered = members.open_offers + asked
    for row in np.flatnonzero((asked > 0) & (members.taken + unanswered > members.cap)).tolist():
        yield Violation("cap", row)
    if problem.offer_limit is not None:
        for row in np.flatnonzero((asked > 0) & (unanswered > problem.offer_limit)).tolist():
            yield Violation("offers", row)


def _engaged_on(problem: Problem, keys: IntArray) -> IntArray:
    """(k,) how many engagements touch each day, given as member × days + day in rising order."""
    busy, days = problem.engagements, problem.days
    found = np.zeros(len(keys), dtype=np.int64)
    for day in range(days):
        midnight = day * DAY_MINUTES
        touching = (busy.start < midnight + DAY_MINUTES) & (busy.end > midnight)
        key = busy.member[touching] * days + day
        row = np.minimum(np.searchsorted(keys, key), max(0, len(keys) - 1))
        known = keys[row] == key if len(keys) else np.zeros(0, dtype=np.bool_)
        np.add.at(found, row[known], 1)
    return found


def _clashing(problem: Problem, offers: Offers) -> Iterator[Violation]:
    """Rules on two offers of one member: never at a time, and a rest between them."""
    first, last = _minutes(problem, offers.shift)
    order = np.lexsort((first, offers.member))
    member, first, last = offers.member[order], first[order], last[order]
    # Whoever has any two too close has two neighbours too close, in order of their beginnings.
    same = member[1:] == member[:-1]
    pause = first[1:] - last[:-1]
    for row in np.flatnonzero(same & (pause < 0)).tolist():
        yield Violation("overlap", int(member[row]), int(offers.shift[order[row + 1]]))
    for row in np.flatnonzero(same & (pause >= 0) & (pause < problem.rest_minutes)).tolist():
        yield Violation("rest", int(member[row]), int(offers.shift[order[row + 1]]))


def _too_far(problem: Problem, offers: Offers) -> BoolArray:
    across = problem.members.x[offers.member] - problem.shifts.x[offers.shift]
    along = problem.members.y[offers.member] - problem.shifts.y[offers.shift]
    return np.asarray(across**2 + along**2 > problem.members.radius[offers.member] ** 2)


def _unskilled(problem: Problem, offers: Offers) -> BoolArray:
    held = problem.members.skills[offers.member]
    return np.asarray(problem.shifts.required[offers.shift] & ~held != 0)


def _of_other_age(problem: Problem, offers: Offers) -> BoolArray:
    age = problem.members.age[offers.member]
    least, most = problem.shifts.age_from[offers.shift], problem.shifts.age_until[offers.shift]
    asked = (least > 0) | (most < OLDEST)
    return np.asarray(asked & ((age < least) | (age > most) | (age < 0)))


def _week_covers(problem: Problem, offers: Offers) -> BoolArray:
    weekday = (problem.first_day.weekday() + problem.shifts.day[offers.shift]) % 7
    first = weekday * SLOTS_A_DAY + problem.shifts.start[offers.shift] // 30
    last = weekday * SLOTS_A_DAY + (problem.shifts.end[offers.shift] - 1) // 30
    covered = np.ones(offers.count, dtype=np.bool_)
    for begin in range(0, offers.count, OFFERS_AT_ONCE):
        part = slice(begin, begin + OFFERS_AT_ONCE)
        # Free half hours up to each one: as many between two of them as there are half hours.
        week = np.unpackbits(problem.members.free[offers.member[part]], axis=1)
        until = np.cumsum(week, axis=1, dtype=np.int16)
        row = np.arange(len(week))
        free = until[row, last[part]] - until[row, first[part]] + week[row, first[part]]
        covered[part] = free == last[part] - first[part] + 1
    return covered


def _opened(problem: Problem, offers: Offers) -> BoolArray:
    row, interval = _of_same_member(offers, problem.openings)
    first, last = _minutes(problem, offers.shift[row])
    holds = problem.openings.start[interval] <= first
    holds &= problem.openings.end[interval] >= last
    return np.isin(np.arange(offers.count), row[holds])


def _meets(problem: Problem, offers: Offers, intervals: Intervals, *, apart: int) -> BoolArray:
    """Offers that lie less than ``apart`` minutes from one of the member's intervals."""
    row, interval = _of_same_member(offers, intervals)
    first, last = _minutes(problem, offers.shift[row])
    meets = (intervals.start[interval] < last + apart) & (intervals.end[interval] > first - apart)
    return np.isin(np.arange(offers.count), row[meets])


def _minutes(problem: Problem, shift: IntArray) -> tuple[IntArray, IntArray]:
    midnight = problem.shifts.day[shift] * DAY_MINUTES
    return midnight + problem.shifts.start[shift], midnight + problem.shifts.end[shift]


def _of_same_member(offers: Offers, intervals: Intervals) -> tuple[IntArray, IntArray]:
    """Rows of offers and of intervals wherever both are of the same member."""
    order = np.argsort(intervals.member, kind="stable")
    whose = intervals.member[order]
    first = np.searchsorted(whose, offers.member)
    counts = np.searchsorted(whose, offers.member, side="right") - first
    row = np.repeat(np.arange(offers.count), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, order[np.repeat(first, counts) + within]


def value(
    problem: Problem, weights: Weights, offers: Offers, rungs: Ladders | None = None
) -> Value:
    """What the offers are worth, summed anew."""
    rungs = ladders(problem, weights) if rungs is None else rungs
    points = int(total_points(weights, Pairing(problem, offers.shift, offers.member)).sum())
    unit = problem.members.unit[offers.member]
    community = problem.shifts.community[offers.shift]
    points += rungs.member.worth(np.bincount(offers.member, minlength=problem.members.count))
    points += rungs.unit.worth(np.bincount(unit, minlength=problem.units))
    points += rungs.community.worth(np.bincount(community, minlength=problem.communities))
    return Value(offers.count, points)


def bound(rungs: Ladders, prices: Prices, pairs: Pairs) -> int:
    """No plan over all feasible pairs is worth more than this, whatever the prices are."""
    pairs = far_enough(pairs, prices)
    found = promising(pairs, prices)
    within = bound_by(rungs, prices, pairs.problem, found)
    return within - _clash_part(pairs.problem, prices, found)


def most_places(rungs: Ladders, prices: Prices, pairs: Pairs) -> int:
    """No plan over all feasible pairs fills more places than this, whatever the prices are."""
    pairs = far_enough(pairs, prices, blind=True).worthless()
    found = promising(pairs, prices)
    within = bound_by(rungs.blind(), prices, pairs.problem, found)
    return within - _clash_part(pairs.problem, prices, found)


def far_enough(
    pairs: Pairs, prices: Prices, *, blind: bool = False, at_most: IntArray | int = EVERYWHERE
) -> Pairs:
    """``pairs`` and those still unknown that could be promising: a bound needs them all.

    ``at_most`` metres (of each shift) is for prices that will still change.
    """
    return pairs.enough_for(Bar(prices.shift, prices.member, blind), at_most=at_most)


def promising(pairs: Pairs, prices: Prices) -> Chosen:
    """The pairs whose points and pay come to more than the member's day must bring in."""
    found = []
    for block in pairs.known:
        gain = np.repeat(prices.shift[block.shifts], block.counts)
        gain += block.points
        rows = np.flatnonzero(gain > prices.member[block.member])
        found.append(Chosen.of(block, rows))
    return Chosen.together(found)


def bound_by(rungs: Ladders, prices: Prices, problem: Problem, found: Chosen) -> int:
    """The bound of the network, given the promising pairs: a member's shifts may clash.

    The prices cut the plan into questions that are answered exactly and apart: what each shift,
    community, unit, member and day of a member would at most gain by them.
    """
    rent = prices.community[problem.shifts.community] - prices.shift
    gained = rungs.community.points + prices.worth
    rung = prices.unit[problem.members.unit] + prices.member
    return (
        int((problem.shifts.places * np.maximum(rent, 0)).sum())
        + _rung_part(rungs.community.sizes, gained - prices.community[:, None])
        + _rung_part(rungs.unit.sizes, rungs.unit.points - prices.unit[:, None])
        + _rung_part(rungs.member.sizes, rungs.member.points + rung[:, None])
        + _day_part(problem, prices, found)
    )


def _rung_part(sizes: IntArray, gain: IntArray) -> int:
    return int((sizes * np.maximum(gain, 0)).sum())


def _day_part(problem: Problem, prices: Prices, found: Chosen) -> int:
    """What the best shift of each time brings in beyond what it must."""
    gain = _gains(prices, found)
    return int(gain[_best_of_times(problem, found, gain)].sum())


def _best_of_times(problem: Problem, found: Chosen, gain: IntArray) -> IntArray:
    """(k,) rows of the best pair of each time of a member, in order of their times."""
    time = problem.time_of(found.member, found.shift)
    order = np.lexsort((-gain, time))
    return order[np.diff(time[order], prepend=-1) != 0]


def _gains(prices: Prices, found: Chosen) -> IntArray:
    return found.points + prices.shift[found.shift] - prices.member[found.member]


def _clash_part(problem: Problem, prices: Prices, found: Chosen) -> int:
    """What the best shifts of a day bring in only because the network does not see them clash.

    Where they clash, or are too many, the day is asked again, exactly: the best that may be.
    """
    if problem.stretches == 1:
        return 0
    every, worth = found.member * problem.days, _gains(prices, found)
    every += problem.shifts.day[found.shift]
    best = _best_of_times(problem, found, worth)
    day, (start, end) = every[best], (edge[found.shift[best]] for edge in problem.spans)
    order = np.lexsort((start, day))
    near = np.diff(day[order]) == 0
    near &= start[order][1:] < end[order][:-1] + problem.rest_minutes
    many, times = np.unique(day, return_counts=True)
    many = many[times > problem.day_room.ravel()[many]]
    clashing = rising(np.append(day[order][1:][near], many))
    if not len(clashing):
        return 0
    together = int(worth[best[np.isin(day, clashing)]].sum())
    rows = np.flatnonzero(np.isin(every, clashing))
    rows = rows[np.lexsort((problem.spans[1][found.shift[rows]], every[rows]))]
    edges = np.flatnonzero(np.diff(every[rows], prepend=-1, append=-1))
    apart = 0
    for first, after in pairwise(edges.tolist()):
        some = rows[first:after]
        room = int(problem.day_room.ravel()[every[some[0]]])
        apart += _best_apart(problem, found.shift[some], worth[some], room)
    return together - apart


def _best_apart(problem: Problem, shift: IntArray, gain: IntArray, room: int) -> int:
    """The most that up to ``room`` shifts, in order of their ends, gain without a clash."""
    start, end = (edge[shift].tolist() for edge in problem.spans)
    best = [[0] * (room + 1)]
    for row, more in enumerate(gain.tolist()):
        before = bisect_right(end, start[row] - problem.rest_minutes, hi=row)
        step = [best[before][taken] + more for taken in range(room)]
        best.append([0, *map(max, best[row][1:], step)])
    return best[-1][-1]
