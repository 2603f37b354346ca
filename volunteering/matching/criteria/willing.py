"""Willing: who has declined a shift is not asked for it again."""

from typing import ClassVar

import numpy as np

from volunteering.matching.criterion import Criterion
from volunteering.matching.problem import BoolArray, IntArray, Problem
from volunteering.matching.sentence import Sentence, Wording

UNASKED = Wording("willing", "没有婉拒过这一班", "has not declined this shift")


class Willing(Criterion):
    """A hard rule alone: pairs that were declined or blocked stay apart."""

    name = "willing"
    label: ClassVar[Sentence] = Sentence("willing.label", "愿意", "Willing")
    order = 6
    told = False
    refusal: ClassVar[Sentence] = Sentence("willing.no", "婉拒过这一班", "declined this shift")

    def allows(self, problem: Problem, shift: int, members: IntArray) -> BoolArray:
        refused = problem.refused[problem.refused[:, 1] == shift, 0]
        said_no = np.zeros(problem.members.count, dtype=np.bool_)
        said_no[refused] = True
        return ~said_no[members]

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        return UNASKED.fill()
