"""Questions to a kept plan: who lives near a shift, which shifts are near a member, and why not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from volunteering.matching.asking import Answer, answer, hindered
from volunteering.matching.criteria.willing import Willing
from volunteering.models import KeptPlan, Member, Shift
from volunteering.queries.blocked_pairs import is_blocked
from volunteering.queries.kept_plans import Copy, catch_up, copies

MOST_LISTED = 40
"""Of the people around a shift, or the shifts around a member, so many of the nearest."""


@dataclass(frozen=True)
class Near:
    """A member or a shift nearby: its key, how far, and whether the pair is planned."""

    key: int
    metres: int
    planned: bool


@dataclass(frozen=True)
class Told:
    """An answer, with the keys of whom and what it would change."""

    answer: Answer
    gone: tuple[tuple[int, int], ...]
    instead: tuple[tuple[int, int], ...]
    fewer: tuple[int, ...]


def members_near(plan: KeptPlan, shift_id: int) -> list[Near]:
    """The members who live nearest to a shift of the plan; empty for a shift outside it."""
    with copies.held(plan) as copy:
        catch_up(copy, plan.pk)
        row = copy.shift_row(shift_id)
        if row is None:
            return []
        x, y = copy.kept.place_of(row)
        members = copy.kept.problem.members
        metres = np.hypot(members.x - x, members.y - y)
        return [
            Near(
                int(copy.members[member]), round(float(metres[member])), _stands(copy, member, row)
            )
            for member in np.argsort(metres, kind="stable")[:MOST_LISTED].tolist()
        ]


def shifts_near(plan: KeptPlan, member_id: int) -> list[Near]:
    """The shifts of the plan that are nearest to a member's home; empty for a stranger to it."""
    with copies.held(plan) as copy:
        catch_up(copy, plan.pk)
        row = copy.member_row(member_id)
        if row is None:
            return []
        problem = copy.kept.problem
        home = problem.members.x[row], problem.members.y[row]
        metres = np.hypot(problem.shifts.x - home[0], problem.shifts.y - home[1])
        return [
            Near(copy.shifts[shift], round(float(metres[shift])), _stands(copy, row, shift))
            for shift in np.argsort(metres, kind="stable")[:MOST_LISTED].tolist()
        ]


def told_of(plan: KeptPlan, *, member: Member, shift: Shift) -> Told | None:
    """Why a pair is not planned, or what it would cost; None where the plan knows one not."""
    with copies.held(plan) as copy:
        catch_up(copy, plan.pk)
        rows = copy.member_row(member.pk), copy.shift_row(shift.pk)
        if rows[0] is None or rows[1] is None:
            return None
        if is_blocked(member, shift.area) and not _stands(copy, rows[0], rows[1]):
            return Told(hindered(Willing.refusal), (), (), ())
        found = answer(copy.kept.problem, copy.kept, member=rows[0], shift=rows[1])
        return Told(
            found,
            tuple((int(copy.members[m]), copy.shifts[s]) for m, s in found.gone),
            tuple((int(copy.members[m]), copy.shifts[s]) for m, s in found.instead),
            tuple(copy.shifts[s] for s in found.fewer),
        )


def _stands(copy: Copy, member: int, shift: int) -> bool:
    return copy.kept.stands(member, shift)
