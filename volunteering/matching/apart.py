"""Apart: each district matched by itself, then an exchange across the borders by shadow prices.

A district knows only its own members and shifts; parts can be solved one after the other, or on
several machines. What it hands over are rows and numbers: its plan, the pairs that could take its
place, and its prices, one for each shift, community and member. A pair across a border is wanted
if its points and what the shift pays beat what the member's day must bring in. Those come in, and
solving goes on from the districts' plans and prices until the whole is proved. Nothing is taken on
trust: every pair that a district hands over is asked again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from volunteering.matching.beginning import Beginning, next_points
from volunteering.matching.bordering import Standing, improved_around, places_prices, ways_to_fill
from volunteering.matching.candidates import Chosen, Pairs
from volunteering.matching.checking import bound_by, promising, value
from volunteering.matching.looking import MOST_AT_ONCE, Bar, allowed
from volunteering.matching.outcome import Outcome, Stage, match
from volunteering.matching.overlaps import clashing_members
from volunteering.matching.pairing import Pairing
from volunteering.matching.pricing import NEVER, Hurdles, best_of_shift
from volunteering.matching.problem import (
    BoolArray,
    IntArray,
    Problem,
    rank_in_group,
    rising,
)
from volunteering.matching.result import Certificate, Offers, Prices
from volunteering.matching.scoring import Ladders, Weights, ladders, place_worth, total_points
from volunteering.matching.solving import Solution, wanted_at_first
from volunteering.matching.storing import packed, unpacked
from volunteering.matching.tiling import TiledPairs, across, part_of, tiled

NOBODY = -1
ROUGHLY = 1e-3
"""Share of its points by which a district may miss its best: the exchange moves it again."""
MOST_TURNS = 3
"""Times that the plan is improved around what the prices ask for, and around open places."""
LOOKS_FOR_PLACES = 3
"""Times that it is looked for pairs that nobody knew of and that could fill more places."""
CLEARLY_WANTED = 20
"""Points beyond its hurdle from which on a pair is worth it: more than a step of a unit's ladder,
which districts that know only their own members cannot agree on."""
COLUMNS = (
    "members",
    "shifts",
    "communities",
    "member",
    "shift",
    "used",
    "member_price",
    "shift_price",
    "community_price",
)


@dataclass(frozen=True)
class Part:
    """What a district hands over, in its own rows.

    members, shifts, communities  what its rows are in the whole: rows there, or keys
    member, shift                 (k,) the pairs that are its plan or could take its place
    used                          rows of these that are its plan
    *_price                       its prices, a filled place counting ``worth``
    """

    members: IntArray
    shifts: IntArray
    communities: IntArray
    member: IntArray
    shift: IntArray
    used: IntArray
    member_price: IntArray
    shift_price: IntArray
    community_price: IntArray
    worth: int

    @classmethod
    def of(
        cls, outcome: Outcome, members: IntArray, shifts: IntArray, communities: IntArray
    ) -> "Part":
        """What an outcome hands over; the arrays say what its rows are in the whole."""
        pairs, prices = outcome.network, outcome.certificate.points
        count = outcome.pairs.problem.shifts.count
        offered = rising(outcome.offers.member * count + outcome.offers.shift)
        return cls(
            members=members,
            shifts=shifts,
            communities=communities,
            member=pairs.member,
            shift=pairs.shift,
            used=np.flatnonzero(np.isin(pairs.member * count + pairs.shift, offered)),
            member_price=prices.member,
            shift_price=prices.shift,
            community_price=prices.community,
            worth=prices.worth,
        )

    def packed(self) -> bytes:
        """The part as bytes for a row of a database: keys and numbers, no names and no homes."""
        return packed({name: getattr(self, name) for name in COLUMNS}, {"worth": self.worth})

    @classmethod
    def unpacked(cls, content: bytes) -> "Part":
        """The part that was packed."""
        columns, facts = unpacked(content)
        return cls(**columns, worth=facts["worth"])

    def within(
        self,
        members: Callable[[IntArray], IntArray],
        shifts: Callable[[IntArray], IntArray],
        communities: Callable[[IntArray], IntArray],
    ) -> "Part":
        """The part with rows of the whole instead of keys; -1 for what is no longer there."""
        return replace(
            self,
            members=members(self.members),
            shifts=shifts(self.shifts),
            communities=communities(self.communities),
        )


@dataclass(frozen=True)
class Exchange:
    """The plan of the whole with its proof, and what the exchange did."""

    outcome: Outcome
    apart: Offers
    """The districts' plans side by side."""
    wanted: int
    """Pairs that the districts' prices asked for besides those that they handed over."""
    across: int
    """Offers of the plan between two districts."""


