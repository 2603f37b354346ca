"""The matching engine: plain numpy and OR-Tools, nothing of Django."""

from volunteering.matching.outcome import STAGES, VERSION, Outcome, Stage, match
from volunteering.matching.problem import Intervals, Members, Problem, Shifts
from volunteering.matching.scoring import Weights

__all__ = [
    "STAGES",
    "VERSION",
    "Intervals",
    "Members",
    "Outcome",
    "Problem",
    "Shifts",
    "Stage",
    "Weights",
    "match",
]
