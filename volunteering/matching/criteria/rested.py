"""Rested: nobody beyond the caps of day and month or without a rest, first who did least."""

from typing import ClassVar

import numpy as np

from volunteering.matching.criterion import Criterion, Ladder
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import MOST_A_DAY, BoolArray, IntArray, Problem
from volunteering.matching.sentence import Sentence, Wording, joined

FULL_LOAD = 4.0
"""Shifts a month at which the score reaches 0: one a week."""

FRESH = Wording("rested.fresh", "当月还没有安排", "nothing arranged that month yet")
SOME = Wording(
    "rested.some",
    "当月已安排 {taken} 次，还愿意再来 {left} 次",
    "{taken} arranged that month, willing to come {left} more times",
)

A_DAY = Wording(
    "rested.day",
    "愿意一天来 {cap} 次，当天已有 {taken} 次",
    "comes up to {cap} times a day, {taken} arranged that day",
)
ONCE_A_DAY = Wording("rested.once", "一天只来一次", "comes once a day")
DAY_FULL = Wording(
    "rested.no.day", "当天已经排满（一天最多 {cap} 次）", "has enough that day ({cap} a day)"
)
MONTH_FULL = Wording(
    "rested.no.month", "当月已经排满（最多 {cap} 次）", "has enough that month ({cap} a month)"
)
UNANSWERED = Wording(
    "rested.no.offers",
    "还有 {offers} 个邀请没有答复",
    "has {offers} offers without an answer",
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
        month = (problem.members.taken * most + problem.room)[pairs.member]
        if not _several_a_day(problem):
            return np.asarray(month)
        cap = problem.members.day_cap[pairs.member]
        left = problem.day_room[pairs.member, problem.shifts.day[pairs.shift]]
        return np.asarray((month * MOST_A_DAY + cap) * MOST_A_DAY + left)

    def refused(self, problem: Problem, shift: int, member: int) -> Sentence:
        people, day = problem.members, int(problem.shifts.day[shift])
        if people.taken[member] >= people.cap[member]:
            return MONTH_FULL.fill(cap=int(people.cap[member]))
        if not problem.ready[member]:
            return UNANSWERED.fill(offers=int(people.open_offers[member]))
        if not problem.day_room[member, day]:
            return DAY_FULL.fill(cap=int(people.day_cap[member]))
        return self.refusal

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        taken = int(problem.members.taken[member])
        left = int(problem.room[member])
        month = SOME.fill(taken=taken, left=left) if taken else FRESH.fill()
        if not _several_a_day(problem):
            return month
        cap = int(problem.members.day_cap[member])
        room = int(problem.day_room[member, problem.shifts.day[shift]])
        return joined(
            [month, A_DAY.fill(cap=cap, taken=cap - room) if cap > 1 else ONCE_A_DAY.fill()]
        )


def _several_a_day(problem: Problem) -> bool:
    """Whether anybody may be asked twice a day: else nobody needs to be told of days."""
    return problem.several_a_day
