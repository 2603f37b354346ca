"""How large a demo is made: one community, one district, the whole city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class Scale:
    """The figures of one size of demo."""

    key: str
    streets: tuple[str, ...]
    """Codes (or their beginnings) of the streets where members live."""
    members: int
    units: int
    grids: int
    monthly_shifts: int
    carried_over: int
    """Hours kept from the paper ledgers of earlier years, without a participation."""


SCALES: dict[str, Scale] = {
    scale.key: scale
    for scale in (
        Scale("community", ("370112001",), 300, 12, 40, 60, 300),
        Scale("district", ("370112",), 19_600, 300, 2_719, 2_000, 20_000),
        Scale("city", ("3701",), 196_000, 2_640, 18_900, 20_000, 720_000),
    )
}


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Share `total` out by weight, at least one each; the shares add up to `total`.

    Raises ValueError when there is not one for each.
    """
    if total < len(weights):
        raise ValueError(f"{total} cannot be shared by {len(weights)}")
    whole = sum(weights)
    spare = total - len(weights)
    edges = [round(spare * mark / whole) for mark in accumulate(weights, initial=0.0)]
    return [1 + after - before for before, after in pairwise(edges)]
