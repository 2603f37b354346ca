"""Loading what is compiled before it is needed, while the database is still being read."""

from importlib import import_module

import numpy as np

from volunteering.matching.looking import STEP_METRES, WORTH_COMPILING
from volunteering.matching.scaling import Start, cheapest_by_scaling


def load_ahead(shifts: int) -> None:
    """Call what is compiled on next to nothing if so many shifts will need it.

    The first call of a process loads it, for half a second, or compiles it where that has never
    been done. With fewer shifts nothing happens.
    """
    if shifts < WORTH_COMPILING:
        return
    none = np.zeros(0, dtype=np.int64)
    people, most = np.zeros((0, 5), dtype=np.int64), np.zeros((1, 1), dtype=np.int64)
    sweeping = import_module("volunteering.matching.sweeping")
    places = none, none, none, none, none, none
    sweeping.within(none.astype(np.int32), (none, none, none), people, places, most, STEP_METRES)
    tail, head = np.array([[0, 2, 3], [2, 3, 1]])
    capacity, cost = np.array([[1, 1, 1], [0, -9, 0]])
    found = cheapest_by_scaling(4, tail, head, capacity, cost)
    if found is not None:
        cheapest_by_scaling(4, tail, head, capacity, cost, Start(*found), rough=True)
