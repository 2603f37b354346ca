"""Spreading: days on which shifts of a member clash get stretches of their own.

The common stretches of a day part it at the same moments for everybody. Where a plan gives a
member two shifts that clash all the same, or too many on a day, that day is parted in another way,
so that the network sees it: then the cheapest flow says who gives up which. Where no way of parting
a day sees all that clash, some of its stretches become one.
"""

from collections import defaultdict

import numpy as np

from volunteering.matching.candidates import Chosen
from volunteering.matching.pricing import Hurdles
from volunteering.matching.problem import OWN_STRETCHES, IntArray, Problem, with_moments

CLOSE = 100
"""Points by which a pair may miss its hurdle and still be looked at in advance."""
Own = defaultdict[int, dict[int, int]]
"""For each member × days + day the minutes around which it is parted, and the stretch of each."""


def with_own_stretches(
    problem: Problem,
    inside: Chosen,
    used: IntArray,
    bars: Hurdles | None = None,
    paid: IntArray | None = None,
) -> Problem:
    """The problem with the clashes of a plan seen by the network; itself if there are none.

    The plan are the ``used`` rows of the pairs ``inside`` the network. With ``bars`` and what
    shifts are ``paid``, whoever could take on two that clash almost as well is parted in advance.
    """
    if problem.stretches == 1:
        return problem
    plan = inside.rows(used)
    clashing, full = _clashes(problem, plan), _full_days(problem, plan)
    if not clashing and not full:
        return problem
    own: Own = defaultdict(dict)
    for day, moment, stretch in problem.moments.tolist():
        own[day][moment] = stretch
    for day, moment in clashing:
        _part(own, day, moment)
    for day, least in full.items():
        _join(problem, own, day, least)
    if bars is not None and paid is not None:
        close = inside.rows(bars.surplus(problem, paid, inside) >= -CLOSE)
        for day, moment in _clashes(problem, close.rows(_best_of_times(problem, close))):
            own[day] = own[day] or {moment: 0}
    rows = [(day, *row) for day in sorted(own) for row in own[day].items()]
    return with_moments(problem, np.array(rows, dtype=np.int64))


def _part(own: Own, day: int, moment: int) -> None:
    """Part a day around a moment first; what was parted so before becomes one stretch with it."""
    if moment in own[day] or len(own[day]) == OWN_STRETCHES:
        own[day] = dict.fromkeys([*own[day], moment], 0)
    else:
        own[day][moment] = max(own[day].values(), default=-1) + 1


def _join(problem: Problem, own: Own, day: int, least: list[int]) -> None:
    """Make one stretch of those of a day that give the least."""
    shared = problem.common_stretches
    common = [number for number in least if number < shared]
    mine = {number - shared for number in least if number >= shared}
    taken = set(own[day].values())
    into = min(mine or set(range(OWN_STRETCHES)) - taken or taken)
    # What is parted around the common moments comes before what was parted otherwise since.
    moments = problem.stretching[day % problem.days]
    before = {moments[number]: into for number in common}
    later = {at: into if number in mine else number for at, number in own[day].items()}
    own[day] = before | later


def _clashes(problem: Problem, plan: Chosen) -> list[tuple[int, int]]:
    """Member × days + day of two neighbours that clash, and a minute that all around share."""
    shifts = problem.shifts
    day = _days(problem, plan)
    start, end = shifts.start[plan.shift], shifts.end[plan.shift] + problem.rest_minutes
    order = np.lexsort((start, day))
    day, start, end = day[order], start[order], end[order]
    clash = (day[1:] == day[:-1]) & (start[1:] < end[:-1])
    row = np.flatnonzero(clash & (problem.day_room.ravel()[day[1:]] > 1))
    moment = np.minimum(end[row], end[row + 1])
    return list(zip(day[row].tolist(), moment.tolist(), strict=True))


def _full_days(problem: Problem, plan: Chosen) -> dict[int, list[int]]:
    """The days with more shifts than they have room for, and which stretches give the least."""
    day, room = _days(problem, plan), problem.day_room.ravel()
    known, times = np.unique(day, return_counts=True)
    full = known[(times > room[known]) & (room[known] > 1)]
    rows = np.flatnonzero(np.isin(day, full))
    rows = rows[np.lexsort((plan.points[rows], day[rows]))]
    stretch = problem.time_of(plan.member[rows], plan.shift[rows]) % problem.stretches
    found = defaultdict(list)
    for which, number in zip(day[rows].tolist(), stretch.tolist(), strict=True):
        found[which].append(number)
    return {
        which: numbers[: len(numbers) + 1 - int(room[which])] for which, numbers in found.items()
    }


def _days(problem: Problem, pairs: Chosen) -> IntArray:
    return pairs.member * problem.days + problem.shifts.day[pairs.shift]


def _best_of_times(problem: Problem, pairs: Chosen) -> IntArray:
    """(k,) rows of the best pair of each time of a member."""
    time = problem.time_of(pairs.member, pairs.shift)
    order = np.lexsort((-pairs.points, time))
    return order[np.diff(time[order], prepend=-1) != 0]
