"""Free half hours of the week: whose week covers a shift, and who is free at one of them."""

import numpy as np
from numpy.typing import NDArray

from volunteering.matching.problem import SLOTS_A_WEEK, BoolArray, IntArray, Problem

BYTES_A_WEEK = SLOTS_A_WEEK // 8


def week_covers(problem: Problem, member: IntArray, shift: IntArray) -> BoolArray:
    """(k,) whose week covers the whole shift: a byte of the week, eight half hours, at a time."""
    first, after = problem.slots
    covered = np.ones(len(member), dtype=np.bool_)
    week, home = problem.members.free.ravel(), member * BYTES_A_WEEK
    for ahead in range(int((-(-after // 8) - first // 8).max(initial=0))):
        byte = first // 8 + ahead
        begin, end = (np.clip(edge - byte * 8, 0, 8) for edge in (first, after))
        wanted = ((0xFF >> begin) & ~(0xFF >> end)).astype(np.uint8)[shift]
        covered &= (week[home + (byte % BYTES_A_WEEK)[shift]] & wanted) == wanted
    return covered


def free_at(
    problem: Problem, member: IntArray, shift: IntArray, slot: IntArray
) -> NDArray[np.uint8]:
    """(k,) 1 where the member is free in the half hour ``slot[shift]`` of the week, which is round.

    ``slot`` (shifts,) is one half hour for each shift.
    """
    slot = slot % SLOTS_A_WEEK
    bit = (7 - (slot & 7)).astype(np.uint8)
    byte = member * BYTES_A_WEEK + (slot >> 3)[shift]
    return np.asarray(problem.members.free.ravel()[byte] >> bit[shift] & 1)
