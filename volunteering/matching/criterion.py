"""What a criterion is: a hard rule, a score from 0 to 1, a ladder, and its sentence."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from volunteering.matching.pairing import Pairing
from volunteering.matching.problem import BoolArray, FloatArray, IntArray, Problem
from volunteering.matching.sentence import Sentence

Group = Literal["member", "unit", "community"]


@dataclass(frozen=True)
class Ladder:
    """A score that falls as a group is given more: the first places count most.

    ``sizes`` (groups, rungs) says how many places stand on each rung, ``scores`` of the same shape
    what each of them scores, 0 to 1, never rising along a row. Falling scores make the whole a
    concave sum, which a flow fills in the right order by itself.
    """

    group: Group
    sizes: IntArray
    scores: FloatArray


class Criterion:
    """One reason for or against a pair of member and shift.

    A subclass in ``criteria/`` overrides what it needs: ``allows`` (a hard rule), ``score`` (a soft
    one) with the ``quantity`` it looks at, or ``ladders`` (what depends on how much is given).
    """

    name: ClassVar[str]
    label: ClassVar[Sentence]
    """What people call it."""
    weight: ClassVar[int] = 0
    """Points for a score of 1 unless the weights say otherwise."""
    order: ClassVar[int]
    """Place of its sentence in a reason."""
    effort: ClassVar[int] = 1
    """How dear its rule is to look at: of millions of pairs, the cheap rules leave few for it."""
    told: ClassVar[bool] = True
    """Whether an offer's reason carries its sentence."""
    direction: ClassVar[int] = 0
    """+1: the score never falls as ``quantity`` rises; -1: it never rises; 0: no score."""
    refusal: ClassVar[Sentence]
    """What to say of a member whom the hard rule leaves out."""

    def allows(self, pairs: Pairing) -> BoolArray:
        """(k,) which of these members may take these shifts by this rule."""
        return np.ones(pairs.count, dtype=np.bool_)

    def quantity(self, pairs: Pairing) -> FloatArray:
        """(k,) the thing that the score looks at, in its own unit."""
        return np.zeros(pairs.count)

    def score(self, pairs: Pairing) -> FloatArray:
        """(k,) how well they fit, 0 to 1."""
        return np.zeros(pairs.count)

    def best_beyond(self, problem: Problem, metres: int) -> FloatArray:
        """(shifts,) the best score of any pair that is at least so many metres apart."""
        return np.ones(problem.shifts.count)

    def ladders(self, problem: Problem) -> tuple[Ladder, ...]:
        """Scores that depend on how much a member, unit or community is given; sum at most 1."""
        return ()

    def alike(self, pairs: Pairing) -> IntArray:
        """(k,) pairs with the same number are explained in the same words."""
        return np.arange(pairs.count)

    def refused(self, problem: Problem, shift: int, member: int) -> Sentence:
        """Why the hard rule leaves this member out of this shift, as exactly as it can be said."""
        return self.refusal

    def explain(self, problem: Problem, shift: int, member: int) -> Sentence:
        """Why this member suits this shift, as far as this criterion sees."""
        raise TypeError(f"{type(self).__name__} has no sentence")
