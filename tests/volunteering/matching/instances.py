"""Small made-up problems, and the slowest possible way to solve them."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations, product

import numpy as np

from volunteering.matching.checking import violations
from volunteering.matching.pairing import pairing
from volunteering.matching.problem import (
    DAY_MINUTES,
    OLDEST,
    Intervals,
    Members,
    Problem,
    Shifts,
    no_intervals,
    no_pairs,
    packed_week,
)
from volunteering.matching.result import Offers
from volunteering.matching.scoring import Weights, ladders, total_points


def ints(*values):
    return np.array(values, dtype=np.int64)


def plain_problem(members=3, shifts=2, /, **changes):
    """Everybody is free, near and unskilled; every shift has one place on a day of its own."""
    problem = Problem(
        members=Members(
            unit=np.zeros(members, dtype=np.int64),
            x=np.arange(members) * 250,
            y=np.zeros(members, dtype=np.int64),
            radius=np.full(members, 5_000),
            skills=np.zeros(members, dtype=np.uint64),
            free=packed_week(np.ones((members, 336), dtype=bool)),
            cap=np.full(members, 2),
            taken=np.zeros(members, dtype=np.int64),
            history=np.zeros(members),
            open_offers=np.zeros(members, dtype=np.int64),
        ),
        shifts=Shifts(
            community=np.zeros(shifts, dtype=np.int64),
            x=np.zeros(shifts, dtype=np.int64),
            y=np.zeros(shifts, dtype=np.int64),
            day=np.arange(shifts) + 4,  # the first one is Saturday 5 December
            start=np.full(shifts, 9 * 60),
            end=np.full(shifts, 11 * 60),
            places=np.ones(shifts, dtype=np.int64),
            total=np.ones(shifts, dtype=np.int64),
            required=np.zeros(shifts, dtype=np.uint64),
            desired=np.zeros(shifts, dtype=np.uint64),
        ),
        units=1,
        communities=1,
        first_day=date(2026, 12, 1),
        days=31,
        openings=no_intervals(),
        absences=no_intervals(),
        engagements=no_intervals(),
        refused=no_pairs(),
        skill_names=("急救", "写春联", "修电器"),
    )
    return changed(problem, **changes)


def changed(problem, *, members=None, shifts=None, **fields):
    """The problem with some columns of its members, shifts or itself replaced."""
    return replace(
        problem,
        members=replace(problem.members, **(members or {})),
        shifts=replace(problem.shifts, **(shifts or {})),
        **fields,
    )


def random_problem(seed, members=4, shifts=4, days=3):
    """A tight little problem in which every rule bites now and then."""
    random = np.random.default_rng(seed)
    total = random.integers(1, 3, shifts)
    start = random.choice([9, 14], shifts) * 60
    opening = random.integers(0, days * DAY_MINUTES, 2)
    absent = random.integers(0, days * DAY_MINUTES, 2)
    engaged = random.integers(0, days, 1) * DAY_MINUTES + 10 * 60
    return Problem(
        members=Members(
            unit=random.integers(0, 2, members),
            x=random.integers(0, 12, members) * 250,
            y=random.integers(0, 4, members) * 250,
            radius=random.choice([500, 1_500, 3_000], members),
            skills=random.integers(0, 8, members).astype(np.uint64),
            free=packed_week(np.repeat(random.random((members, 14)) < 0.8, 24, axis=1)),
            cap=random.integers(0, 4, members),
            taken=random.integers(0, 2, members),
            history=random.random(members) * 3,
            open_offers=random.integers(0, 2, members),
        ),
        shifts=Shifts(
            community=random.integers(0, 2, shifts),
            x=random.integers(0, 3_000, shifts),
            y=random.integers(0, 1_000, shifts),
            day=random.integers(0, days, shifts),
            start=start,
            end=start + random.choice([60, 150], shifts),
            places=random.integers(0, total + 1),
            total=total,
            required=random.choice([0, 0, 1, 2], shifts).astype(np.uint64),
            desired=random.choice([0, 4, 6], shifts).astype(np.uint64),
        ),
        units=2,
        communities=2,
        first_day=date(2026, 12, 1),
        days=days,
        openings=Intervals(random.integers(0, members, 2), opening, opening + 1_000),
        absences=Intervals(random.integers(0, members, 2), absent, absent + 300),
        engagements=Intervals(random.integers(0, members, 1), engaged, engaged + 120),
        refused=np.column_stack([random.integers(0, members, 2), random.integers(0, shifts, 2)]),
        skill_names=("急救", "写春联", "修电器"),
        offer_limit=3,
        seed=seed,
    )


def aged_problem(seed, members=4, shifts=4, days=3):
    """The same with ages, known and unknown, and shifts that ask for some."""
    random = np.random.default_rng(seed)
    return changed(
        random_problem(seed, members, shifts, days),
        members={"age": random.integers(-1, 90, members)},
        shifts={
            "age_from": random.choice([0, 18, 40], shifts),
            "age_until": random.choice([OLDEST, 70], shifts),
        },
    )


def offers_of(pairs):
    """Offers from (member, shift) pairs."""
    ordered = sorted((shift, member) for member, shift in pairs)
    table = np.array(ordered, dtype=np.int64).reshape(-1, 2)
    return Offers(member=table[:, 1], shift=table[:, 0])


def feasible_by_plain_rules(problem):
    """Every pair that breaks no rule by itself."""
    return [
        (member, shift)
        for member in range(problem.members.count)
        for shift in range(problem.shifts.count)
        if not violations(problem, offers_of([(member, shift)]))
    ]


def best_by_trying_all(problem, weights=None):
    """(places, points) of the best plan, found by trying every plan."""
    weights = weights or Weights()
    pairs = feasible_by_plain_rules(problem)
    points = {
        (member, shift): int(total_points(weights, pairing(problem, shift, ints(member)))[0])
        for member, shift in pairs
    }
    rungs = ladders(problem, weights)
    choices = [_choices_of(problem, member, pairs) for member in range(problem.members.count)]
    best = (0, 0)
    for plan in product(*choices):
        given = np.zeros(problem.shifts.count, dtype=np.int64)
        for chosen in plan:
            given[list(chosen)] += 1
        if (given > problem.shifts.places).any() or given.sum() < best[0]:
            continue
        load = np.array([len(chosen) for chosen in plan])
        units = np.bincount(problem.members.unit, weights=load, minlength=problem.units)
        communities = np.bincount(
            problem.shifts.community, weights=given, minlength=problem.communities
        )
        worth = sum(points[member, shift] for member, row in enumerate(plan) for shift in row)
        worth += rungs.member.worth(load)
        worth += rungs.unit.worth(units.astype(np.int64))
        worth += rungs.community.worth(communities.astype(np.int64))
        best = max(best, (int(given.sum()), worth))
    return best


def _choices_of(problem, member, pairs):
    mine = [shift for other, shift in pairs if other == member]
    found = []
    for bits in range(1 << len(mine)):
        chosen = tuple(shift for place, shift in enumerate(mine) if bits >> place & 1)
        days = Counter(int(problem.shifts.day[shift]) for shift in chosen)
        within = all(times <= problem.day_room[member, day] for day, times in days.items())
        if len(chosen) <= problem.room[member] and within and not _clash(problem, chosen):
            found.append(chosen)
    return found


def _clash(problem, chosen):
    start, end = (edge.tolist() for edge in problem.spans)
    rest = problem.rest_minutes
    return any(
        start[one] < end[other] + rest and start[other] < end[one] + rest
        for one, other in combinations(chosen, 2)
    )


def crowded_problem(seed, members=3, shifts=5, days=2):
    """The same with caps of one to three shifts a day, rests, ages and shifts that overlap."""
    random = np.random.default_rng(seed)
    problem = random_problem(seed, members, shifts, days)
    start = random.integers(0, 18, shifts) * 60 + random.choice([0, 30], shifts)
    return changed(
        problem,
        members={
            "day_cap": random.integers(1, 4, members),
            "cap": random.integers(1, 5, members),
            "free": packed_week(np.ones((members, 336), dtype=bool)),
            "age": random.integers(-1, 90, members),
        },
        shifts={
            "start": start,
            "end": start + random.choice([60, 120, 300], shifts),
            "required": np.zeros(shifts, dtype=np.uint64),
            "age_from": random.choice([0, 0, 0, 18], shifts),
            "age_until": random.choice([200, 200, 70], shifts),
        },
        offer_limit=4,
        rest_minutes=int(random.choice([0, 30, 120, 600])),
    )
