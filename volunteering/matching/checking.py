"""Checking a result without trusting the solver: the rules again, the objective again, the bound.

Written first. ``violations`` looks at every offer with plain comparisons, one at a time, and shares
no code with the criteria or the network. ``bound`` is a proof by weak duality: for any prices it is
an upper bound on every plan over all feasible pairs, so an offer list that reaches it is optimal.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from volunteering.matching.candidates import Pairs, feasible_pairs
from volunteering.matching.problem import DAY_MINUTES, SLOTS_A_DAY, IntArray, Intervals, Problem
from volunteering.matching.result import Certificate, Offers
from volunteering.matching.scoring import Ladders, Weights, ladders, place_worth, total_points


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
        return self.sound and self.bound == self.value.points


def check(
    problem: Problem,
    weights: Weights,
    offers: Offers,
    certificate: Certificate,
    pairs: Pairs | None = None,
) -> Verdict:
    """Check offers against all rules, recompute their worth and prove how far from best they are.

    ``pairs`` are the feasible pairs if they are at hand; they are found again otherwise.
    """
    pairs = feasible_pairs(problem, weights) if pairs is None else pairs
    reached = value(problem, weights, offers)
    worth = place_worth(problem, weights)
    limit = bound(problem, weights, certificate, pairs)
    slack = limit - reached.together(worth)
    return Verdict(
        violations=tuple(violations(problem, offers)),
        value=reached,
        # Points are never negative, so a plan with k places is worth at least k × worth.
        filled_bound=limit // worth,
        bound=reached.points + slack,
        gap=slack / max(1, reached.points),
    )


def violations(problem: Problem, offers: Offers) -> list[Violation]:
    """Every rule that the offers break, one by one."""
    found: list[Violation] = []
    booked = list(zip(offers.member.tolist(), offers.shift.tolist(), strict=True))
    refused = {(int(member), int(shift)) for member, shift in problem.refused}
    opened = _by_member(problem.openings)
    away = _by_member(problem.absences)
    engaged = _by_member(problem.engagements)
    for member, shift in booked:
        found += [
            Violation(rule, member, shift)
            for rule, broken in (
                ("near", _too_far(problem, member, shift)),
                (
                    "free",
                    not _week_covers(problem, member, shift)
                    and not _opened(problem, shift, opened.get(member, [])),
                ),
                ("absent", _overlaps(problem, shift, away.get(member, []))),
                ("engaged", _same_day(problem, shift, engaged.get(member, []))),
                ("skilled", _unskilled(problem, member, shift)),
                ("willing", (member, shift) in refused),
            )
            if broken
        ]
    return found + _counted(problem, booked)


def _counted(problem: Problem, booked: list[tuple[int, int]]) -> list[Violation]:
    """Rules on how many: places, one a day, the month's cap, unanswered offers."""
    members, shifts = problem.members, problem.shifts
    found = [Violation("twice", *pair) for pair, times in Counter(booked).items() if times > 1]
    for shift, asked in Counter(shift for _, shift in booked).items():
        if asked > int(shifts.places[shift]):
            found.append(Violation("places", shift=shift))
    days = Counter((member, int(shifts.day[shift])) for member, shift in booked)
    found += [Violation("day", member) for (member, _), times in days.items() if times > 1]
    for member, asked in Counter(member for member, _ in booked).items():
        unanswered = int(members.open_offers[member]) + asked
        if int(members.taken[member]) + unanswered > int(members.cap[member]):
            found.append(Violation("cap", member))
        limit = problem.offer_limit
        if limit is not None and unanswered > limit:
            found.append(Violation("offers", member))
    return found


def _too_far(problem: Problem, member: int, shift: int) -> bool:
    across = int(problem.members.x[member]) - int(problem.shifts.x[shift])
    along = int(problem.members.y[member]) - int(problem.shifts.y[shift])
    return across**2 + along**2 > int(problem.members.radius[member]) ** 2


def _week_covers(problem: Problem, member: int, shift: int) -> bool:
    week = np.unpackbits(problem.members.free[member])
    weekday = problem.date_of(shift).weekday()
    first = int(problem.shifts.start[shift]) // 30
    last = (int(problem.shifts.end[shift]) - 1) // 30
    return all(week[weekday * SLOTS_A_DAY + slot] for slot in range(first, last + 1))


