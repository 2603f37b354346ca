"""A made-up city at any scale: the same density of people, more or fewer of them."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.matching.district import CELL, drawn_intervals, drawn_times, drawn_weeks
from volunteering.matching.problem import (
    DAY_MINUTES,
    Members,
    Problem,
    Shifts,
    by_place,
    packed_week,
)

MEMBERS, UNITS, COMMUNITIES, SHIFTS = 196_000, 2_640, 850, 20_000
CORE_METRES, TOWN_METRES = 4_500, 1_000
"""Spread of the core at full scale, and of each town around it."""
SOFT, HARD = 28, 12
"""Skills that help, and qualifications that a shift can require; one bit each."""
CHANCES_OF_HARD = 0.22 / np.arange(1, HARD + 1) ** 0.6


@dataclass(frozen=True)
class Size:
    """How large, and how much is asked: the month of a city is ``Size()``."""

    scale: float = 1.0
    """Members in parts of the city's 196,000; everything else but the load follows."""
    load: int = 1
    """Needs in multiples of a normal month; 3 is overloaded."""

    def of(self, count: int) -> int:
        """A number of the city at this scale."""
        return max(1, round(count * self.scale))


NAMED = {
    "town": Size(0.01),
    "district": Size(0.1),
    "district-overloaded": Size(0.1, 3),
    "borough": Size(0.316),
    "city": Size(),
    "city-overloaded": Size(load=3),
    "region": Size(10.0),
}


def city(size: Size | None = None, *, seed: int = 1, days: int = 31, cell: int = CELL) -> Problem:
    """A core and towns, uneven communities and units, Zipf skills, six kinds of weeks.

    Half of the needs follow the people, half are skewed: some quarters ask for far more than they
    can give. Homes are centres of cells of 250 m, or of ``cell``. The same arguments give the same
    arrays.
    """
    size = size or Size()
    random = np.random.default_rng(seed)
    members, units = size.of(MEMBERS), size.of(UNITS)
    communities, shifts = size.of(COMMUNITIES), size.of(SHIFTS) * size.load
    centre = _centres(random, communities, size)
    people = _shares(random.lognormal(0, 0.5, communities))
    asking = (people + _shares(random.lognormal(0, 1, communities))) / 2
    home = centre[random.choice(communities, members, p=people)]
    home = home + random.normal(0, 450, (members, 2))
    home = (home // cell * cell + cell // 2).astype(np.int64)
    community = random.choice(communities, shifts, p=asking).astype(np.int64)
    place = (centre[community] + random.normal(0, 300, (shifts, 2))).astype(np.int64)
    day, start, end = drawn_times(random, shifts, days)
    total = np.clip(random.geometric(0.2, shifts), 1, 20).astype(np.int64)
    qualified = random.random(shifts) < 0.3
    hard = np.uint64(1) << (SOFT + random.choice(HARD, shifts, p=_zipf(HARD))).astype(np.uint64)
    problem = Problem(
        members=Members(
            unit=_units(random, units, members),
            x=home[:, 0],
            y=home[:, 1],
            radius=np.clip(random.lognormal(7.7, 0.5, members), 500, 6_000).astype(np.int64),
            skills=_skills(random, members),
            free=packed_week(drawn_weeks(random, members)),
            cap=random.choice([1, 2, 3, 4, 6], members, p=[0.3, 0.3, 0.2, 0.15, 0.05]),
            taken=(random.random(members) < 0.1).astype(np.int64),
            history=random.negative_binomial(1, 0.55, members) / 6,
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
            required=np.where(qualified, hard, np.uint64(0)),
            desired=_bits(random.random((shifts, SOFT)) < 1.5 * _zipf(SOFT)),
        ),
        units=units,
        communities=communities,
        first_day=date(2026, 12, 1),
        days=days,
        openings=drawn_intervals(random, members, days, members // 20, 2 * DAY_MINUTES),
        absences=drawn_intervals(random, members, days, members // 10, 3 * DAY_MINUTES),
        engagements=drawn_intervals(random, members, days, members // 10, 180),
        refused=np.column_stack(
            [random.integers(0, members, members // 40), random.integers(0, shifts, members // 40)]
        ),
        skill_names=tuple(f"技能{bit + 1}" for bit in range(SOFT + HARD)),
        offer_limit=4,
        seed=seed,
    )
    return by_place(problem)[0]


def _centres(random, communities, size):
    spread = CORE_METRES * size.scale**0.5
    core = random.normal(0, spread, (communities, 2))
    towns = max(1, round(24 * size.scale))
    town = random.uniform(-3 * spread, 3 * spread, (towns, 2))[
        random.integers(0, towns, communities)
    ]
    town = town + random.normal(0, TOWN_METRES, (communities, 2))
    return np.where(random.random((communities, 1)) < 0.6, core, town)


def _units(random, units, members):
    return random.choice(units, members, p=_shares(random.pareto(1.2, units) + 0.2)).astype(
        np.int64
    )


def _skills(random, members):
    soft = _bits(random.random((members, SOFT)) < 3 * _zipf(SOFT))
    hard = _bits(random.random((members, HARD)) < CHANCES_OF_HARD)
    return soft | hard << np.uint64(SOFT)


def _bits(table):
    bits = np.zeros(len(table), dtype=np.uint64)
    for column in range(table.shape[1]):
        bits |= table[:, column].astype(np.uint64) << np.uint64(column)
    return bits


def _zipf(count):
    return _shares(1 / np.arange(1, count + 1))


def _shares(weights):
    return weights / weights.sum()
