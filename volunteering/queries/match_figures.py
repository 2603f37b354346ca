"""The figures of a matching run: what it reached, the proof, and who was left out and why."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from territory.models import Area
from volunteering.matching import Outcome
from volunteering.matching.explaining import left_out, open_places
from volunteering.matching.fairness import Fairness, fairness, offer_metres
from volunteering.matching.problem import OLDEST
from volunteering.queries.matching_arrays import Reading

KIBIBYTES_A_MEBIBYTE = 1024
METRES_A_BIN, MOST_BINS, MOST_LOAD = 250, 16, 6
"""Distances and shifts a member are counted in bins; the last holds all beyond."""
STREET_DEPTH = 3
"""Streets lie below the city and its districts."""


def figures_of(reading: Reading, outcome: Outcome, streets: Mapping[int, int]) -> dict[str, Any]:
    """Everything that a run keeps of its result besides the offers, ready for JSON.

    ``streets`` names the street of each community. Nothing is read: it may run beside a writing.
    """
    problem, verdict = reading.problem, outcome.verdict
    spread = fairness(problem, outcome.offers)
    return {
        "members": problem.members.count,
        "shifts": problem.shifts.count,
        "places": problem.open_places,
        "ages_asked": bool(
            (problem.shifts.age_from > 0).any() or (problem.shifts.age_until < OLDEST).any()
        ),
        "offered": outcome.offers.count,
        "offered_bound": verdict.filled_bound,
        "objective": verdict.value.points,
        "bound": verdict.bound,
        "gap": verdict.gap,
        "overlaps": outcome.overlaps,
        "overlap_loss": outcome.overlap_loss,
        "rounds": outcome.rounds,
        "pairs": outcome.pairs.count,
        "asked": spread.members_asked,
        "least_fill": round(spread.least_fill, 4),
        "member_gini": round(spread.member_gini, 4),
        "fill_gini": round(spread.fill_gini, 4),
        "most_of_a_member": spread.most_of_a_member,
        "unit_gini": round(spread.unit_gini, 4),
        "most_of_a_unit": round(spread.most_of_a_unit, 2),
        "mean_metres": round(spread.mean_metres),
        "metres_bins": _binned(offer_metres(problem, outcome.offers) // METRES_A_BIN, MOST_BINS),
        "load_bins": _binned(_load(outcome), MOST_LOAD + 1),
        "streets": _by_street(reading, outcome, spread, streets),
        "homeless": reading.homeless,
        "unplaced": reading.unplaced,
        "communities": _by_community(reading, outcome),
        "units": _by_unit(reading, outcome),
        "open": _open(reading, outcome),
        "left_out": _left_out(reading, outcome),
    }


def peak_mib() -> int:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIBIBYTES_A_MEBIBYTE


def _binned(values: NDArray[Any], bins: int) -> list[int]:
    counts = np.bincount(np.minimum(values, bins - 1).astype(np.int64), minlength=bins)
    return [int(count) for count in counts]


def _load(outcome: Outcome) -> NDArray[np.int64]:
    """Shifts of the month of each member who had room, this plan included."""
    problem = outcome.pairs.problem
    asked = np.bincount(outcome.offers.member, minlength=problem.members.count)
    return np.asarray((problem.members.taken + asked)[(problem.room > 0) | (asked > 0)])


def _by_community(reading: Reading, outcome: Outcome) -> list[list[int]]:
    """[area, places, filled before, offered] of each community with shifts."""
    problem = reading.problem
    offered = np.bincount(
        problem.shifts.community[outcome.offers.shift], minlength=problem.communities
    )
    before = problem.community_total - problem.community_open
    table = np.column_stack([reading.communities, problem.community_total, before, offered])
    return [[int(value) for value in row] for row in table]


def _by_street(
    reading: Reading, outcome: Outcome, spread: Fairness, streets: Mapping[int, int]
) -> list[list[int]]:
    """[area, offers, metres from home on average] of each street with offers."""
    offered = np.bincount(
        reading.problem.shifts.community[outcome.offers.shift], minlength=len(reading.communities)
    )
    whole = np.nan_to_num(spread.community_metres) * offered
    found: dict[int, list[float]] = {}
    for area, offers, metres in zip(
        reading.communities.tolist(), offered.tolist(), whole.tolist(), strict=True
    ):
        entry = found.setdefault(streets[area], [0, 0.0])
        entry[0] += offers
        entry[1] += metres
    return [
        [street, int(offers), round(metres / offers)]
        for street, (offers, metres) in sorted(found.items())
        if offers
    ]


def streets_of(areas: list[int]) -> dict[int, int]:
    """The street that each area lies in, by key; the area itself above or without one."""
    paths = dict(Area.objects.filter(pk__in=areas).values_list("pk", "path"))
    length = STREET_DEPTH * Area.steplen
    above = {path[:length] for path in paths.values()}
    keys = dict(Area.objects.filter(path__in=above).values_list("path", "pk"))
    return {area: keys.get(paths[area][:length], area) for area in areas}


def _by_unit(reading: Reading, outcome: Outcome) -> list[list[int]]:
    """[unit, members who can be asked, offered] of each unit."""
    problem = reading.problem
    active = np.bincount(problem.members.unit[problem.room > 0], minlength=problem.units)
    offered = np.bincount(problem.members.unit[outcome.offers.member], minlength=problem.units)
    table = np.column_stack([reading.units, active, offered])
    return [[int(value) for value in row] for row in table]


def _open(reading: Reading, outcome: Outcome) -> list[dict[str, Any]]:
    """The shifts with places left, and what stood in the way."""
    return [
        {
            "shift": int(reading.shifts[place.shift]),
            "places": place.places,
            "fitting": place.fitting,
            "zh": place.sentence.zh,
            "en": place.sentence.en,
        }
        for place in open_places(reading.problem, outcome.offers, outcome.pairs)
    ]


def _left_out(reading: Reading, outcome: Outcome) -> list[dict[str, Any]]:
    """Members without an offer, by reason; reasons with most members first."""
    told = left_out(reading.problem, outcome.offers, outcome.pairs)
    return [
        {"code": said.code, "zh": said.zh, "en": said.en, "members": reading.members[rows].tolist()}
        for said, rows in told
    ]
