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

    enter  (members,) at a time that is free: the next rung's price or the weakest that is chosen
    day    (k,) rising, `Problem.time_of` each time that is given away
    best   (k,) what it gives by now
    """

    enter: IntArray
    day: IntArray
    best: IntArray

    def surplus(self, problem: Problem, paid: IntArray, pairs: Chosen) -> IntArray:
        """(k,) by how much each pair beats its hurdle; ``paid`` (shifts,) is what shifts pay."""
        gain = pairs.points + paid[pairs.shift]
        hurdle = self.enter[pairs.member]
        day = problem.time_of(pairs.member, pairs.shift)
        if len(self.day):
            where = np.minimum(np.searchsorted(self.day, day), len(self.day) - 1)
            hurdle = np.where(self.day[where] == day, self.best[where], hurdle)
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
    day = problem.time_of(member, inside.shift[better])
    order = np.lexsort((-gain, day))
    day, gain = day[order], gain[order]
    first = np.diff(day, prepend=-1) != 0
    day, gain = day[first], gain[first]
    order = np.lexsort((-gain, day // problem.times))
    day, gain = day[order], gain[order]
    member = day // problem.times
    taken = gain > price[member, np.minimum(rank_in_group(member), rungs)]
    day, gain, member = day[taken], gain[taken], member[taken]
    times = np.bincount(member, minlength=problem.members.count)
    enter = price[np.arange(problem.members.count), times]
    np.minimum.at(enter, member, gain)
    order = np.argsort(day)
    return Hurdles(enter, day[order], gain[order])


def best_of_shift(pairs: Chosen, surplus: IntArray, keep: IntArray) -> Chosen:
    """Of each shift the ``keep[h]`` pairs of the largest surplus."""
    order = np.lexsort((-surplus, pairs.shift))
    shift = pairs.shift[order]
    return pairs.rows(order[rank_in_group(shift) < keep[shift]])
