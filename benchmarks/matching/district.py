"""A made-up district and the time that it takes to match a month of it; one line of JSON."""

import argparse
import json
import resource
import time
from datetime import date

import numpy as np

from volunteering.matching import Weights, match
from volunteering.matching.candidates import Pairs, feasible_pairs
from volunteering.matching.checking import value
from volunteering.matching.fairness import fairness
from volunteering.matching.problem import (
    DAY_MINUTES,
    Intervals,
    Members,
    Problem,
    Shifts,
    packed_week,
)
from volunteering.matching.result import Offers

CELL = 250
SKILLS = 24


def district(
    *,
    members: int = 19_600,
    units: int = 300,
    communities: int = 630,
    shifts: int = 2_000,
    days: int = 31,
    seed: int = 1,
    refused: int = 500,
) -> Problem:
    """A district with a dense core, uneven units and needs, Zipf skills and six kinds of weeks."""
    random = np.random.default_rng(seed)
    centre = _scattered(random, communities, spread=9_000)
    home = centre[_drawn(random, communities, members)] + random.normal(0, 600, (members, 2))
    home = (home // CELL * CELL + CELL // 2).astype(np.int64)
    community = _drawn(random, communities, shifts)
    place = (centre[community] + random.normal(0, 300, (shifts, 2))).astype(np.int64)
    day, start, end = drawn_times(random, shifts, days)
    total = np.clip(random.geometric(0.2, shifts), 1, 20).astype(np.int64)
    cap = random.choice([1, 2, 3, 4, 6], members, p=[0.3, 0.3, 0.2, 0.15, 0.05])
    return Problem(
        members=Members(
            unit=_drawn(random, units, members),
            x=home[:, 0],
            y=home[:, 1],
            radius=np.clip(random.lognormal(7.7, 0.5, members), 500, 8_000).astype(np.int64),
            skills=_skills(random, members, 3.0),
            free=packed_week(drawn_weeks(random, members)),
            cap=cap.astype(np.int64),
            taken=(random.random(members) < 0.1).astype(np.int64),
            history=random.gamma(0.6, 0.8, members),
            open_offers=np.zeros(members, dtype=np.int64),
        ),
        shifts=Shifts(
            community=community,
            x=place[:, 0],
            y=place[:, 1],
            day=day,
            start=start,
            end=end,
            places=total - random.binomial(total, 0.1),
            total=total,
            required=np.where(random.random(shifts) < 0.3, _skills(random, shifts, 1.0), 0).astype(
                np.uint64
            ),
            desired=_skills(random, shifts, 1.5),
        ),
        units=units,
        communities=communities,
        first_day=date(2026, 12, 1),
        days=days,
        openings=drawn_intervals(random, members, days, members // 20, 2 * DAY_MINUTES),
        absences=drawn_intervals(random, members, days, members // 10, 3 * DAY_MINUTES),
        engagements=drawn_intervals(random, members, days, members // 10, 180),
        refused=np.column_stack(
            [random.integers(0, members, refused), random.integers(0, shifts, refused)]
        ),
        skill_names=tuple(f"技能{bit + 1}" for bit in range(SKILLS)),
        offer_limit=4,
        seed=seed,
    )


def _scattered(random, count, *, spread):
    core = random.normal(0, spread / 3, (count, 2))
    towns = random.uniform(-spread, spread, (12, 2))[random.integers(0, 12, count)]
    towns = towns + random.normal(0, 900, (count, 2))
    return np.where(random.random((count, 1)) < 0.6, core, towns)


def _drawn(random, groups, count):
    weight = random.lognormal(0, 1, groups)
    return random.choice(groups, count, p=weight / weight.sum()).astype(np.int64)


def _skills(random, count, mean):
    chance = 1 / np.arange(1, SKILLS + 1)
    chance = np.minimum(1, chance / chance.sum() * mean)
    bits = random.random((count, SKILLS)) < chance
    return (bits * (1 << np.arange(SKILLS, dtype=np.uint64))).sum(axis=1).astype(np.uint64)


def drawn_times(random, count, days):
    day = random.integers(0, days, count)
    weekend = (date(2026, 12, 1).weekday() + day) % 7 >= 5
    hour = np.where(
        weekend, random.choice([9, 10, 14, 15, 18], count), random.choice([9, 14, 18, 19], count)
    )
    start = hour * 60 + random.choice([0, 30], count)
    return day.astype(np.int64), start, start + random.choice([90, 120, 180], count)


def drawn_weeks(random, count):
    week = np.zeros((count, 7, 48), dtype=bool)
    kind = random.choice(6, count, p=[0.18, 0.26, 0.2, 0.16, 0.12, 0.08])
    for row, (days, first, last) in enumerate(
        (((), 0, 0), ((5, 6), 16, 36), ((0, 1, 2, 3, 4), 35, 44), ((5,), 16, 26),
         ((2, 4, 6), 17, 44), ((0, 1, 2, 3, 4, 5, 6), 16, 36))
    ):  # fmt: skip
        for weekday in days:
            week[kind == row, weekday, first:last] = True
    return week.reshape(count, 336)


def drawn_intervals(random, members, days, count, length):
    start = random.integers(0, days * DAY_MINUTES - length, count)
    return Intervals(random.integers(0, members, count), start, start + length)


def greedy(problem: Problem, pairs: Pairs) -> Offers:
    """The obvious way, for comparison: best pair first, as long as the rules allow."""
    every = pairs.chosen()
    room, places = problem.room.tolist(), problem.shifts.places.tolist()
    day = problem.shifts.day.tolist()
    taken, chosen = set(), []
    order = np.argsort(-every.points, kind="stable")
    for member, where in zip(
        every.member[order].tolist(), every.shift[order].tolist(), strict=True
    ):
        if places[where] and room[member] and (member, day[where]) not in taken:
            places[where] -= 1
            room[member] -= 1
            taken.add((member, day[where]))
            chosen.append((where, member))
    order = np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2)
    return Offers(order[:, 1], order[:, 0])


def figures(problem: Problem) -> dict[str, object]:
    """Match the problem and measure it."""
    weights = Weights()
    began = time.perf_counter()
    outcome = match(problem, weights)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    plain = greedy(problem, feasible_pairs(problem, weights))
    plain_value = value(problem, weights, plain)
    spread = fairness(problem, outcome.offers)
    verdict = outcome.verdict
    return {
        "members": problem.members.count,
        "shifts": problem.shifts.count,
        "places": problem.open_places,
        "pairs": outcome.pairs.count,
        "offered": outcome.offers.count,
        "offered_bound": verdict.filled_bound,
        "objective": verdict.value.points,
        "bound": verdict.bound,
        "gap": verdict.gap,
        "rounds": outcome.rounds,
        "seconds": round(seconds, 3),
        "stages": {stage: round(took, 3) for stage, took in outcome.seconds.items()},
        "peak_mib": peak,
        "greedy_offered": plain.count,
        "greedy_points_per_offer": round(plain_value.points / max(1, plain.count), 1),
        "points_per_offer": round(verdict.value.points / max(1, outcome.offers.count), 1),
        "filled_ratio_to_greedy": round(outcome.offers.count / max(1, plain.count), 4),
        "least_community_fill": round(spread.least_fill, 3),
        "member_gini": round(spread.member_gini, 3),
        "greedy_member_gini": round(fairness(problem, plain).member_gini, 3),
        "most_of_a_unit": round(spread.most_of_a_unit, 2),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=19_600)
    parser.add_argument("--shifts", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(
        json.dumps(
            figures(district(members=chosen.members, shifts=chosen.shifts, seed=chosen.seed))
        )
    )
