"""Apart: each district matched by itself, then an exchange across the borders by shadow prices.

A district knows only its own members and shifts; parts can be solved one after the other, or on
several machines. What is exchanged are prices, one for each shift and each member: a pair across
a border is wanted if its points and what the shift pays beat what the member's day must bring in.
Only those pairs come in, and the whole is solved once more over what the districts kept.
"""

from dataclasses import dataclass, replace

import numpy as np

from volunteering.matching.candidates import Chosen, no_pairs_yet
from volunteering.matching.checking import Value, far_enough, promising, value
from volunteering.matching.network import build, cheapest_flow
from volunteering.matching.outcome import Outcome, match
from volunteering.matching.overlaps import parted_offers
from volunteering.matching.problem import IntArray, Intervals, Members, Problem, Shifts
from volunteering.matching.result import Offers, Prices
from volunteering.matching.scoring import Weights, ladders


@dataclass(frozen=True)
class Part:
    """What a district hands over: rows of the whole, its plan, its pairs, its prices."""

    members: IntArray
    shifts: IntArray
    outcome: Outcome


@dataclass(frozen=True)
class Exchange:
    """The plans before and after the exchange, both measured on the whole."""

    apart: Offers
    before: Value
    together: Offers
    after: Value
    wanted: int
    """Pairs that the prices asked for, those across a border among them."""
    across: int
    """Offers of the last plan that cross a border."""


def part_of(problem: Problem, members: IntArray, shifts: IntArray) -> Problem:
    """The question of one district: some members before some shifts, rows in rising order."""
    row = np.full(problem.members.count, -1, dtype=np.int64)
    row[members] = np.arange(len(members))
    column = np.full(problem.shifts.count, -1, dtype=np.int64)
    column[shifts] = np.arange(len(shifts))

    def inside(intervals: Intervals) -> Intervals:
        kept = row[intervals.member] >= 0
        return Intervals(row[intervals.member[kept]], intervals.start[kept], intervals.end[kept])

    refused = np.column_stack([row[problem.refused[:, 0]], column[problem.refused[:, 1]]])
    return replace(
        problem,
        members=Members(**{name: col[members] for name, col in vars(problem.members).items()}),
        shifts=Shifts(**{name: col[shifts] for name, col in vars(problem.shifts).items()}),
        openings=inside(problem.openings),
        absences=inside(problem.absences),
        engagements=inside(problem.engagements),
        refused=refused[(refused >= 0).all(axis=1)],
    )


def solved_apart(
    problem: Problem,
    weights: Weights,
    member_district: IntArray,
    shift_district: IntArray,
    *,
    tolerance: float = 0.0,
) -> list[Part]:
    """Each district by itself; (members,) and (shifts,) say who belongs where."""
    parts = []
    for district in np.unique(shift_district).tolist():
        members = np.flatnonzero(member_district == district)
        shifts = np.flatnonzero(shift_district == district)
        if len(members):
            own = part_of(problem, members, shifts)
            parts.append(Part(members, shifts, match(own, weights, tolerance=tolerance)))
    return parts


def exchanged(
    problem: Problem, weights: Weights, parts: list[Part], member_district: IntArray,
    shift_district: IntArray,
) -> Exchange:  # fmt: skip
    """Let in what the districts' prices ask for, and solve once over that and what they kept.

    Where members may take several shifts of a day, or need a rest, clashes are parted.
    """
    prices = _prices(problem, weights, parts)
    found = promising(far_enough(no_pairs_yet(problem, weights), prices), prices)
    inside = [
        Chosen(
            part.members[part.outcome.network.member],
            part.shifts[part.outcome.network.shift],
            part.outcome.network.points,
        )
        for part in parts
    ]
    chosen = _without_twins(Chosen.together([*inside, found]), problem.shifts.count)
    network = build(problem, chosen, ladders(problem, weights), prices.worth)
    flow = cheapest_flow(network)
    used = chosen.rows(flow[len(flow) - chosen.count :] > 0)
    # A member's shifts on both sides of a border may be too close in time, as within a district.
    offers = parted_offers(problem, weights, chosen, Offers(used.member, used.shift), prices.worth)
    apart, together = _ordered(_offers(parts)), _ordered(offers)
    across = member_district[together.member] != shift_district[together.shift]
    return Exchange(
        apart=apart,
        before=value(problem, weights, apart),
        together=together,
        after=value(problem, weights, together),
        wanted=found.count,
        across=int(across.sum()),
    )


def _prices(problem: Problem, weights: Weights, parts: list[Part]) -> Prices:
    """The districts' prices side by side: what shifts pay, what members' days must bring in."""
    shift = np.zeros(problem.shifts.count, dtype=np.int64)
    member = np.zeros(problem.members.count, dtype=np.int64)
    for part in parts:
        points = part.outcome.certificate.points
        shift[part.shifts], member[part.members] = points.shift, points.member
    known = np.concatenate([np.zeros(0, dtype=np.int64), *(part.shifts for part in parts)])
    worth = max((part.outcome.certificate.points.worth for part in parts), default=1)
    # A district without members pays the most for its shifts: whoever can come is welcome.
    shift[np.setdiff1d(np.arange(problem.shifts.count), known)] = worth + weights.most
    community = np.zeros(problem.communities, dtype=np.int64)
    return Prices(worth, shift, community, np.zeros(problem.units, dtype=np.int64), member)


def _offers(parts: list[Part]) -> Offers:
    none = np.zeros(0, dtype=np.int64)
    members = [part.members[part.outcome.offers.member] for part in parts]
    shifts = [part.shifts[part.outcome.offers.shift] for part in parts]
    return Offers(np.concatenate([none, *members]), np.concatenate([none, *shifts]))


def _ordered(offers: Offers) -> Offers:
    order = np.lexsort((offers.member, offers.shift))
    return Offers(offers.member[order], offers.shift[order])


def _without_twins(chosen: Chosen, shifts: int) -> Chosen:
    _, first = np.unique(chosen.member * shifts + chosen.shift, return_index=True)
    return chosen.rows(first)