def _opened(problem: Problem, shift: int, openings: list[tuple[int, int]]) -> bool:
    midnight = int(problem.shifts.day[shift]) * DAY_MINUTES
    first = midnight + int(problem.shifts.start[shift])
    last = midnight + int(problem.shifts.end[shift])
    return any(start <= first and last <= end for start, end in openings)


def _unskilled(problem: Problem, member: int, shift: int) -> bool:
    return bool(int(problem.shifts.required[shift]) & ~int(problem.members.skills[member]))


def _by_member(intervals: Intervals) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for member, start, end in zip(
        intervals.member.tolist(), intervals.start.tolist(), intervals.end.tolist(), strict=True
    ):
        found.setdefault(member, []).append((start, end))
    return found


def _overlaps(problem: Problem, shift: int, taken: list[tuple[int, int]]) -> bool:
    midnight = int(problem.shifts.day[shift]) * DAY_MINUTES
    first = midnight + int(problem.shifts.start[shift])
    last = midnight + int(problem.shifts.end[shift])
    return any(start < last and end > first for start, end in taken)


def _same_day(problem: Problem, shift: int, taken: list[tuple[int, int]]) -> bool:
    midnight = int(problem.shifts.day[shift]) * DAY_MINUTES
    return any(start < midnight + DAY_MINUTES and end > midnight for start, end in taken)


def value(problem: Problem, weights: Weights, offers: Offers) -> Value:
    """What the offers are worth, summed anew."""
    points = sum(
        int(total_points(problem, weights, int(shift), offers.member[offers.shift == shift]).sum())
        for shift in np.unique(offers.shift)
    )
    rungs = ladders(problem, weights)
    unit = problem.members.unit[offers.member]
    community = problem.shifts.community[offers.shift]
    points += rungs.member.worth(np.bincount(offers.member, minlength=problem.members.count))
    points += rungs.unit.worth(np.bincount(unit, minlength=problem.units))
    points += rungs.community.worth(np.bincount(community, minlength=problem.communities))
    return Value(offers.count, points)


def bound(problem: Problem, weights: Weights, certificate: Certificate, pairs: Pairs) -> int:
    """No plan over ``pairs`` is worth more than this, whatever the prices are.

    The prices cut the plan into four questions that are answered exactly and apart: what each
    shift, each community, each unit and each member would at most gain by them.
    """
    rungs = ladders(problem, weights)
    rent = certificate.community[problem.shifts.community] - certificate.shift
    shift_part = int((problem.shifts.places * np.maximum(rent, 0)).sum())
    gained = rungs.community.points + place_worth(problem, weights)
    community_part = _rung_part(rungs.community.sizes, gained - certificate.community[:, None])
    unit_part = _rung_part(rungs.unit.sizes, rungs.unit.points - certificate.unit[:, None])
    return (
        shift_part + community_part + unit_part + _member_part(problem, rungs, certificate, pairs)
    )


def _rung_part(sizes: IntArray, gain: IntArray) -> int:
    return int((sizes * np.maximum(gain, 0)).sum())


def _member_part(problem: Problem, rungs: Ladders, certificate: Certificate, pairs: Pairs) -> int:
    """The best that the members can gain: of each day the best shift, of the days the best few."""
    best = best_of_day(problem, certificate, pairs)
    most = rungs.member.sizes.shape[1]
    # The sentinel of a day without any shift is so low that no rung and no unit makes up for it.
    if best.shape[1] > most:
        best = np.partition(best, best.shape[1] - most, axis=1)[:, -most:]
    best = -np.sort(-best, axis=1)
    rungs_used = slice(0, best.shape[1])
    gain = (
        best + certificate.unit[problem.members.unit][:, None] + rungs.member.points[:, rungs_used]
    )
    return _rung_part(rungs.member.sizes[:, rungs_used], gain)


def best_of_day(problem: Problem, certificate: Certificate, pairs: Pairs) -> IntArray:
    """(members, days) the most that a shift of the day gives: the pair's points + its pay."""
    lowest = np.iinfo(np.int64).min // 4
    best = np.full((problem.members.count, problem.days), lowest, dtype=np.int64)
    for shift in range(problem.shifts.count):
        rows = slice(int(pairs.start[shift]), int(pairs.start[shift + 1]))
        members = pairs.member[rows]
        day = problem.shifts.day[shift]
        gain = pairs.points[rows] + certificate.shift[shift]
        best[members, day] = np.maximum(best[members, day], gain)
    return best
