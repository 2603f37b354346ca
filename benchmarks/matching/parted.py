"""What it costs to see homes as cells, and to match districts apart; a line of JSON for each.

    python -m benchmarks.matching.parted cells district
    python -m benchmarks.matching.parted districts city --count 11

Cells: the plan is made from the middles of cells and then measured with the homes themselves.
Districts: sectors round the centre with equally many members; a worst case, as all their borders
meet where most people live.
"""

import argparse
import json
import os
import time
from dataclasses import replace

import numpy as np

from benchmarks.matching.city import NAMED, city
from volunteering.matching import Problem, Weights, match
from volunteering.matching.apart import exchanged, solved_part
from volunteering.matching.checking import value, violations
from volunteering.matching.fairness import offer_metres

CELLS = (100, 250, 500, 1_000)


def seen_as_cells(problem: Problem, metres: int) -> Problem:
    """The same problem with every home in the middle of its cell."""
    members = problem.members
    x, y = (axis // metres * metres + metres // 2 for axis in (members.x, members.y))
    return replace(problem, members=replace(members, x=x, y=y))


def cells(name: str, tolerance: float) -> None:
    """Print the loss of each size of cell."""
    problem = city(NAMED[name], cell=1)
    exact = match(problem, Weights(), tolerance=tolerance).verdict.value
    for metres in CELLS:
        offers = match(seen_as_cells(problem, metres), Weights(), tolerance=tolerance).offers
        true = value(problem, Weights(), offers)
        beyond = sum(entry.rule == "near" for entry in violations(problem, offers))
        show(
            "cells",
            instance=name,
            cell_metres=metres,
            filled=true.filled,
            filled_exactly=exact.filled,
            points_lost_percent=round(100 * (1 - true.points / exact.points), 4),
            beyond_own_distance_percent=round(100 * beyond / max(1, true.filled), 3),
            mean_metres=round(float(offer_metres(problem, offers).mean())),
        )


def districts(name: str, count: int, tolerance: float) -> None:
    """Print what is lost apart, and after one exchange."""
    problem = city(NAMED[name])
    members, shifts = sectors(problem, count)
    began = time.process_time()
    whole = match(problem, Weights(), tolerance=tolerance).verdict.value
    taken = [time.process_time() - began]
    parts = [
        solved_part(
            problem,
            Weights(),
            np.flatnonzero(members == number),
            np.flatnonzero(shifts == number),
            tolerance=tolerance,
        )
        for number in range(count)
    ]
    taken.append(time.process_time() - began - sum(taken))
    found = exchanged(problem, Weights(), parts, tolerance=tolerance)
    taken.append(time.process_time() - began - sum(taken))
    verdict = found.outcome.verdict
    worth = found.outcome.certificate.points.worth
    before = value(problem, Weights(), found.apart)
    best = whole.together(worth)
    show(
        "districts",
        instance=name,
        districts=count,
        filled_whole=whole.filled,
        filled_apart=before.filled,
        filled_exchanged=verdict.value.filled,
        filled_bound=verdict.filled_bound,
        gap_percent=100 * verdict.gap,
        rounds=found.outcome.rounds,
        lost_apart_percent=round(100 * (1 - before.together(worth) / best), 5),
        lost_exchanged_percent=round(100 * (1 - verdict.value.together(worth) / best), 5),
        wanted=found.wanted,
        across_percent=round(100 * found.across / max(1, verdict.value.filled), 1),
        cpu_seconds={
            "whole": round(taken[0], 2),
            "apart": round(taken[1], 2),
            "exchange": round(taken[2], 2),
        },
    )


def sectors(problem: Problem, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The district of each member and of each shift."""
    angles = [np.arctan2(part.y, part.x) for part in (problem.members, problem.shifts)]
    edges = np.quantile(angles[0], np.linspace(0, 1, count + 1)[1:-1])
    return np.searchsorted(edges, angles[0]), np.searchsorted(edges, angles[1])


def show(kind: str, **figures: object) -> None:
    """One line of JSON."""
    load = round(os.getloadavg()[0], 1)
    print(json.dumps({"benchmark": f"matching.{kind}", "load": load, **figures}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["cells", "districts"])
    parser.add_argument("instance", choices=[*NAMED])
    parser.add_argument("--count", type=int, default=11)
    parser.add_argument("--tolerance", type=float, default=1e-5)
    chosen = parser.parse_args()
    if chosen.what == "cells":
        cells(chosen.instance, chosen.tolerance)
    else:
        districts(chosen.instance, chosen.count, chosen.tolerance)
