"""The pairs within reach that may matter, one range of members after another: compiled.

It does what `looking` does with arrays, and leaves out besides whom the rules of radius and of
required skills leave out: the criteria look at fewer pairs then, and find the same.
"""

from math import sqrt
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[Any]

X, Y, RADIUS, SKILLS, ASKED = range(5)


@njit(cache=True, nogil=True)
def within(
    rows: Numbers,
    spans: tuple[Numbers, Numbers, Numbers],
    people: Numbers,
    places: tuple[Numbers, Numbers, Numbers, Numbers, Numbers, Numbers],
    most: Numbers,
    step: int,
) -> tuple[Numbers, Numbers, Numbers]:
    """(k,) shift, row among the people and squared metres of each pair that may matter.

    ``spans`` are ranges: shift, and from where to where in ``rows`` of the people. ``people``
    (k, 5) are x, y, radius, skills and what is asked of each. ``places`` are of all shifts x, y,
    the metres from and up to which to look, the skills required and what is paid. ``most`` (steps,
    shifts or 1) is what a pair so many steps of ``step`` metres apart can score at most.
    """
    whose, low, high = spans
    there_x, there_y, inner, outer, required, paid = places
    room = 0
    for row in range(len(whose)):
        room += high[row] - low[row]
    shift = np.empty(room, dtype=np.int64)
    person = np.empty(room, dtype=np.int64)
    squared = np.empty(room, dtype=np.int64)
    last, found, steps = len(most) - 1, 0, 1.0 / step
    for row in range(len(whose)):
        here = whose[row]
        column = here if most.shape[1] > 1 else 0
        x, y, pay, skill = there_x[here], there_y[here], paid[here], required[here]
        nearest, farthest = inner[here] * inner[here], outer[here] * outer[here]
        for at in range(low[row], high[row]):
            other = rows[at]
            across, along = people[other, X] - x, people[other, Y] - y
            apart = across * across + along * along
            best = most[min(int(sqrt(apart) * steps), last), column]
            # Which test fails is hardly ever foreseen: all at once are quicker than in turn.
            shift[found], person[found], squared[found] = here, other, apart
            found += (
                (people[other, ASKED] - pay < best)
                & (apart >= nearest)
                & (apart < farthest)
                & (apart <= people[other, RADIUS] * people[other, RADIUS])
                & (skill & ~people[other, SKILLS] == 0)
            )
    return shift[:found], person[:found], squared[:found]
