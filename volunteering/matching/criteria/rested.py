"""Rested: nobody beyond the caps of day and month or without a rest, first who did least."""

from typing import ClassVar

import numpy as np

from volunteering.matching.criterion import Criterion, Ladder
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import BoolArray, IntArray, Problem
from volunteering.matching.sentence import Sentence, Wording

FULL_LOAD = 4.0
"""Shifts a month at which the score reaches 0: one a week."""

FRESH = Wording("rested.fresh", "当月还没有安排", "nothing arranged that month yet")
SOME = Wording(
    "rested.some",
    "当月已安排 {taken} 次，还愿意再来 {left} 次",
    "{taken} arranged that month, willing to come {left} more times",
)


class Rested(Criterion):
    """A ladder: each further shift of the month scores less, and the months before count too."""

    name = "rested"
    label: ClassVar[Sentence] = Sentence("rested.label", "不累着", "Rested")
    weight = 200
    order = 4
    refusal: ClassVar[Sentence] = Sentence(
        "rested.no",
        "当天或当月已经排满，或离别的班次太近",
        "has enough that day or month, or another shift too close",
    )

    def allows(self, pairs: Pairing) -> BoolArray:
        problem = pairs.problem
        day = problem.shifts.day[pairs.shift]
        free = problem.day_room.ravel()[pairs.member * problem.days + day] > 0
        free &= problem.ready[pairs.member]
        if problem.rest_minutes:
            start, end = problem.spans
            rest = problem.rest_minutes
            close = start - rest, end + rest
            free &= ~problem.engaged.overlapping(pairs.member, pairs.shift, close)
        return np.asarray(free)

    def ladders(self, problem: Problem) -> tuple[Ladder, ...]:
        rungs = np.arange(max(1, int(problem.room.max(initial=0))))
        load = (problem.members.taken + problem.members.history)[:, None] + rungs
        scores = np.clip(1.0 - load / FULL_LOAD, 0.0, 1.0)
        sizes = (rungs < problem.room[:, None]).astype(np.int64)
        return (Ladder("member", sizes, scores),)

    def alike(self, pairs: Pairing) -> IntArray:
        problem = pairs.problem
        most = int(problem.room.max(initial=0)) + 1
        return np.asarray((problem.members.taken * most + problem.room)[pairs.member])

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        taken = int(problem.members.taken[member])
        if not taken:
            return FRESH.fill()
        return SOME.fill(taken=taken, left=int(problem.room[member]))
