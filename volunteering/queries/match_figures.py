"""The figures of a matching run: what it reached, the proof, and who was left out and why."""

from __future__ import annotations

import resource
from typing import Any

import numpy as np

from volunteering.matching import Outcome
from volunteering.matching.explaining import left_out, open_places
from volunteering.matching.fairness import fairness
from volunteering.queries.matching_arrays import Reading

KIBIBYTES_A_MEBIBYTE = 1024


def figures_of(reading: Reading, outcome: Outcome) -> dict[str, Any]:
    """Everything that a run keeps of its result besides the offers, ready for JSON."""
    problem, verdict = reading.problem, outcome.verdict
    spread = fairness(problem, outcome.offers)
    return {
        "members": problem.members.count,
        "shifts": problem.shifts.count,
        "places": problem.open_places,
        "offered": outcome.offers.count,
        "offered_bound": verdict.filled_bound,
        "objective": verdict.value.points,
        "bound": verdict.bound,
        "gap": verdict.gap,
        "rounds": outcome.rounds,
        "pairs": outcome.pairs.count,
        "asked": spread.members_asked,
        "least_fill": round(spread.least_fill, 4),
        "member_gini": round(spread.member_gini, 4),
        "unit_gini": round(spread.unit_gini, 4),
        "homeless": reading.homeless,
        "unplaced": reading.unplaced,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIBIBYTES_A_MEBIBYTE,
        "communities": _by_community(reading, outcome),
        "units": _by_unit(reading, outcome),
        "open": _open(reading, outcome),
        "left_out": _left_out(reading, outcome),
    }


def _by_community(reading: Reading, outcome: Outcome) -> list[list[int]]:
    """[area, places, filled before, offered] of each community with shifts."""
    problem = reading.problem
    offered = np.bincount(
        problem.shifts.community[outcome.offers.shift], minlength=problem.communities
    )
    before = problem.community_total - problem.community_open
    table = np.column_stack([reading.communities, problem.community_total, before, offered])
    return [[int(value) for value in row] for row in table]


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
    reasons: dict[tuple[str, str, str], list[int]] = {}
    for row, said in left_out(reading.problem, outcome.offers, outcome.pairs).items():
        reasons.setdefault((said.code, said.zh, said.en), []).append(int(reading.members[row]))
    return [
        {"code": code, "zh": zh, "en": en, "members": members}
        for (code, zh, en), members in sorted(reasons.items(), key=lambda item: -len(item[1]))
    ]
