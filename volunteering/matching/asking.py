"""Asking back: why is this pair not made, and what would it cost the others."""

from collections import Counter
from dataclasses import dataclass

from volunteering.matching.keeping import Detour, Kept, NoWay
from volunteering.matching.problem import Problem
from volunteering.matching.sentence import Sentence, Wording

MADE = Sentence("pair.made", "已经安排了这一班", "is offered this shift")
NOT_ASKING = Sentence("pair.full", "这一班的名额已经有人", "the shift has no open place")
HINDERED = Wording("pair.rule", "不能安排：{refusal}", "cannot be: {refusal_en}")
COSTS_PLACE = Wording(
    "pair.place",
    "可以，但别处会少 {places} 人",
    "possible, but {places} fewer would be there elsewhere",
)
COSTS_POINTS = Wording(
    "pair.points",
    "可以，总分少 {points} 分",
    "possible, the plan would lose {points} points",
)
PROMISED = Sentence(
    "pair.promised",
    "不能安排：要动已经发出的邀请",
    "cannot be: it would move what is promised already",
)
AS_GOOD = Sentence(
    "pair.equal", "也可以，和现在的方案一样好", "possible too, as good as what is planned"
)


@dataclass(frozen=True)
class Answer:
    """What putting a pair into the plan would mean.

    ``possible`` is False when a hard rule stands against it; then nothing is said of cost.
    """

    possible: bool
    places: int
    points: int
    sentence: Sentence
    gone: tuple[tuple[int, int], ...] = ()
    """(member, shift) pairs of the plan that would give way."""
    instead: tuple[tuple[int, int], ...] = ()
    """Pairs that would come in besides the one asked about."""
    fewer: tuple[int, ...] = ()
    """Shifts that would have somebody less, one entry for each place."""


def answer(problem: Problem, kept: Kept, *, member: int, shift: int) -> Answer:
    """Why the pair is not made: the first rule against it, or what it would cost the others.

    The cost is exact over the pairs of the kept network: the cheapest way in which everybody else
    would rearrange themselves.
    """
    if kept.stands(member, shift):
        return Answer(possible=True, places=0, points=0, sentence=MADE)
    if shift < problem.shifts.count and not problem.shifts.places[shift]:
        return Answer(possible=False, places=0, points=0, sentence=NOT_ASKING)
    refusal = kept.refusal(member=member, shift=shift)
    if refusal is not None:
        return hindered(refusal)
    try:
        detour = kept.way_of(member=member, shift=shift)
    except NoWay:
        # Said in words: whoever asks learns that promises stand in the way.
        return Answer(possible=False, places=0, points=0, sentence=PROMISED)
    cost = detour.cost
    places = (cost + kept.worth // 2) // kept.worth
    points = cost - places * kept.worth
    if places:
        sentence = COSTS_PLACE.fill(places=places)
    else:
        sentence = COSTS_POINTS.fill(points=points) if points else AS_GOOD
    return Answer(
        possible=True,
        places=places,
        points=points,
        sentence=sentence,
        gone=detour.gone,
        instead=detour.added,
        fewer=_fewer(detour, shift),
    )


def hindered(refusal: Sentence) -> Answer:
    """The answer where a hard rule stands against a pair."""
    sentence = HINDERED.fill(refusal=refusal.zh, refusal_en=refusal.en)
    return Answer(possible=False, places=0, points=0, sentence=sentence)


def _fewer(detour: Detour, asked: int) -> tuple[int, ...]:
    """The shifts that lose somebody and get nobody for it."""
    change = Counter([asked])
    change.update(shift for _member, shift in detour.added)
    change.subtract(shift for _member, shift in detour.gone)
    return tuple(sorted((-change).elements()))
