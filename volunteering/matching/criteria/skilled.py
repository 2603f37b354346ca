"""Skilled: the member has every skill that the shift requires, and many of those that help."""

from typing import ClassVar

import numpy as np

from volunteering.matching.criterion import Criterion
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import BoolArray, FloatArray, IntArray, Problem
from volunteering.matching.sentence import Sentence, Wording

HAS = Wording("skilled.has", "有{skills}特长", "skilled in {skills_en}")
OPEN = Wording("skilled.open", "不需要特别技能", "no special skill needed")


class Skilled(Criterion):
    """Required skills are a must; the score is the share of the helpful ones."""

    name = "skilled"
    label: ClassVar[Sentence] = Sentence("skilled.label", "会做", "Skilled")
    weight = 200
    order = 3
    effort = 0
    direction = 1
    refusal: ClassVar[Sentence] = Sentence(
        "skilled.no", "没有这一班必须的技能", "lacks a required skill"
    )

    def allows(self, pairs: Pairing) -> BoolArray:
        required = pairs.problem.shifts.required[pairs.shift]
        held = pairs.problem.members.skills[pairs.member]
        return np.asarray((held & required) == required)

    def quantity(self, pairs: Pairing) -> FloatArray:
        """How many of the helpful skills the member has."""
        desired = pairs.problem.shifts.desired[pairs.shift]
        matched = pairs.problem.members.skills[pairs.member] & desired
        return np.asarray(np.bitwise_count(matched), dtype=np.float64)

    def score(self, pairs: Pairing) -> FloatArray:
        asked = np.bitwise_count(pairs.problem.shifts.desired)[pairs.shift]
        return np.where(asked > 0, self.quantity(pairs) / np.maximum(asked, 1), 1.0)

    def alike(self, pairs: Pairing) -> IntArray:
        shifts = pairs.problem.shifts
        asked = (shifts.required | shifts.desired)[pairs.shift]
        held = asked & pairs.problem.members.skills[pairs.member]
        return np.unique(held, return_inverse=True)[1].astype(np.int64)

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        asked = int(problem.shifts.required[shift] | problem.shifts.desired[shift])
        held = asked & int(problem.members.skills[member])
        names = [name for bit, name in enumerate(problem.skill_names) if held >> bit & 1]
        if names:
            return HAS.fill(skills="、".join(names), skills_en=", ".join(names))
        return OPEN.fill()
