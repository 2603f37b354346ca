"""Willing: who has declined a shift, or is blocked from its community, is not asked for it."""

from typing import ClassVar

import numpy as np

from volunteering.matching.criterion import Criterion
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import BoolArray, Problem
from volunteering.matching.sentence import Sentence, Wording

UNASKED = Wording("willing", "没有婉拒过这一班", "has not declined this shift")


class Willing(Criterion):
    """A hard rule alone: pairs that were declined or blocked stay apart."""

    name = "willing"
    label: ClassVar[Sentence] = Sentence("willing.label", "愿意", "Willing")
    order = 6
    told = False
    refusal: ClassVar[Sentence] = Sentence(
        "willing.no",
        "婉拒过这一班，或与这个社区不再安排",
        "declined this shift, or is kept apart from its community",
    )

    def allows(self, pairs: Pairing) -> BoolArray:
        problem = pairs.problem
        allowed = ~problem.refusing[pairs.member]
        close = np.flatnonzero(~allowed)
        key = pairs.member[close] * problem.shifts.count + pairs.shift[close]
        refused = problem.refused_keys
        where = np.searchsorted(refused[:-1], key)
        allowed[close] = refused[where] != key
        return allowed

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        return UNASKED.fill()
