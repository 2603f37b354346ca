"""Carry out a matching run: read, match, check, and write the proposals, all or nothing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from foundation import clock
from foundation.memory import give_back
from volunteering.actions.discard_match_run import drop_proposals
from volunteering.actions.keep_plan import keep_plan
from volunteering.actions.proposals import write_proposals
from volunteering.actions.trace_trade_off import trace_trade_off
from volunteering.matching import VERSION, Outcome, Problem, Stage, Weights, match
from volunteering.matching.ahead import load_ahead
from volunteering.matching.apart import Part, exchanged
from volunteering.models import MatchPart, MatchProof, MatchRun
from volunteering.queries.columns import forget_pages, unmapped
from volunteering.queries.match_figures import figures_of, peak_mib, streets_of
from volunteering.queries.match_limits import limits_of
from volunteering.queries.match_parts import part_in_rows
from volunteering.queries.match_runs import overlapping_runs
from volunteering.queries.matching_arrays import Reading, read_problem

DISTRICTS, EXCHANGE = "districts", "exchange"
"""Stages of a run in districts, before those of the whole."""
Progress = Callable[[Stage], None]
EXACT_UP_TO, TOLERANCE, TOLERANCE_WHEN_SHORT = 50_000, 1e-5, 2e-4
"""Up to so many members the plan is proved the best; beyond, the best but for this share."""
GOOD_ENOUGH_BEYOND, GOOD_ENOUGH = 1_000_000, 5e-3
"""Beyond so many members, what districts and their borders reach is left as it is if it is proved
the best but for this share of places and points together."""
SHORT = 0.4
"""Open places in parts of what members have room for, from which on a month is overloaded."""


@dataclass(frozen=True)
class Answer:
    """A plan, the digest of all that it was made from, and what else is to be kept of it."""

    outcome: Outcome
    digest: str
    facts: dict[str, Any] = field(default_factory=dict)


Solving = Callable[[MatchRun, Reading, Progress], Answer]


def carry_out_matching(*, run_id: int, now: datetime) -> MatchRun:
    """Carry out a waiting run and return it, ready for review.

    A run that somebody else has taken, or that is done, is returned as it stands: asking twice
    does no harm. On a failure the run says so, nothing else is written, and the error is raised.
    """
    claimed = MatchRun.objects.filter(pk=run_id, state=MatchRun.State.WAITING).update(
        state=MatchRun.State.RUNNING, stage="reading"
    )
    run = MatchRun.objects.select_related("area").get(pk=run_id)
    return _carried_out(run, now, answer_as_a_whole) if claimed else run


def carry_out_exchange(*, run_id: int, now: datetime) -> MatchRun:
    """Let the districts of a run exchange, once all are matched, and return the run ready.

    The rest is as in `carry_out_matching`; the members and needs are read as of the same moment.
    """
    claimed = MatchRun.objects.filter(
        pk=run_id, state=MatchRun.State.RUNNING, stage=EXCHANGE
    ).update(stage="reading")
    run = MatchRun.objects.select_related("area").get(pk=run_id)
    if not claimed:
        return run
    return _carried_out(run, datetime.fromisoformat(run.figures["read_at"]), _answer_of_parts, now)


def _carried_out(
    run: MatchRun, read_at: datetime, solving: Solving, now: datetime | None = None
) -> MatchRun:
    clocked, now = _Clock(), now or read_at
    try:
        with unmapped():
            reading, outcome = _match_and_write(run, read_at, solving, clocked)
    except Exception:
        # Whoever waits must see that it failed; the error itself goes on to the task's log.
        with transaction.atomic():
            note_failure(run)
        raise
    run.figures |= clocked.figures()
    with clocked.stage("keeping"):
        keep_plan(run=run, reading=reading, outcome=outcome, now=now)
    run.figures["stages"] = clocked.rounded()
    MatchRun.objects.filter(pk=run.pk).update(figures=run.figures)
    trace_trade_off(run=run, reading=reading, outcome=outcome)
    return run


class _Clock:
    """What a run takes, stage by stage, from its first row read to its last proposal committed."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._began, self._worked = time.perf_counter(), time.process_time()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Take the time of a stage."""
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began

    def rounded(self) -> dict[str, float]:
        """Seconds of each stage so far."""
        return {stage: round(took, 3) for stage, took in self.seconds.items()}

    def figures(self) -> dict[str, Any]:
        """What was taken so far."""
        return {
            "stages": self.rounded(),
            "seconds": round(time.perf_counter() - self._began, 3),
            "cpu_seconds": round(time.process_time() - self._worked, 3),
            "peak_mib": peak_mib(),
        }


def note_failure(run: MatchRun) -> None:
    """Let a run be failed: nothing that it made is kept but which district stopped it."""
    MatchRun.objects.filter(pk=run.pk).update(state=MatchRun.State.FAILED, finished_at=clock.now())
    MatchPart.objects.filter(run=run).exclude(state=MatchPart.State.FAILED).delete()


