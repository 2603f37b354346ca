"""What a solver hands over: offers, and prices that prove how good they are."""

from dataclasses import dataclass, fields
from io import BytesIO

import numpy as np

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
class Prices:
    """Prices that bound every plan from above, a filled place counting ``worth``.

    shift     (shifts,) what a place of the shift pays
    community (communities,) what a place of the community pays
    unit      (units,) what the next rung of the unit pays
    member    (members,) what one of the member's days must bring in

    Any prices give a true bound; good ones give a tight bound.
    """

    worth: int
    shift: IntArray
    community: IntArray
    unit: IntArray
    member: IntArray


@dataclass(frozen=True)
class Certificate:
    """Two sets of prices: one bounds the points, the other, blind to points, the places."""

    points: Prices
    places: Prices

    def packed(self) -> bytes:
        """All prices in one file of arrays, to be kept with the plan."""
        file = BytesIO()
        columns = {
            f"{kind}_{column.name}": np.asarray(getattr(getattr(self, kind), column.name))
            for kind in ("points", "places")
            for column in fields(Prices)
        }
        np.savez_compressed(file, allow_pickle=False, **columns)
        return file.getvalue()

    @classmethod
    def unpacked(cls, packed: bytes) -> "Certificate":
        """The certificate that was packed."""
        with np.load(BytesIO(packed), allow_pickle=False) as file:
            found = {
                kind: Prices(
                    worth=int(file[f"{kind}_worth"]),
                    shift=file[f"{kind}_shift"],
                    community=file[f"{kind}_community"],
                    unit=file[f"{kind}_unit"],
                    member=file[f"{kind}_member"],
                )
                for kind in ("points", "places")
            }
        return cls(**found)
