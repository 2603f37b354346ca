"""Free: the member's week covers the shift, nothing else stands in its way."""

from typing import ClassVar

import numpy as np

from foundation.saying import part_of_day
from volunteering.matching.criterion import Criterion
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import (
    SLOT_MINUTES,
    BoolArray,
    FloatArray,
    IntArray,
    Problem,
)
from volunteering.matching.sentence import Sentence, Wording
from volunteering.matching.weekly import free_at, week_covers

FREE = Wording("free", "{weekday}{part}有空", "free on {weekday_en} {part_en}")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS_EN = ((18, "evening"), (12, "afternoon"), (0, "morning"))


class Free(Criterion):
    """Free for all of it, and rather with half an hour to spare on both sides."""

    name = "free"
    label: ClassVar[Sentence] = Sentence("free.label", "有空", "Free")
    weight = 50
    order = 2
    effort = 2
    direction = 1
    refusal: ClassVar[Sentence] = Sentence("free.no", "这个时间没有空", "not free at that time")

    def allows(self, pairs: Pairing) -> BoolArray:
        problem = pairs.problem
        allowed = ~problem.occupied.overlapping(pairs.member, pairs.shift, problem.spans)
        if not pairs.timed:
            opened = problem.opened.covering(pairs.member, pairs.shift, problem.spans)
            allowed &= opened | week_covers(problem, pairs.member, pairs.shift)
        return allowed

    def quantity(self, pairs: Pairing) -> FloatArray:
        """Minutes to spare before and after, half an hour each at most."""
        first, after = pairs.problem.slots
        before = free_at(pairs.problem, pairs.member, pairs.shift, first - 1)
        behind = free_at(pairs.problem, pairs.member, pairs.shift, after)
        return np.asarray((before + behind) * float(SLOT_MINUTES))

    def score(self, pairs: Pairing) -> FloatArray:
        return self.quantity(pairs) / (2 * SLOT_MINUTES)

    def alike(self, pairs: Pairing) -> IntArray:
        shifts = pairs.problem.shifts
        weekday = (pairs.problem.first_day.weekday() + shifts.day) % 7
        return np.asarray((weekday * 24 + shifts.start // 60)[pairs.shift])

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        weekday = problem.date_of(shift).weekday()
        hour = int(problem.shifts.start[shift]) // 60
        return FREE.fill(
            weekday=WEEKDAYS[weekday],
            part=part_of_day(hour),
            weekday_en=WEEKDAYS_EN[weekday],
            part_en=next(part for first, part in PARTS_EN if hour >= first),
        )
