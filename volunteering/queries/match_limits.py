"""What a run limits besides the members' own wishes: shifts a day, rests, and ages asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db.models import Q

from foundation.age import age_on
from territory.models import Area
from volunteering.matching.problem import OLDEST, UNKNOWN_AGE, IntArray, Problem
from volunteering.models import MatchRun, Member, Shift
from volunteering.models.match_run import LEAST_REST, SHIFTS_A_DAY

READ_AT_ONCE = 2_000


@dataclass(frozen=True)
class Limits:
    """The most shifts of a member on a day, and the minutes between two of them."""

    day_cap: int = SHIFTS_A_DAY
    rest_minutes: int = LEAST_REST


def limits_of(run: MatchRun) -> Limits:
    """The limits that a run was started with."""
    return Limits(run.day_cap, run.rest_minutes)


def limited(
    problem: Problem, *, area: Area, members: IntArray, shifts: IntArray, limits: Limits
) -> Problem:
    """The problem within a run's limits; `members` and `shifts` are the keys of its rows, rising.

    Birth dates are sealed: they are opened only if a shift asks for an age, and go no further than
    whole years on the first day of the month.
    """
    bands = _bands(area, shifts)
    caps = _day_caps(area, members, limits.day_cap)
    people = replace(problem.members, day_cap=caps)
    if not bands:
        return replace(problem, members=people, rest_minutes=limits.rest_minutes)
    least, most = np.zeros(len(shifts), dtype=np.int64), np.full(len(shifts), OLDEST)
    for row, (from_age, until_age) in bands.items():
        least[row], most[row] = from_age, until_age
    return replace(
        problem,
        members=replace(people, age=_ages(area, members, problem.first_day)),
        shifts=replace(problem.shifts, age_from=least, age_until=most),
        rest_minutes=limits.rest_minutes,
    )


def _day_caps(area: Area, members: IntArray, most: int) -> IntArray:
    """(n,) how many shifts of a day each may get: the run's limit, or their own if it is lower."""
    caps = np.full(len(members), most, dtype=np.int64)
    wishes = Member.objects.filter(
        home_area__path__startswith=area.path, daily_shifts__lt=most
    ).values_list("pk", "daily_shifts")
    for key, wish in wishes if most > 1 else ():
        row = int(np.searchsorted(members, key))
        if row < len(members) and members[row] == key:
            caps[row] = max(1, wish or most)
    return caps


def _bands(area: Area, shifts: IntArray) -> dict[int, tuple[int, int]]:
    """The rows of the shifts that ask for an age, with the least and the greatest."""
    rows = dict(zip(shifts.tolist(), range(len(shifts)), strict=True))
    asking = Shift.objects.filter(
        Q(need__least_age__isnull=False) | Q(need__most_age__isnull=False),
        state=Shift.State.OPEN,
        area__path__startswith=area.path,
    ).values_list("pk", "need__least_age", "need__most_age")
    return {
        rows[key]: (least or 0, OLDEST if most is None else most)
        for key, least, most in asking
        if key in rows
    }


def _ages(area: Area, members: IntArray, day: date) -> IntArray:
    """(n,) whole years of each member on a day, -1 where no birth date is known."""
    rows = dict(zip(members.tolist(), range(len(members)), strict=True))
    found = np.full(len(members), UNKNOWN_AGE, dtype=np.int64)
    known = Member.objects.filter(home_area__path__startswith=area.path).exclude(birth_date="")
    for key, born in known.values_list("pk", "birth_date").iterator(READ_AT_ONCE):
        if key in rows:
            found[rows[key]] = age_on(date.fromisoformat(born), day)
    return found
