"""Free: the member's week covers the shift, nothing else stands in its way."""

from typing import ClassVar

import numpy as np

from foundation.saying import part_of_day
from volunteering.matching.criterion import Criterion
from volunteering.matching.problem import (
    DAY_MINUTES,
    SLOT_MINUTES,
    SLOTS_A_WEEK,
    BoolArray,
    FloatArray,
    IntArray,
    Intervals,
    Problem,
)
from volunteering.matching.sentence import Sentence, Wording

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
    direction = 1
    refusal: ClassVar[Sentence] = Sentence("free.no", "这个时间没有空", "not free at that time")

    def allows(self, problem: Problem, shift: int, members: IntArray) -> BoolArray:
        first, after = problem.slots_of(shift)
        allowed = covers(problem, first, after, members)
        allowed |= _marked(problem, opened_for(problem, shift))[members]
        for intervals in (problem.absences, problem.engagements):
            allowed &= ~_marked(problem, _overlapping(problem, shift, intervals))[members]
        return allowed

    def quantity(self, problem: Problem, shift: int, members: IntArray) -> FloatArray:
        """Minutes to spare before and after, half an hour each at most."""
        first, after = problem.slots_of(shift)
        before = covers(problem, first - 1, first, members)
        behind = covers(problem, after, after + 1, members)
        return (before.astype(np.float64) + behind) * SLOT_MINUTES

    def score(self, problem: Problem, shift: int, members: IntArray) -> FloatArray:
        return self.quantity(problem, shift, members) / (2 * SLOT_MINUTES)

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        weekday = problem.date_of(shift).weekday()
        hour = int(problem.shifts.start[shift]) // 60
        return FREE.fill(
            weekday=WEEKDAYS[weekday],
            part=part_of_day(hour),
            weekday_en=WEEKDAYS_EN[weekday],
            part_en=next(part for first, part in PARTS_EN if hour >= first),
        )


def covers(problem: Problem, first: int, after: int, members: IntArray) -> BoolArray:
    """(k,) whether each member is free in all half hours of the week from ``first`` on.

    Half hours count round the week: -1 is the last one of Sunday.
    """
    week = np.zeros(SLOTS_A_WEEK, dtype=np.bool_)
    week[np.arange(first, after) % SLOTS_A_WEEK] = True
    wanted = np.packbits(week)
    columns = np.flatnonzero(wanted)
    covered = np.ones(len(members), dtype=np.bool_)
    for column in columns:
        mask = wanted[column]
        covered &= (problem.members.free[members, column] & mask) == mask
    return covered


def _marked(problem: Problem, rows: IntArray) -> BoolArray:
    """(members,) True at these rows."""
    found = np.zeros(problem.members.count, dtype=np.bool_)
    found[rows] = True
    return found


def opened_for(problem: Problem, shift: int) -> IntArray:
    """Members whom an opening makes free for the whole shift, whatever their week says."""
    openings, (start, end) = problem.openings, _span(problem, shift)
    return openings.member[(openings.start <= start) & (openings.end >= end)]


def _span(problem: Problem, shift: int) -> tuple[int, int]:
    midnight = int(problem.shifts.day[shift]) * DAY_MINUTES
    return midnight + int(problem.shifts.start[shift]), midnight + int(problem.shifts.end[shift])


def _overlapping(problem: Problem, shift: int, intervals: Intervals) -> IntArray:
    start, end = _span(problem, shift)
    return intervals.member[(intervals.start < end) & (intervals.end > start)]
