"""Explaining a plan: why this offer, why a place stays open, why a member is not asked."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from volunteering.matching.candidates import Pairs
from volunteering.matching.criteria import criteria
from volunteering.matching.criterion import Group
from volunteering.matching.filling import Way, broken_rules, ways_to_fill
from volunteering.matching.looking import EVERYWHERE
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import BoolArray, IntArray, Problem
from volunteering.matching.result import Offers
from volunteering.matching.scoring import Steps, Weights, ladders, pair_points
from volunteering.matching.sentence import Sentence, Wording, joined
from volunteering.matching.surroundings import Surroundings, last_hurdles

MOST_EXPLAINED = 150
"""Unfilled shifts for which everybody around is looked at."""

BUSY = Wording(
    "open.busy",
    "{count} 人符合，但已经安排在别的班次",
    "{count} would fit but are placed elsewhere",
)
RULED_OUT = Wording("open.rule", "{count} 人{refusal}", "{count}: {refusal_en}")
THEN_OUT = Wording("open.then", "余下的有 {count} 人{refusal}", "of the rest {count}: {refusal_en}")
NOBODY = Wording("open.nobody", "没有人符合这一班的条件", "nobody meets this shift's conditions")

CAP = Sentence("left.cap", "当月已经安排到本人的上限", "has reached their own limit for the month")
UNANSWERED = Sentence("left.unanswered", "还有邀请没有答复", "has offers not answered yet")
OUTMATCHED = Wording(
    "left.outmatched",
    "至少有 {count} 个班次合适，名额给了更合适的人",
    "at least {count} shifts would suit, their places went to people who fit better",
)
NO_SHIFT = Wording("left.rule", "没有可去的班次：{refusal}", "no shift to go to: {refusal_en}")


@dataclass(frozen=True)
class OpenPlace:
    """A shift with places left open: how many, and what stood in the way."""

    shift: int
    places: int
    fitting: int
    """Members who meet every rule but are placed elsewhere."""
    excluded: dict[str, int]
    """Members by the first rule, in the order of the criteria, that leaves them out."""
    sentence: Sentence
    ways: tuple[Way, ...] = ()
    """What would fill a place, the cheapest change first; empty beyond the first shifts."""


def reason(problem: Problem, shift: int, member: int) -> Sentence:
    """Why the shift is offered to the member, in one line."""
    return joined(
        [criterion.explain(problem, shift, member) for criterion in criteria() if criterion.told]
    )


@dataclass(frozen=True)
class Phrases:
    """What one criterion says of many offers: each phrase once, and which one each offer has."""

    said: list[Sentence]
    which: IntArray


def phrases(problem: Problem, offers: Offers) -> list[Phrases]:
    """The reason of every offer in parts, in the order in which they are told."""
    pairs = Pairing(problem, offers.shift, offers.member)
    told = []
    for criterion in criteria():
        if criterion.told:
            alike = criterion.alike(pairs)
            _, first, which = np.unique(alike, return_index=True, return_inverse=True)
            said = [
                criterion.explain(problem, int(offers.shift[row]), int(offers.member[row]))
                for row in first
            ]
            told.append(Phrases(said, which))
    return told


def reasons(problem: Problem, offers: Offers) -> list[tuple[str, str]]:
    """The reason of every offer, in Chinese and in English; each phrase is worded only once."""
    told = phrases(problem, offers)
    chinese = [[part.said[row].zh for row in part.which.tolist()] for part in told]
    english = [[part.said[row].en for row in part.which.tolist()] for part in told]
    return [
        ("；".join(zh), "; ".join(en))
        for zh, en in zip(zip(*chinese, strict=True), zip(*english, strict=True), strict=True)
    ]


def offer_points(problem: Problem, weights: Weights, offers: Offers) -> dict[str, IntArray]:
    """(k,) points of each offer by criterion; together they are the points of the plan.

    The rungs of a member, unit or community are handed out in the order of the shifts' times.
    """
    points = {criterion.name: np.zeros(offers.count, dtype=np.int64) for criterion in criteria()}
    points.update(pair_points(weights, Pairing(problem, offers.shift, offers.member)))
    shifts, rungs = problem.shifts, ladders(problem, weights)
    groups: tuple[tuple[Group, Steps, IntArray], ...] = (
        ("member", rungs.member, offers.member),
        ("unit", rungs.unit, problem.members.unit[offers.member]),
        ("community", rungs.community, shifts.community[offers.shift]),
    )
    for group, steps, rows in groups:
        if group in rungs.named:
            order = np.lexsort(
                (offers.member, shifts.start[offers.shift], shifts.day[offers.shift], rows)
            )
            points[rungs.named[group]][order] += _rung_points(steps, rows[order])
    return points


def _rung_points(steps: Steps, rows: IntArray) -> IntArray:
    """(k,) points of the rungs that are used one after the other; ``rows`` names rising groups."""
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    position = np.arange(len(rows)) - np.repeat(first, np.diff(np.append(first, len(rows))))
    ends = np.cumsum(steps.sizes, axis=1)[rows]
    rung = (position[:, None] >= ends).sum(axis=1)
    return steps.points[rows, np.minimum(rung, steps.points.shape[1] - 1)]


def open_places(
    problem: Problem, offers: Offers, pairs: Pairs, *, explained: int = MOST_EXPLAINED
) -> list[OpenPlace]:
    """Every shift that the plan does not fill, and which rule leaves out how many.

    Looking at everybody around a shift takes milliseconds: beyond the ``explained`` shifts that
    miss most, only the number of those who would fit is told.
    """
    given = np.bincount(offers.shift, minlength=problem.shifts.count)
    missing = problem.shifts.places - given
    short = np.flatnonzero(missing > 0)
    looked_at = set(short[np.argsort(-missing[short], kind="stable")][:explained].tolist())
    pairs = pairs.out_to(np.where(missing > 0, EVERYWHERE, 0))
    around = Surroundings(problem)
    found = []
    for shift in short.tolist():
        fitting = int(pairs.of_shift[shift] - given[shift])
        excluded: dict[str, int] = {}
        ways: list[Way] = []
        if shift in looked_at:
            near = around.members_by(shift)
            broken = broken_rules(near)
            excluded, ways = _excluded(near, broken), ways_to_fill(near, broken)
        # A way that only repeats what the rule was said to exclude tells nothing new.
        news = [
            way.sentence
            for way in ways[:1]
            if way.amount is not None or len(way.members) != excluded[way.rule]
        ]
        sentence = joined([_why_open(fitting, excluded), *news])
        found.append(
            OpenPlace(shift, int(missing[shift]), fitting, excluded, sentence, tuple(ways))
        )
    return found


def _excluded(near: Pairing, broken: BoolArray) -> dict[str, int]:
    """Members by the first rule, in the order of the criteria, that leaves them out."""
    first = np.where(broken.any(axis=0), broken.argmax(axis=0), len(broken))
    times = np.bincount(first, minlength=len(broken)).tolist()
    times[0] += near.problem.members.count - near.count  # who is not around is too far away
    return {criterion.name: count for criterion, count in zip(criteria(), times, strict=False)}


def _why_open(fitting: int, excluded: dict[str, int]) -> Sentence:
    told = [BUSY.fill(count=fitting)] if fitting else [NOBODY.fill()]
    wording = RULED_OUT
    for criterion in criteria():
        if excluded.get(criterion.name):
            told.append(
                wording.fill(
                    count=excluded[criterion.name],
                    refusal=criterion.refusal.zh,
                    refusal_en=criterion.refusal.en,
                )
            )
            wording = THEN_OUT
    return joined(told)


def left_out(problem: Problem, offers: Offers, pairs: Pairs) -> list[tuple[Sentence, IntArray]]:
    """Why members without an offer have none: each reason, with the rows of whom it holds for.

    Reasons with most members come first.
    """
    asked = np.zeros(problem.members.count, dtype=np.bool_)
    asked[offers.member] = True
    full, capped = ~asked & ~problem.ready, problem.members.taken >= problem.members.cap
    found = [(CAP, np.flatnonzero(full & capped)), (UNANSWERED, np.flatnonzero(full & ~capped))]
    fitting = np.where(asked | full, 0, pairs.of_member)
    without = np.flatnonzero(~asked & ~full & (fitting == 0))
    hurdle = last_hurdles(problem, without)
    for rule, criterion in enumerate(criteria()):
        no, en = criterion.refusal.zh, criterion.refusal.en
        found.append((NO_SHIFT.fill(refusal=no, refusal_en=en), without[hurdle == rule]))
    fitting[without[hurdle == len(criteria())]] = 1  # too far to matter, but it would suit
    order = np.argsort(fitting, kind="stable")
    first = np.searchsorted(fitting[order], np.arange(int(fitting.max(initial=0)) + 2))
    for times, (begin, end) in enumerate(pairwise(first[1:].tolist()), start=1):
        found.append((OUTMATCHED.fill(count=times), order[begin:end]))
    told = [(said, rows) for said, rows in found if len(rows)]
    return sorted(told, key=lambda reason: (-len(reason[1]), int(reason[1][0])))