def solved_part(
    problem: Problem,
    weights: Weights,
    members: IntArray,
    shifts: IntArray,
    *,
    tolerance: float = 0.0,
) -> Part:
    """One district by itself: some rows of the whole."""
    own = part_of(problem, members, shifts)
    outcome = match(own, weights, tolerance=tolerance)
    return Part.of(outcome, members, shifts, np.arange(problem.communities))


def exchanged(
    problem: Problem,
    weights: Weights,
    parts: Sequence[Part],
    *,
    tolerance: float = 0.0,
    good_enough: float = 0.0,
    progress: Callable[[Stage], None] = lambda _: None,
) -> Exchange:
    """Let in what the districts' prices ask for around their borders, and prove the whole.

    If the proof leaves less than ``good_enough`` of places and points together, a place counting
    what it counts in the first round, that is all. Otherwise solving goes on over the whole, as
    `match` does with this tolerance.

    Raises what `match` raises.
    """
    seen: list[Bordered] = []

    def begin() -> Beginning | Solution:
        found = bordered(problem, weights, parts, turns=MOST_TURNS if good_enough else 0)
        seen.append(found)
        return found.proved(problem, weights, good_enough)

    outcome = match(problem, weights, tolerance=tolerance, progress=progress, begin=begin)
    (found,) = seen
    of_member, of_shift = districts_of(problem, parts)
    across = (of_member[outcome.offers.member] != of_shift[outcome.offers.shift]).sum()
    return Exchange(outcome, found.apart, found.wanted, int(across))


@dataclass(frozen=True)
class Bordered:
    """The districts' plans side by side, then improved around the borders."""

    apart: Offers
    standing: Standing
    wanted: int
    """Pairs that the districts' prices asked for besides those that they handed over."""

    def proved(
        self, problem: Problem, weights: Weights, good_enough: float
    ) -> Beginning | Solution:
        """The plan with its proof over all pairs if that is good enough, or else to go on from."""
        rungs, pairs = ladders(problem, weights), tiled(problem, weights)
        standing, places = self.standing, None
        if good_enough:
            standing, places, pairs = _filled(problem, weights, rungs, standing, pairs)
        prices = standing.priced(problem, rungs)
        pairs = pairs.enough_for(Bar(prices.shift, prices.member))
        begin = Beginning(standing.known, np.flatnonzero(standing.used), prices, pairs)
        if places is None:
            return begin
        plan = _ordered(Offers(standing.plan.member, standing.plan.shift))
        together = value(problem, weights, plan, rungs).together(prices.worth)
        slack = bound_by(rungs, prices, problem, promising(pairs, prices)) - together
        if slack > good_enough * together or len(clashing_members(problem, plan)):
            return begin
        proof = Certificate(prices, places)
        return Solution(plan, proof, 0, standing.known, pairs, problem.moments)


