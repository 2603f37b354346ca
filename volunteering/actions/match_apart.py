"""A large run in districts: each matched by itself, the last one asks for the exchange.

Every step ends in one short transaction that locks the run first: of two districts that end at the
same moment one sees the other, so the exchange is asked for once. Who asks for what comes next,
a task or a command that goes on by itself, is handed in and called inside that transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from territory.models import Area
from volunteering.actions.carry_out_matching import (
    DISTRICTS,
    EXCHANGE,
    note_failure,
    tolerance_for,
)
from volunteering.matching import Weights, match
from volunteering.matching.apart import ROUGHLY, Part
from volunteering.models import MatchPart, MatchRun
from volunteering.queries.match_figures import peak_mib
from volunteering.queries.match_limits import limits_of
from volunteering.queries.match_parts import districts_apart
from volunteering.queries.matching_arrays import read_problem

MOST_ATTEMPTS = 3
"""Times that a district is tried before the run is given up."""
LOST_AFTER = timedelta(minutes=15)
"""A district that was taken up so long ago has lost its worker and is tried again."""
State = MatchPart.State
Next = Callable[[int], object]


def take_apart(*, run_id: int, now: datetime, ask_for_district: Next) -> bool:
    """Cut a waiting run into its districts if it is too large for one whole; say whether it was.

    `ask_for_district` is called with each of its parts. A run that is not waiting stays as it is.
    """
    with transaction.atomic():
        run = MatchRun.objects.select_for_update(of=("self",)).select_related("area").get(pk=run_id)
        if run.state != MatchRun.State.WAITING:
            return True
        districts = districts_apart(run)
        if not districts:
            return False
        run.state, run.stage = MatchRun.State.RUNNING, DISTRICTS
        run.figures = {"read_at": now.isoformat()}
        run.save(update_fields=["state", "stage", "figures"])
        for district in districts:
            ask_for_district(MatchPart.objects.create(run=run, area=district).pk)
        return True


def match_district(*, part_id: int, now: datetime, ask_for_exchange: Next, ask_again: Next) -> None:
    """Match one district by itself and keep what it hands over.

    The last one calls `ask_for_exchange` with the run. On an error the district is tried again by
    `ask_again`, three times in all; then the run has failed, and nothing of it is kept. The error
    is raised each time. A district that somebody else has taken up, or that is done, stays as it
    is: asking twice does no harm.
    """
    # The part's own state alone: a condition on the run would be looked up as it was before.
    claimed = MatchPart.objects.filter(pk=part_id, state=State.WAITING).update(
        state=State.RUNNING, attempts=F("attempts") + 1, taken_at=now
    )
    if not claimed:
        return
    part = MatchPart.objects.select_related("run__area", "area").get(pk=part_id)
    try:
        digest, content, figures = solved_district(part.run, part.area)
    except Exception:
        # The next attempt, or the end of the run, must be noted; the error goes on to the log.
        _give_back(part, ask_again)
        raise
    with transaction.atomic():
        if _still_under_way(part):
            MatchPart.objects.filter(pk=part.pk).update(
                state=State.DONE, digest=digest, content=content, figures=figures
            )
            if not MatchPart.objects.filter(run=part.run_id).exclude(state=State.DONE).exists():
                MatchRun.objects.filter(pk=part.run_id).update(stage=EXCHANGE)
                ask_for_exchange(part.run_id)


def solved_district(run: MatchRun, area: Area) -> tuple[str, bytes, dict[str, float]]:
    """Digest of what was read of a district, what it hands over, and what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    moment = datetime.fromisoformat(run.figures["read_at"])
    reading = read_problem(
        area=area, month=run.month, now=moment, seed=run.seed, limits=limits_of(run)
    )
    tolerance = max(tolerance_for(reading.problem), ROUGHLY)
    outcome = match(reading.problem, Weights(run.weights), tolerance=tolerance)
    part = Part.of(outcome, reading.members, reading.shifts, reading.communities)
    figures = {
        "members": reading.problem.members.count,
        "offered": outcome.offers.count,
        "seconds": round(time.perf_counter() - wall, 3),
        "cpu_seconds": round(time.process_time() - cpu, 3),
        "peak_mib": peak_mib(),
    }
    return reading.digest, part.packed(), figures


def retry_lost_districts(*, now: datetime, ask_again: Next) -> int:
    """Try districts again whose worker was lost; return how many there were."""
    lost = MatchPart.objects.filter(
        state=State.RUNNING, taken_at__lt=now - LOST_AFTER, run__state=MatchRun.State.RUNNING
    )
    parts = list(lost.defer("content").select_related("run"))
    for part in parts:
        _give_back(part, ask_again)
    return len(parts)


def _give_back(part: MatchPart, ask_again: Next) -> None:
    """Let an attempt be over: the district waits for the next one, or the run has failed."""
    with transaction.atomic():
        if not _still_under_way(part):
            return
        rows = MatchPart.objects.filter(pk=part.pk)
        if part.attempts < MOST_ATTEMPTS:
            rows.update(state=State.WAITING)
            ask_again(part.pk)
        else:
            rows.update(state=State.FAILED)
            note_failure(part.run)


def _still_under_way(part: MatchPart) -> bool:
    """Lock the run, then say whether this attempt at the district is still the one that counts."""
    run = MatchRun.objects.select_for_update().filter(pk=part.run_id).values_list("state").get()
    mine = MatchPart.objects.filter(pk=part.pk, state=State.RUNNING, attempts=part.attempts)
    return run == (MatchRun.State.RUNNING,) and mine.exists()
