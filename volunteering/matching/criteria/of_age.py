"""Of age: the member is within the band of ages that the shift asks for, if it asks."""

from typing import ClassVar

import numpy as np

from volunteering.matching.criterion import Criterion
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import OLDEST, BoolArray, IntArray, Problem
from volunteering.matching.sentence import Sentence, Wording

BETWEEN = Wording("of_age", "年龄符合（{least} 到 {most} 岁）", "of an age ({least} to {most})")
FROM = Wording("of_age.from", "年龄符合（{least} 岁以上）", "of an age ({least} or older)")
UNTIL = Wording("of_age.until", "年龄符合（{most} 岁以下）", "of an age (up to {most})")
ANY = Wording("of_age.any", "不限年龄", "open to every age")


class OfAge(Criterion):
    """A hard rule alone; whose age is unknown is left out of a shift that asks for one."""

    name = "of_age"
    label: ClassVar[Sentence] = Sentence("of_age.label", "年龄", "Of age")
    order = 7
    told = False
    refusal: ClassVar[Sentence] = Sentence(
        "of_age.no", "年龄不符合这一班的要求", "is not of the age that the shift asks for"
    )

    def allows(self, pairs: Pairing) -> BoolArray:
        shifts, age = pairs.problem.shifts, pairs.problem.members.age
        asking = (shifts.age_from > 0) | (shifts.age_until < OLDEST)
        allowed = ~asking[pairs.shift]
        rows = np.flatnonzero(~allowed)
        years, shift = age[pairs.member[rows]], pairs.shift[rows]
        allowed[rows] = (years >= np.maximum(shifts.age_from[shift], 0)) & (
            years <= shifts.age_until[shift]
        )
        return np.asarray(allowed)

    def alike(self, pairs: Pairing) -> IntArray:
        shifts = pairs.problem.shifts
        return np.asarray((shifts.age_from * (OLDEST + 1) + shifts.age_until)[pairs.shift])

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        least, most = int(problem.shifts.age_from[shift]), int(problem.shifts.age_until[shift])
        if least and most < OLDEST:
            return BETWEEN.fill(least=least, most=most)
        if least:
            return FROM.fill(least=least)
        return UNTIL.fill(most=most) if most < OLDEST else ANY.fill()