def _filled(
    problem: Problem, weights: Weights, rungs: Ladders, standing: Standing, pairs: TiledPairs
) -> tuple[Standing, Prices, TiledPairs]:
    """The plan with more places filled if there are ways, and prices that bound the places."""
    for _look in range(LOOKS_FOR_PLACES):
        for _turn in range(MOST_TURNS):
            ways = ways_to_fill(problem, standing)
            if not ways.any():
                break
            standing = improved_around(problem, rungs, standing, ways, pairs)
        places = places_prices(problem, rungs, standing)
        pairs = pairs.enough_for(Bar(places.shift, places.member, blind=True))
        found = promising(pairs.worthless(), places)
        new = found.rows(~_among(problem, standing.known, found))
        if not new.count:
            break
        points = total_points(weights, Pairing(problem, new.shift, new.member))
        standing = standing.with_pairs(replace(new, points=points))
    return standing, places, pairs


def bordered(
    problem: Problem, weights: Weights, parts: Sequence[Part], *, turns: int = MOST_TURNS
) -> Bordered:
    """The districts' plans side by side, then improved around the borders in so many turns.

    Without a turn, the pairs that the districts' prices ask for are known and nothing is moved.

    Pairs that are no longer allowed, and what of the plans no longer fits, are left out.
    """
    rungs = ladders(problem, weights)
    standing = _side_by_side(problem, weights, rungs, parts)
    apart = _ordered(Offers(standing.plan.member, standing.plan.shift))
    pairs, wanted = across(problem, weights, *districts_of(problem, parts)), 0
    for turn in range(max(1, turns)):
        bars = standing.bars(problem, rungs)
        enter = np.where(bars.enter < NEVER, bars.enter, 0)
        prices = replace(standing.prices, member=enter)
        pairs = pairs.enough_for(Bar(prices.shift, prices.member))
        new = _wanted(problem, prices, standing.known, bars, pairs)
        wanted += new.count if turn == 0 else 0
        standing = standing.with_pairs(new)
        clearly = bars.surplus(problem, prices.shift, standing.known) > CLEARLY_WANTED
        clearly &= ~standing.used
        if turn == turns or not clearly.any():
            break
        standing = improved_around(problem, rungs, standing, clearly, pairs)
    return Bordered(apart, standing, wanted)


def _side_by_side(
    problem: Problem, weights: Weights, rungs: Ladders, parts: Sequence[Part]
) -> Standing:
    """The plans of the districts with their prices."""
    kept, offered = _handed_over(problem, weights, parts)
    used = np.zeros(kept.count, dtype=np.bool_)
    used[_fitting(problem, kept, offered)] = True
    prices = _prices(problem, weights, rungs, parts)
    # What a unit's next place scores tells its price better than the prices of its parts.
    unit = next_points(rungs.unit, problem.members.unit[kept.member[used]])
    return Standing(kept, used, replace(prices, unit=unit))


def _prices(problem: Problem, weights: Weights, rungs: Ladders, parts: Sequence[Part]) -> Prices:
    """The districts' prices side by side: what shifts pay, what members' days must bring in."""
    full = place_worth(problem, weights)
    worth = min(max((part.worth for part in parts), default=1), full)
    # What no district prices pays the most: whoever can come is welcome.
    shift = np.full(problem.shifts.count, worth + weights.most, dtype=np.int64)
    community = np.full(problem.communities, worth + weights.most, dtype=np.int64)
    member = -rungs.member.points[:, 0]
    for part in parts:
        for column, rows, price in (
            (shift, part.shifts, part.shift_price),
            (member, part.members, part.member_price),
        ):
            known = rows >= 0
            column[rows[known]] = price[known]
        known = part.shifts >= 0
        asking = rising(problem.shifts.community[part.shifts[known]])
        own = np.isin(part.communities, asking)
        community[part.communities[own]] = part.community_price[own]
    return Prices(worth, shift, community, np.zeros(problem.units, dtype=np.int64), member)


