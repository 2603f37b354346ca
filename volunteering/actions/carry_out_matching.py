"""Carry out a matching run: read, match, check, and write the proposals, all or nothing."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import transaction

from foundation import clock
from volunteering.actions.discard_match_run import drop_proposals
from volunteering.actions.keep_plan import keep_plan
from volunteering.actions.trace_trade_off import trace_trade_off
from volunteering.matching import VERSION, Outcome, Problem, Weights, match
from volunteering.matching.explaining import reasons
from volunteering.models import MatchProof, MatchRun, Participation
from volunteering.queries.match_figures import figures_of
from volunteering.queries.match_runs import overlapping_runs
from volunteering.queries.matching_arrays import Reading, read_problem

BATCH = 500
EXACT_UP_TO, TOLERANCE, TOLERANCE_WHEN_SHORT = 50_000, 1e-5, 2e-4
"""Up to so many members the plan is proved the best; beyond, the best but for this share."""
SHORT = 0.4
"""Open places in parts of what members have room for, from which on a month is overloaded."""


def carry_out_matching(*, run_id: int, now: datetime) -> MatchRun:
    """Carry out a waiting run and return it, ready for review.

    A run that somebody else has taken, or that is done, is returned as it stands: asking twice
    does no harm. On a failure the run says so, nothing else is written, and the error is raised.
    """
    claimed = MatchRun.objects.filter(pk=run_id, state=MatchRun.State.WAITING).update(
        state=MatchRun.State.RUNNING, stage="reading"
    )
    run = MatchRun.objects.select_related("area").get(pk=run_id)
    if not claimed:
        return run
    try:
        reading, outcome = _match_and_write(run, now)
    except Exception:
        # Whoever waits must see that it failed; the error itself goes on to the task's log.
        MatchRun.objects.filter(pk=run.pk).update(
            state=MatchRun.State.FAILED, finished_at=clock.now()
        )
        raise
    keep_plan(run=run, reading=reading, outcome=outcome, now=now)
    trace_trade_off(run=run, reading=reading, outcome=outcome)
    return run


def _match_and_write(run: MatchRun, now: datetime) -> tuple[Reading, Outcome]:
    seconds: dict[str, float] = {}
    began, worked = time.perf_counter(), time.process_time()
    reading = read_problem(area=run.area, month=run.month, now=now, seed=run.seed)
    seconds["reading"] = time.perf_counter() - began

    outcome = match(
        reading.problem,
        Weights(run.weights),
        tolerance=tolerance_for(reading.problem),
        progress=lambda stage: _note_stage(run, stage),
    )
    seconds.update({str(stage): took for stage, took in outcome.seconds.items()})

    _note_stage(run, "writing")
    started = time.perf_counter()
    figures = figures_of(reading, outcome) | {"read_at": now.isoformat()}
    with transaction.atomic():
        _set_aside_older_runs(run)
        Participation.objects.bulk_create(_proposals(run, reading, outcome, now), batch_size=BATCH)
        MatchProof.objects.create(run=run, prices=outcome.certificate.packed())
        seconds["writing"] = time.perf_counter() - started
        figures["stages"] = {stage: round(took, 3) for stage, took in seconds.items()}
        figures["seconds"] = round(time.perf_counter() - began, 3)
        figures["cpu_seconds"] = round(time.process_time() - worked, 3)
        run.figures = figures
        run.state = MatchRun.State.READY
        run.digest, run.code_version = reading.digest, VERSION
        run.finished_at = clock.now()
        run.save()
    return reading, outcome


def tolerance_for(problem: Problem) -> float:
    """By how much a plan may be proved to miss the best, as a share of its points and places."""
    if problem.members.count <= EXACT_UP_TO:
        return 0.0
    short = problem.open_places > SHORT * int(problem.room.sum())
    return TOLERANCE_WHEN_SHORT if short else TOLERANCE


def _note_stage(run: MatchRun, stage: str) -> None:
    run.stage = stage
    MatchRun.objects.filter(pk=run.pk).update(stage=stage)


def _set_aside_older_runs(run: MatchRun) -> None:
    """Proposals of runs over the same shifts that were never sent give way to the new ones."""
    older = overlapping_runs(area=run.area, month=run.month).filter(state=MatchRun.State.READY)
    keys = list(older.exclude(pk=run.pk).values_list("pk", flat=True))
    drop_proposals(keys)
    MatchRun.objects.filter(pk__in=keys).update(state=MatchRun.State.DISCARDED)


def _proposals(
    run: MatchRun, reading: Reading, outcome: Outcome, now: datetime
) -> list[Participation]:
    problem, offers = reading.problem, outcome.offers
    points = {name: column.tolist() for name, column in outcome.points.items() if column.any()}
    proposals = []
    said = reasons(problem, offers)
    for number, (member, shift) in enumerate(
        zip(offers.member.tolist(), offers.shift.tolist(), strict=True)
    ):
        starts_at, ends_at = reading.times[shift]
        proposals.append(
            Participation(
                shift_id=int(reading.shifts[shift]),
                member_id=int(reading.members[member]),
                state=Participation.State.PROPOSED,
                origin=Participation.Origin.OFFER,
                starts_at=starts_at,
                ends_at=ends_at,
                run=run,
                reason={
                    "zh": said[number][0],
                    "en": said[number][1],
                    "points": {name: column[number] for name, column in points.items()},
                },
                created_at=now,
                changed_at=now,
            )
        )
    return proposals
