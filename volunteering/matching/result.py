"""What a solver hands over: offers, and prices that prove how good they are."""

from dataclasses import dataclass

from volunteering.matching.problem import IntArray


@dataclass(frozen=True)
class Offers:
    """Pairs to be offered, (k,) each, in order of shift and member."""

    member: IntArray
    shift: IntArray

    @property
    def count(self) -> int:
        """How many offers there are."""
        return len(self.member)


@dataclass(frozen=True)
class Certificate:
    """Prices in points, a place's worth included, that bound every plan from above.

    shift     (shifts,) what a place of the shift pays
    community (communities,) what a place of the community pays
    unit      (units,) what the next rung of the unit pays

    Any prices give a true bound; good ones give a tight bound.
    """

    shift: IntArray
    community: IntArray
    unit: IntArray