def _handed_over(
    problem: Problem, weights: Weights, parts: Sequence[Part]
) -> tuple[Chosen, BoolArray]:
    """All pairs that are handed over and still allowed, and which of them are offered."""
    member = _together([part.members[part.member] for part in parts])
    shift = _together([part.shifts[part.shift] for part in parts])
    offered = np.zeros(len(member), dtype=np.bool_)
    begin = 0
    for part in parts:
        offered[begin + part.used] = True
        begin += len(part.member)
    # Offers first: of a pair that two districts hand over, the one that is offered stays.
    order = np.lexsort((~offered, member, shift))
    order = order[(member[order] >= 0) & (shift[order] >= 0)]
    order = order[problem.shifts.places[shift[order]] > 0]
    key = shift[order] * problem.members.count + member[order]
    order = order[np.diff(key, prepend=NOBODY) != 0]
    return _asked_again(problem, weights, member[order], shift[order], offered[order])


def _asked_again(
    problem: Problem, weights: Weights, member: IntArray, shift: IntArray, offered: BoolArray
) -> tuple[Chosen, BoolArray]:
    """Those of the pairs that every rule allows, with their points."""
    found: list[Chosen] = []
    for begin in range(0, len(member), MOST_AT_ONCE):
        some = slice(begin, begin + MOST_AT_ONCE)
        pairs = allowed(Pairing(problem, shift[some], member[some]))
        found.append(Chosen(pairs.member, pairs.shift, total_points(weights, pairs)))
    chosen = Chosen.together(found)
    key = shift * problem.members.count + member
    still = np.searchsorted(key, chosen.shift * problem.members.count + chosen.member)
    return chosen, offered[still]


def _fitting(problem: Problem, kept: Chosen, offered: BoolArray) -> IntArray:
    """Rows of the plans that keep the network's limits: places, times and room of members."""
    rows = np.flatnonzero(offered)
    for group, most in (
        (problem.time_of, np.ones(1, dtype=np.int64)),
        (lambda member, shift: shift, problem.shifts.places),
        (lambda member, shift: member, problem.room),
    ):
        of_group = group(kept.member[rows], kept.shift[rows])
        order = np.argsort(of_group, kind="stable")
        limit = most[of_group[order]] if len(most) > 1 else most
        rows = np.sort(rows[order[rank_in_group(of_group[order]) < limit]])
    return rows


def _wanted(problem: Problem, prices: Prices, known: Chosen, bars: Hurdles, pairs: Pairs) -> Chosen:
    """The pairs not known that beat what their member's day gives, the best of each shift."""
    found = promising(pairs, prices)
    surplus = bars.surplus(problem, prices.shift, found)
    new = (surplus > 0) & ~_among(problem, known, found)
    return best_of_shift(found.rows(new), surplus[new], wanted_at_first(problem))


def _among(problem: Problem, known: Chosen, pairs: Chosen) -> BoolArray:
    """(k,) which of the pairs are known."""
    inside = np.sort(known.shift * problem.members.count + known.member)
    key = pairs.shift * problem.members.count + pairs.member
    if not len(inside):
        return np.zeros(len(key), dtype=np.bool_)
    return np.asarray(inside[np.minimum(np.searchsorted(inside, key), len(inside) - 1)] == key)


def districts_of(problem: Problem, parts: Sequence[Part]) -> tuple[IntArray, IntArray]:
    """(members,) and (shifts,) the district of each, -1 for none."""
    of_member = np.full(problem.members.count, NOBODY, dtype=np.int64)
    of_shift = np.full(problem.shifts.count, NOBODY, dtype=np.int64)
    for number, part in enumerate(parts):
        of_member[part.members[part.members >= 0]] = number
        of_shift[part.shifts[part.shifts >= 0]] = number
    return of_member, of_shift


def _together(columns: list[IntArray]) -> IntArray:
    return np.concatenate([np.zeros(0, dtype=np.int64), *columns])


def _ordered(offers: Offers) -> Offers:
    order = np.lexsort((offers.member, offers.shift))
    return Offers(offers.member[order], offers.shift[order])
