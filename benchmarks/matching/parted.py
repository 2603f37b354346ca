"""What it costs to see homes as cells, and to match districts apart; a line of JSON for each.

    python -m benchmarks.matching.parted cells district
    python -m benchmarks.matching.parted districts city --count 11
    python -m benchmarks.matching.parted workers region --count 10 --workers 2

Cells: the plan is made from the middles of cells and then measured with the homes themselves.
Districts: sectors round the centre with equally many members; a worst case, as all their borders
meet where most people live.

Workers: compact districts, each matched by itself by whichever worker is free, each a process
that holds one district at a time; then a process for the exchange. The seconds go from the first
worker's start to the proved plan of the whole, reading of the arrays included; making the
instance is not. Nothing is compared with a solution of the whole: the bound says what is lost.
"""

import argparse
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.matching.city import NAMED, city
from volunteering.matching import Problem, Weights, match
from volunteering.matching.apart import ROUGHLY, Part, exchanged, solved_part
from volunteering.matching.checking import value, violations
from volunteering.matching.fairness import offer_metres
from volunteering.matching.tiling import part_of

CELLS = (100, 250, 500, 1_000)
ROOT = Path(__file__).resolve().parents[2]
LONGEST = 3_600
"""Seconds after which a process is given up."""


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


def districts(name: str, count: int, cut: str, tolerance: float, good_enough: float) -> None:
    """Print what is lost apart, and after one exchange."""
    problem = city(NAMED[name])
    members, shifts = CUTS[cut](problem, count)
    began = time.process_time()
    whole = match(problem, Weights(), tolerance=tolerance).verdict.value
    taken = [time.process_time() - began]
    parts = [
        solved_part(
            problem,
            Weights(),
            np.flatnonzero(members == number),
            np.flatnonzero(shifts == number),
            tolerance=ROUGHLY,
        )
        for number in range(count)
    ]
    taken.append(time.process_time() - began - sum(taken))
    found = exchanged(problem, Weights(), parts, tolerance=tolerance, good_enough=good_enough)
    taken.append(time.process_time() - began - sum(taken))
    verdict = found.outcome.verdict
    worth = found.outcome.certificate.points.worth
    before = value(problem, Weights(), found.apart)
    best = whole.together(worth)
    show(
        "districts",
        instance=name,
        districts=count,
        cut=cut,
        good_enough=good_enough,
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


def compact(problem: Problem, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The district of each member and of each shift: halved across the longer side, and again.

    A community lies in one district.
    """
    members, shifts = problem.members, problem.shifts
    homes = np.column_stack([members.x, members.y])
    times = np.maximum(1, np.bincount(shifts.community, minlength=problem.communities))
    centres = np.column_stack(
        [np.bincount(shifts.community, axis, problem.communities) for axis in (shifts.x, shifts.y)]
    )
    centres /= times[:, None]
    of_member = np.zeros(len(homes), dtype=np.int64)
    of_community = np.zeros(len(centres), dtype=np.int64)

    def cut(living, lying, number, first):
        of_member[living], of_community[lying] = first, first
        if number > 1:
            axis = int(np.argmax(np.ptp(np.quantile(homes[living], [0.05, 0.95], axis=0), axis=0)))
            edge = np.quantile(homes[living, axis], number // 2 / number)
            low, near = homes[living, axis] <= edge, centres[lying, axis] <= edge
            cut(living[low], lying[near], number // 2, first)
            cut(living[~low], lying[~near], number - number // 2, first + number // 2)

    cut(np.arange(len(homes)), np.arange(len(centres)), count, 0)
    return of_member, of_community[shifts.community]


CUTS = {"sectors": sectors, "compact": compact}


def workers(
    name: str, count: int, number: int, tolerance: float, good_enough: float, ready: Path | None
) -> None:
    """Print what districts on several workers take, and the exchange after them.

    What was prepared before in a folder is taken from there.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = str(ready or made)
        if ready is None:
            _run("prepare", folder, name, count)
        load, began = os.getloadavg()[0], time.perf_counter()
        running = [_started("work", folder, name, count) for _ in range(number)]
        apart = [_ended(process) for process in running]
        taken = time.perf_counter() - began
        whole = _run("exchange", folder, name, count, tolerance, good_enough)
        show(
            "workers",
            load_before=round(load, 1),
            instance=name,
            districts=count,
            workers=number,
            good_enough=good_enough,
            wall_seconds={
                "districts": round(taken, 1),
                "all": round(time.perf_counter() - began, 1),
            },
            cpu_seconds={
                "districts": round(sum(worker["cpu"] for worker in apart), 1),
                "exchange": whole.pop("cpu"),
            },
            peak_mib={
                "workers": [worker["peak_mib"] for worker in apart],
                "exchange": whole["peak_mib"],
                "at_once": max(sum(worker["peak_mib"] for worker in apart), whole.pop("peak_mib")),
            },
            **whole,
        )


def prepare(folder: Path, name: str, count: int) -> None:
    """Write the instance, and each of its districts, for those who solve them."""
    problem = city(NAMED[name])
    of_member, of_shift = compact(problem, count)
    for district in range(count):
        rows = np.flatnonzero(of_member == district), np.flatnonzero(of_shift == district)
        own = part_of(problem, *rows), *rows
        (folder / f"{district}.waiting").write_bytes(pickle.dumps(own))
    (folder / "whole").write_bytes(pickle.dumps(problem))


def work(folder: Path) -> None:
    """Solve districts until none is waiting; renaming one claims it, as a worker claims a task."""
    for waiting in sorted(folder.glob("*.waiting")):
        taken = waiting.with_suffix(".taken")
        try:
            waiting.rename(taken)
        except FileNotFoundError:
            continue  # another worker has it
        problem, members, shifts = pickle.loads(taken.read_bytes())  # our own, just written
        outcome = match(problem, Weights(), tolerance=ROUGHLY)
        part = Part.of(outcome, members, shifts, np.arange(problem.communities))
        taken.with_suffix(".part").write_bytes(part.packed())
    print(json.dumps({"cpu": _cpu(), "peak_mib": _peak_mib()}))


def exchange(folder: Path, tolerance: float, good_enough: float) -> None:
    """Let the districts exchange, and say what came of it."""
    problem = pickle.loads((folder / "whole").read_bytes())  # our own, just written
    stored = [path.read_bytes() for path in sorted(folder.glob("*.part"))]
    parts = [Part.unpacked(content) for content in stored]
    found = exchanged(problem, Weights(), parts, tolerance=tolerance, good_enough=good_enough)
    verdict, worth = found.outcome.verdict, found.outcome.certificate.points.worth
    before = value(problem, Weights(), found.apart)
    bound = verdict.filled_bound * worth + verdict.bound
    figures = {
        "cpu": _cpu(),
        "peak_mib": _peak_mib(),
        "members": problem.members.count,
        "places": problem.open_places,
        "stored_mib": round(sum(map(len, stored)) / 2**20, 1),
        "filled_apart": before.filled,
        "filled": verdict.value.filled,
        "filled_bound": verdict.filled_bound,
        "lost_apart_percent_at_most": round(100 * (1 - before.together(worth) / bound), 5),
        "lost_percent_at_most": round(100 * (1 - verdict.value.together(worth) / bound), 6),
        "gap_percent": 100 * verdict.gap,
        "rounds": found.outcome.rounds,
        "wanted": found.wanted,
        "across": found.across,
        "stages": {stage: round(took, 1) for stage, took in found.outcome.seconds.items()},
    }
    print(json.dumps(figures))


def _started(
    step: str, folder: str, name: str, count: int, tolerance: float = 0, good_enough: float = 0
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.matching.parted", step, name]
    command += ["--count", str(count), "--tolerance", str(tolerance), "--folder", folder]
    command += ["--good-enough", str(good_enough)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    said, _ = process.communicate(timeout=LONGEST)
    if process.returncode:
        raise SystemExit(process.returncode)
    return json.loads(said or "{}")


def _run(
    step: str, folder: str, name: str, count: int, tolerance: float = 0, good_enough: float = 0
) -> dict[str, Any]:
    return _ended(_started(step, folder, name, count, tolerance, good_enough))


def _cpu() -> float:
    return round(time.process_time(), 1)


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def show(kind: str, **figures: object) -> None:
    """One line of JSON."""
    load = round(os.getloadavg()[0], 1)
    print(json.dumps({"benchmark": f"matching.{kind}", "load": load, **figures}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "what", choices=["cells", "districts", "workers", "prepare", "work", "exchange"]
    )
    parser.add_argument("instance", choices=[*NAMED])
    parser.add_argument("--count", type=int, default=11)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tolerance", type=float, default=1e-5)
    parser.add_argument("--cut", choices=[*CUTS], default="sectors")
    parser.add_argument("--good-enough", type=float, default=0.0)
    parser.add_argument("--folder", type=Path, help="where `prepare` writes, or has written")
    chosen = parser.parse_args()
    steps = {
        "cells": lambda: cells(chosen.instance, chosen.tolerance),
        "districts": lambda: districts(
            chosen.instance, chosen.count, chosen.cut, chosen.tolerance, chosen.good_enough
        ),
        "workers": lambda: workers(
            chosen.instance,
            chosen.count,
            chosen.workers,
            chosen.tolerance,
            chosen.good_enough,
            chosen.folder,
        ),
        "prepare": lambda: prepare(chosen.folder, chosen.instance, chosen.count),
        "work": lambda: work(chosen.folder),
        "exchange": lambda: exchange(chosen.folder, chosen.tolerance, chosen.good_enough),
    }
    steps[chosen.what]()
