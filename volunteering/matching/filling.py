"""What would fill a place left open: the members whom a single rule keeps away."""

from dataclasses import dataclass

import numpy as np

from volunteering.matching.criteria import criteria
from volunteering.matching.criterion import Criterion
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import BoolArray, IntArray
from volunteering.matching.sentence import Sentence, Wording

ONLY_FAR = Wording(
    "way.near",
    "{count} 人只差距离，最近的再走 {metres} 米",
    "{count} lack only the distance, the nearest by {metres} m",
)
ONLY_ONE = Wording(
    "way.rule", "{count} 人只差一条：{refusal}", "{count} lack one thing: {refusal_en}"
)

LEFT_ASIDE = 0.2
"""Pairs with two rules against them are no longer looked at once they are this share."""


@dataclass(frozen=True)
class Way:
    """Members whom a single rule keeps from a shift.

    ``amount`` says by how much the nearest of them misses it, in metres; None where no number fits.
    """

    rule: str
    members: IntArray
    amount: int | None
    sentence: Sentence


def broken_rules(near: Pairing) -> BoolArray:
    """(criteria, k) the first two hard rules that stand against each pair.

    Beyond two nobody asks: a single change would not let the pair be made.
    """
    broken = np.zeros((len(criteria()), near.count), dtype=np.bool_)
    rows, pairs, before = np.arange(near.count), near, np.zeros(near.count, dtype=np.bool_)
    for number, criterion in enumerate(criteria()):
        fails = ~criterion.allows(pairs)
        broken[number, rows[fails]] = True
        twice, before = before & fails, before | fails
        if np.count_nonzero(twice) > LEFT_ASIDE * len(twice):
            rows, pairs, before = rows[~twice], pairs.where(~twice), before[~twice]
    return broken


def ways_to_fill(near: Pairing, broken: BoolArray) -> list[Way]:
    """What would let more members take a shift if a single rule were waived, cheapest change first.

    ``near`` holds the members around on that shift. A somewhat longer way comes first, then the
    rule that stands against the most of them: there somebody is found soonest.
    """
    single = broken.sum(axis=0) == 1
    ways = []
    for criterion, fails in zip(criteria(), broken, strict=True):
        rows = np.flatnonzero(fails & single)
        if len(rows):
            ways.append(_way(near, criterion, rows))
    return sorted(ways, key=lambda way: (way.amount is None, -len(way.members)))


def _way(near: Pairing, criterion: Criterion, rows: IntArray) -> Way:
    members = near.member[rows]
    if criterion.name != "near":
        said = _refused(ONLY_ONE, criterion, len(rows))
        return Way(criterion.name, members, None, said)
    beyond = np.sqrt(near.squared_metres[rows]) - near.problem.members.radius[members]
    metres = int(np.ceil(beyond.min()))
    sentence = ONLY_FAR.fill(count=len(rows), metres=metres)
    return Way(criterion.name, members, metres, sentence)


def _refused(wording: Wording, criterion: Criterion, count: int) -> Sentence:
    return wording.fill(count=count, refusal=criterion.refusal.zh, refusal_en=criterion.refusal.en)
