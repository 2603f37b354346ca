"""Matching from problem to proved plan, stage by stage."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from volunteering.matching.beginning import Beginning
from volunteering.matching.candidates import Chosen, Pairs, first_pairs
from volunteering.matching.checking import Verdict, check
from volunteering.matching.explaining import offer_points
from volunteering.matching.overlaps import parted
from volunteering.matching.problem import IntArray, Problem, rising
from volunteering.matching.result import Certificate, Offers
from volunteering.matching.scoring import Weights
from volunteering.matching.solving import Solution, solve, wanted_at_first

VERSION = "9"
"""Raised whenever the same problem may be answered with another plan."""

Stage = Literal["candidates", "solving", "checking", "explaining"]
STAGES: tuple[Stage, ...] = ("candidates", "solving", "checking", "explaining")


class UnsoundResult(RuntimeError):
    """The checker found a broken rule; nothing of the plan may be used."""


@dataclass(frozen=True)
class Outcome:
    """A checked plan: the offers, their points, the proof and what it took."""

    offers: Offers
    points: dict[str, IntArray]
    """(k,) points of each offer by criterion."""
    verdict: Verdict
    certificate: Certificate
    pairs: Pairs
    """The feasible pairs that the proof had to look at; the others cannot matter."""
    rounds: int
    network: Chosen
    """The pairs of the last round, from which a kept plan goes on."""
    seconds: dict[Stage, float]
    moments: IntArray
    """`Problem.moments`: days of members parted in ways of their own, that shifts may not clash."""
    overlaps: int = 0
    """Those days, and pairs given up besides, because shifts would have been too close in time."""
    overlap_loss: float = 0.0
    """The most that this can have cost, as a share of the points: the gap, if there are any."""


def match(
    problem: Problem,
    weights: Weights | None = None,
    *,
    most_rounds: int | None = None,
    tolerance: float = 0.0,
    progress: Callable[[Stage], None] = lambda _: None,
    begin: Callable[[], Beginning | Solution] | None = None,
) -> Outcome:
    """The best plan for a problem, checked and with its proof.

    ``progress`` is told each stage as it starts. ``most_rounds`` and ``tolerance`` (a share of the
    points and of the places) stop early; the verdict's gap then says how far from the best the
    plan can be at most. ``begin`` finds a plan and prices near the best, to go on from, or a
    solution that is good enough.

    Raises:
        UnsoundResult: if the checker finds a broken rule.
        network.Overflow, network.Unsolved: see there.

    """
    weights = Weights() if weights is None else weights
    seconds: dict[Stage, float] = {}

    @contextmanager
    def stage(name: Stage) -> Iterator[None]:
        progress(name)
        began = time.perf_counter()
        yield
        seconds[name] = time.perf_counter() - began

    with stage("candidates"):
        near = begin() if begin else None
        pairs = near.pairs if near else first_pairs(problem, weights, wanted_at_first(problem))
    with stage("solving"):
        solution = (
            near
            if isinstance(near, Solution)
            else solve(
                problem, weights, pairs, most_rounds=most_rounds, tolerance=tolerance, begin=near
            )
        )
        apart = parted(problem, weights, solution)
        solution = apart.solution
    with stage("checking"):
        verdict = check(problem, weights, solution.offers, solution.certificate, solution.pairs)
        if not verdict.sound:
            raise UnsoundResult(", ".join(str(entry) for entry in verdict.violations[:5]))
    with stage("explaining"):
        points = offer_points(problem, weights, solution.offers)
    overlaps = len(rising(solution.moments[:, 0])) + apart.given_up
    return Outcome(
        offers=solution.offers,
        points=points,
        verdict=verdict,
        certificate=solution.certificate,
        pairs=solution.pairs,
        rounds=solution.rounds,
        network=solution.network,
        seconds=seconds,
        moments=solution.moments,
        overlaps=overlaps,
        overlap_loss=verdict.gap if overlaps else 0.0,
    )
