"""Match again what a run matched: the same question must have the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from territory.models import Area
from volunteering.actions.carry_out_matching import Answer, answer_as_a_whole, answer_of
from volunteering.actions.match_apart import solved_district
from volunteering.matching import VERSION, Stage, Weights
from volunteering.matching.checking import check
from volunteering.matching.result import Certificate, Offers
from volunteering.models import MatchProof, MatchRun, Participation
from volunteering.queries.match_limits import limits_of
from volunteering.queries.matching_arrays import Reading, read_problem


@dataclass(frozen=True)
class Rematch:
    """How a run compares with matching the same area and month again as of its own moment."""

    run: int
    same_data: bool
    """Whether what is read today has the digest of what was read then."""
    same_version: bool
    """Whether the engine is the one that answered then."""
    offers: int
    gone: int
    """Pairs that the run proposed and that are not proposed again."""
    new: int
    """Pairs that are proposed now and were not then."""
    proved_gap: float | None = None
    """By how much, as a share of its points, the run's own plan can miss the best at most.

    The kept prices prove it without any solver; None where data changed or no proof was kept.
    """

    @property
    def same_plan(self) -> bool:
        """Whether both plans are the same, pair by pair."""
        return not self.gone and not self.new

    @property
    def broken(self) -> bool:
        """Whether the same data and engine gave another plan, which must never be."""
        return self.same_data and self.same_version and not self.same_plan


def rematch(*, run: MatchRun) -> Rematch:
    """Match again with the weights, the seed and the moment of a carried-out run; write nothing.

    What members and needs have changed since, sent offers among it, is read as it is today; the
    digest tells. The run's figures must hold the moment of its reading.
    """
    moment = datetime.fromisoformat(run.figures["read_at"])
    reading = read_problem(
        area=run.area, month=run.month, now=moment, seed=run.seed, limits=limits_of(run)
    )
    weights, answer = Weights(run.weights), _answered(run, reading)
    offers = answer.outcome.offers
    now = set(
        zip(
            reading.members[offers.member].tolist(),
            reading.shifts[offers.shift].tolist(),
            strict=True,
        )
    )
    then = set(Participation.objects.filter(run=run).values_list("member_id", "shift_id"))
    same = answer.digest == run.digest and run.code_version == VERSION
    return Rematch(
        run=run.pk,
        same_data=answer.digest == run.digest,
        same_version=run.code_version == VERSION,
        offers=len(now),
        gone=len(then - now),
        new=len(now - then),
        proved_gap=_proved_gap(run, reading, weights, then) if same else None,
    )


def _answered(run: MatchRun, reading: Reading) -> Answer:
    """The answer in the way in which the run came by its own: as one whole, or in districts."""
    codes = run.figures.get("districts")
    if codes is None:
        return answer_as_a_whole(run, reading, _quietly)
    solved = []
    for code in codes:
        digest, content, _figures = solved_district(run, Area.objects.get(code=code))
        solved.append((code, digest, content))
    return answer_of(run, reading, _quietly, solved)


def _quietly(stage: Stage) -> None:
    """A rematch has nobody to tell how far it is."""
    del stage


def _proved_gap(
    run: MatchRun, reading: Reading, weights: Weights, then: set[tuple[int, int]]
) -> float | None:
    kept = MatchProof.objects.filter(run=run).values_list("prices", flat=True).first()
    if kept is None:
        return None
    row = {key: number for number, key in enumerate(reading.members.tolist())}
    column = {key: number for number, key in enumerate(reading.shifts.tolist())}
    pairs = sorted((column[shift], row[member]) for member, shift in then)
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    offers = Offers(member=table[:, 1], shift=table[:, 0])
    verdict = check(reading.problem, weights, offers, Certificate.unpacked(bytes(kept)))
    return verdict.gap if verdict.sound else None
