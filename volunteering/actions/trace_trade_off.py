"""Trace what balance costs in nearness: the same question with other weights, beside a run."""

from __future__ import annotations

from dataclasses import asdict

from volunteering.actions.preview_weights import Tried, middle_of, tried
from volunteering.matching import Outcome, Weights
from volunteering.models import MatchRun
from volunteering.queries.matching_arrays import Reading

FACTORS = (0.0, 0.5, 1.0, 2.0, 4.0)
"""What the weights of balance and rest are multiplied by; 1 is the run itself."""
BALANCING = ("balanced", "rested")


def trace_trade_off(*, run: MatchRun, reading: Reading, outcome: Outcome) -> None:
    """Keep with a run how metres, fill and spread change with the weight of balance.

    A large area is traced on its middle: it takes four more plans, or five.
    """
    problem = middle_of(reading.problem)
    whole = problem is reading.problem
    points = []
    for factor in FACTORS:
        if factor == 1 and whole:
            found = Tried.of(problem, outcome.offers)
        else:
            weights = {
                name: round(worth * factor) if name in BALANCING else worth
                for name, worth in run.weights.items()
            }
            found = tried(problem, Weights(weights))
        points.append({"factor": factor, **asdict(found)})
    run.figures["trade_off"] = points
    run.figures["trade_off_members"] = 0 if whole else problem.members.count
    MatchRun.objects.filter(pk=run.pk).update(figures=run.figures)
