"""Near: the shift lies within the member's own radius, and the nearer the better."""

from math import sqrt
from typing import ClassVar

import numpy as np

from volunteering.matching.criterion import Criterion
from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import (
    DAY_MINUTES,
    BoolArray,
    FloatArray,
    IntArray,
    Problem,
)
from volunteering.matching.sentence import Sentence, Wording

TYPICAL_WALK = 1500.0
"""Metres at which the score has fallen to 1/e: the twenty-minute walk of a "living circle"."""
WALK_METRES_A_MINUTE = 75
RIDE_METRES_A_MINUTE = 200
LONGEST_WALK = 3000
CLOSE = 250

WALK = Wording(
    "near.walk",
    "家离约 {distance}（步行约 {minutes} 分钟）",
    "about {distance_en} from home ({minutes} min on foot)",
)
RIDE = Wording(
    "near.ride",
    "家离约 {distance}（骑车约 {minutes} 分钟）",
    "about {distance_en} from home ({minutes} min by bicycle)",
)
NEXT_DOOR = Wording("near.door", "就在家附近（250 米内）", "close to home (within 250 m)")


class Near(Criterion):
    """Home to shift, in a straight line."""

    name = "near"
    label: ClassVar[Sentence] = Sentence("near.label", "就近", "Near")
    weight = 400
    order = 1
    effort = 0
    direction = -1
    refusal: ClassVar[Sentence] = Sentence(
        "near.no", "超出本人愿意去的距离", "farther than they are willing to go"
    )

    def allows(self, pairs: Pairing) -> BoolArray:
        radius = pairs.problem.members.radius[pairs.member]
        return np.asarray(pairs.squared_metres <= radius * radius)

    def quantity(self, pairs: Pairing) -> FloatArray:
        return np.sqrt(pairs.squared_metres)

    def score(self, pairs: Pairing) -> FloatArray:
        return np.exp(self.quantity(pairs) / -TYPICAL_WALK)

    def best_beyond(self, problem: Problem, metres: int) -> FloatArray:
        return np.full(problem.shifts.count, np.exp(metres / -TYPICAL_WALK))

    def alike(self, pairs: Pairing) -> IntArray:
        metres = self.quantity(pairs)
        pace = np.where(metres <= LONGEST_WALK, WALK_METRES_A_MINUTE, RIDE_METRES_A_MINUTE)
        words = np.rint(metres / 50) * DAY_MINUTES + np.rint(metres / pace)
        return np.where(metres < CLOSE, 0, words).astype(np.int64)

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        home, place = problem.members, problem.shifts
        across = int(home.x[member]) - int(place.x[shift])
        along = int(home.y[member]) - int(place.y[shift])
        metres = sqrt(across * across + along * along)
        if metres < CLOSE:
            return NEXT_DOOR.fill(metres=CLOSE)
        wording, pace = (
            (WALK, WALK_METRES_A_MINUTE) if metres <= LONGEST_WALK else (RIDE, RIDE_METRES_A_MINUTE)
        )
        shown = round(metres / 50) * 50
        return wording.fill(
            metres=shown,
            distance=f"{shown} 米" if shown < 1000 else f"{shown / 1000:.1f} 公里",
            distance_en=f"{shown} m" if shown < 1000 else f"{shown / 1000:.1f} km",
            minutes=max(1, round(metres / pace)),
        )