def answer_as_a_whole(run: MatchRun, reading: Reading, progress: Progress) -> Answer:
    """Match all of a reading at once."""
    tolerance = tolerance_for(reading.problem)
    outcome = match(reading.problem, Weights(run.weights), tolerance=tolerance, progress=progress)
    return Answer(outcome, reading.digest)


def answer_of(
    run: MatchRun, reading: Reading, progress: Progress, solved: list[tuple[str, str, bytes]]
) -> Answer:
    """Let districts exchange: code of each, digest of what it was made from, what it hands over."""
    parts = [part_in_rows(Part.unpacked(content), reading) for _code, _digest, content in solved]
    found = exchanged(
        reading.problem,
        Weights(run.weights),
        parts,
        tolerance=tolerance_for(reading.problem),
        good_enough=GOOD_ENOUGH if reading.problem.members.count > GOOD_ENOUGH_BEYOND else 0.0,
        progress=progress,
    )
    facts = {
        "districts": [code for code, _digest, _content in solved],
        "offered_apart": found.apart.count,
        "wanted": found.wanted,
        "across": found.across,
    }
    whole = hashlib.sha256(reading.digest.encode())
    for _code, digest, _content in solved:
        whole.update(digest.encode())
    return Answer(found.outcome, whole.hexdigest(), facts)


def _answer_of_parts(run: MatchRun, reading: Reading, progress: Progress) -> Answer:
    rows = MatchPart.objects.filter(run=run).select_related("area").order_by("area__path")
    solved = [(part.area.code, part.digest, bytes(part.content)) for part in rows]
    answer = answer_of(run, reading, progress, solved)
    answer.facts["parts"] = [{"area": part.area.code} | part.figures for part in rows]
    return answer


def _match_and_write(
    run: MatchRun, now: datetime, solving: Solving, clocked: _Clock
) -> tuple[Reading, Outcome]:
    with clocked.stage("reading"):
        reading = _read(run, now)

    answer = solving(run, reading, lambda stage: _note_stage(run, stage))
    clocked.seconds.update(answer.outcome.seconds.items())

    _note_stage(run, "writing")
    with clocked.stage("writing"):
        _write(run, reading, answer, now, clocked)
    return reading, answer.outcome


def _read(run: MatchRun, now: datetime) -> Reading:
    """Read what is to be matched, and load what will be needed while the database is at it."""
    loading: list[Future[None]] = []
    with ThreadPoolExecutor(1) as beside:
        reading = read_problem(
            area=run.area,
            month=run.month,
            now=now,
            seed=run.seed,
            limits=limits_of(run),
            expecting=lambda shifts: loading.append(beside.submit(load_ahead, shifts)),
        )
    for done in loading:
        done.result()
    forget_pages()
    return reading


def _write(run: MatchRun, reading: Reading, answer: Answer, now: datetime, clocked: _Clock) -> None:
    """Write the proposals, and work out what is told of the plan while the database is at it."""
    outcome = answer.outcome
    streets = streets_of(reading.communities.tolist())
    with ThreadPoolExecutor(1) as beside, transaction.atomic():
        told = beside.submit(figures_of, reading, outcome, streets)
        _set_aside_older_runs(run)
        write_proposals(run=run, reading=reading, outcome=outcome, now=now)
        MatchProof.objects.create(run=run, prices=outcome.certificate.packed())
        read_at = {"read_at": now.isoformat()}
        run.figures = told.result() | read_at | answer.facts | clocked.figures()
        run.state = MatchRun.State.READY
        run.digest, run.code_version = answer.digest, VERSION
        if "districts" in answer.facts:
            MatchPart.objects.filter(run=run).delete()
        run.finished_at = clock.now()
        run.save()


def tolerance_for(problem: Problem) -> float:
    """By how much a plan may be proved to miss the best, as a share of its points and places."""
    if problem.members.count <= EXACT_UP_TO:
        return 0.0
    short = problem.open_places > SHORT * int(problem.room.sum())
    return TOLERANCE_WHEN_SHORT if short else TOLERANCE


def _note_stage(run: MatchRun, stage: str) -> None:
    give_back()
    run.stage = stage
    MatchRun.objects.filter(pk=run.pk).update(stage=stage)


def _set_aside_older_runs(run: MatchRun) -> None:
    """Proposals of runs over the same shifts that were never sent give way to the new ones."""
    older = overlapping_runs(area=run.area, month=run.month).filter(state=MatchRun.State.READY)
    keys = list(older.exclude(pk=run.pk).values_list("pk", flat=True))
    drop_proposals(keys)
    MatchRun.objects.filter(pk__in=keys).update(state=MatchRun.State.DISCARDED)
