"""Pricing: which pairs left out of the network could improve the plan, by its prices."""

from dataclasses import dataclass

import numpy as np

from volunteering.matching.candidates import Chosen
from volunteering.matching.problem import IntArray, Problem, rank_in_group
from volunteering.matching.scoring import Steps

NEVER = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class Hurdles:
    """What a pair must gain to change its member's best choice under the prices.

    enter  (members,) on a day with room: the next rung's price or the weakest that is chosen
    day    (k,) rising, member × days + day of each day that is full
    least  (k,) what the weakest that is chosen on the day gives by now
    """

    enter: IntArray
    day: IntArray
    least: IntArray

    def surplus(self, problem: Problem, paid: IntArray, pairs: Chosen) -> IntArray:
        """(k,) by how much each pair beats its hurdle; ``paid`` (shifts,) is what shifts pay."""
        gain = pairs.points + paid[pairs.shift]
        hurdle = self.enter[pairs.member]
        day = pairs.member * problem.days + problem.shifts.day[pairs.shift]
        if len(self.day):
            where = np.minimum(np.searchsorted(self.day, day), len(self.day) - 1)
            hurdle = np.where(self.day[where] == day, self.least[where], hurdle)
        return np.asarray(gain - hurdle)


def hurdles(
    problem: Problem, steps: Steps, shift: IntArray, unit: IntArray, inside: Chosen
) -> Hurdles:
    """The hurdles that the pairs ``inside`` the network set by the prices of shifts and units."""
    unit = unit[problem.members.unit]
    rungs = steps.points.shape[1]
    price = np.where(steps.sizes > 0, -(steps.points + unit[:, None]), NEVER)
    price = np.hstack([price, np.full((len(price), 1), NEVER)])
    gain = inside.points + shift[inside.shift]
    better = gain > price[inside.member, 0]
    gain, member = gain[better], inside.member[better]
    day = member * problem.days + problem.shifts.day[inside.shift[better]]
    order = np.lexsort((-gain, day))
    day, gain = day[order], gain[order]
    room = problem.day_room.ravel()
    kept = rank_in_group(day) < room[day]
    day, gain = day[kept], gain[kept]
    order = np.lexsort((-gain, day // problem.days))
    day, gain = day[order], gain[order]
    member = day // problem.days
    taken = gain > price[member, np.minimum(rank_in_group(member), rungs)]
    day, gain, member = day[taken], gain[taken], member[taken]
    times = np.bincount(member, minlength=problem.members.count)
    enter = price[np.arange(problem.members.count), times]
    np.minimum.at(enter, member, gain)
    order = np.lexsort((-gain, day))
    day, gain = day[order], gain[order]
    full = rank_in_group(day) == room[day] - 1
    return Hurdles(enter, day[full], gain[full])


def best_of_shift(pairs: Chosen, surplus: IntArray, keep: IntArray) -> Chosen:
    """Of each shift the ``keep[h]`` pairs of the largest surplus."""
    order = np.lexsort((-surplus, pairs.shift))
    shift = pairs.shift[order]
    return pairs.rows(order[rank_in_group(shift) < keep[shift]])
