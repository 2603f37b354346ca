"""The engine at several sizes, and kept up to date; a line of JSON for each.

    python -m benchmarks.matching.figures district borough city --repeats 5
    python -m benchmarks.matching.figures city --events 1000
    python -m benchmarks.matching.figures city --day-cap 2 --rest 60

Each repeat is a process of its own, so that its peak of memory is its own. The machine's load is
printed beside the times: on a busy machine trust CPU seconds more than wall seconds.
"""

import argparse
import gc
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.matching.city import NAMED, city
from volunteering.matching import Weights, match
from volunteering.matching.fairness import fairness
from volunteering.matching.keeping import Kept
from volunteering.matching.problem import Problem, Shifts

ROOT = Path(__file__).resolve().parents[2]


def crowded(problem: Problem, day_cap: int, rest: int) -> Problem:
    """The instance with so many shifts a day for everybody, so many minutes apart."""
    members = replace(problem.members, day_cap=np.full(problem.members.count, day_cap))
    return replace(problem, members=members, rest_minutes=rest)


def once(name: str, tolerance: float, day_cap: int, rest: int) -> dict[str, object]:
    """Match one instance in this process and measure it."""
    problem = crowded(city(NAMED[name]), day_cap, rest)
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = match(problem, Weights(), tolerance=tolerance)
    verdict = outcome.verdict
    offers = outcome.offers
    metres = np.hypot(
        problem.members.x[offers.member] - problem.shifts.x[offers.shift],
        problem.members.y[offers.member] - problem.shifts.y[offers.shift],
    )
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "members": problem.members.count,
        "shifts": problem.shifts.count,
        "places": problem.open_places,
        "pairs": outcome.pairs.count,
        "pairs_in_network": outcome.network.count,
        "rounds": outcome.rounds,
        "filled": verdict.value.filled,
        "filled_bound": verdict.filled_bound,
        "points": verdict.value.points,
        "gap_percent": 100 * verdict.gap,
        "overlaps": outcome.overlaps,
        "overlap_loss_percent": 100 * outcome.overlap_loss,
        "mean_metres": round(float(metres.mean())),
        "member_gini": round(fairness(problem, offers).member_gini, 3),
        "stages": {stage: round(took, 3) for stage, took in outcome.seconds.items()},
    }


def repeated(
    name: str, repeats: int, tolerance: float, day_cap: int, rest: int
) -> dict[str, object]:
    """Medians over processes."""
    load = os.getloadavg()[0]
    command = [sys.executable, "-m", "benchmarks.matching.figures", name, "--once"]
    command += ["--tolerance", str(tolerance), "--day-cap", str(day_cap), "--rest", str(rest)]
    runs = [
        json.loads(
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        )
        for _ in range(repeats)
    ]
    found = runs[0] | {
        key: round(statistics.median(run[key] for run in runs), 3)
        for key in ("wall", "cpu", "peak_mib")
    }
    return {"instance": name, "repeats": repeats, "load_before": round(load, 1)} | found


def exponents(found: list[dict[str, object]]) -> dict[str, float]:
    """By which power of the members CPU time grows: from each size to the next, and over all."""
    ordered = sorted(found, key=lambda run: run["members"])
    steps = [*pairwise(ordered), *([(ordered[0], ordered[-1])] if len(ordered) > 2 else [])]
    return {
        f"{small['instance']}→{large['instance']}": round(
            math.log(large["cpu"] / small["cpu"]) / math.log(large["members"] / small["members"]),
            3,
        )
        for small, large in steps
        if large["members"] > small["members"]
    }


def events(name: str, number: int, moving: int) -> dict[str, object]:
    """New needs, refusals, promises taken back and pauses: CPU milliseconds of a kept plan."""
    problem = city(NAMED[name])
    outcome = match(problem, Weights(), tolerance=1e-5)
    began = time.process_time()
    kept = Kept(problem, Weights(), outcome, moving=moving)
    built = time.process_time() - began
    # A process that keeps a plan has millions of lasting objects: no need to look them through.
    gc.freeze()
    later = city(NAMED[name], seed=7).shifts
    random = np.random.default_rng(0)
    spans: dict[str, list[float]] = {"new_need": [], "declined": [], "cancelled": [], "pause": []}

    def timed(kind, call):
        began = time.process_time()
        call()
        spans[kind].append(1000 * (time.process_time() - began))

    for row in range(number):
        columns = {key: column[row : row + 1] for key, column in vars(later).items()}
        timed("new_need", lambda columns=columns: kept.open_need(Shifts(**columns)))
    offers = kept.offers
    for _ in range(number):
        row = int(random.integers(offers.count))
        member, shift = int(offers.member[row]), int(offers.shift[row])
        if kept.stands(member, shift):
            timed("declined", lambda m=member, s=shift: kept.decline(member=m, shift=s))
    for row in random.integers(offers.count, size=number).tolist():
        member, shift = int(offers.member[row]), int(offers.shift[row])
        if kept.stands(member, shift):
            kept.pin(member=member, shift=shift)
            timed("cancelled", lambda m=member, s=shift: kept.decline(member=m, shift=s))
    for row in random.integers(offers.count, size=number):
        timed("pause", lambda m=int(offers.member[row]): kept.pause(member=m))
    return {
        "instance": name,
        "moving": moving,
        "load": round(os.getloadavg()[0], 1),
        "built_cpu_seconds": round(built, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    } | {
        kind: {
            f"p{share}": round(float(np.percentile(taken, share)), 2) for share in (50, 90, 99, 100)
        }
        for kind, taken in spans.items()
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="*", default=["district"], choices=[*NAMED, []])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--tolerance", type=float, default=1e-5)
    parser.add_argument("--day-cap", type=int, default=1)
    parser.add_argument("--rest", type=int, default=0)
    parser.add_argument("--events", type=int, default=0)
    parser.add_argument("--moving", type=int, default=100)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    found = []
    question = chosen.tolerance, chosen.day_cap, chosen.rest
    for instance in chosen.instances:
        if chosen.events:
            print(json.dumps(events(instance, chosen.events, chosen.moving)), flush=True)
        elif chosen.once:
            print(json.dumps(once(instance, *question)))
        else:
            found.append(repeated(instance, chosen.repeats, *question))
            print(json.dumps(found[-1]), flush=True)
    if len(found) > 1:
        print(json.dumps({"growth_exponents": exponents(found)}))
