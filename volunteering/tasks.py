"""What volunteering does in the background."""

from __future__ import annotations

from django_tasks import task

from foundation import clock
from volunteering.actions.carry_out_matching import carry_out_exchange, carry_out_matching
from volunteering.actions.carry_out_roster import carry_out_roster
from volunteering.actions.match_apart import match_district, take_apart


@task(backend="bg")
def matching(run_id: int) -> None:
    """Carry out the run with this id, a large one by a task for each district.

    Repeated calls do no harm.
    """
    now = clock.now()
    if not take_apart(run_id=run_id, now=now, ask_for_district=matching_district.enqueue):
        carry_out_matching(run_id=run_id, now=now)


@task(backend="bg")
def matching_district(part_id: int) -> None:
    """Match one district of a large run; several workers may be at it, each at another one."""
    match_district(
        part_id=part_id,
        now=clock.now(),
        ask_for_exchange=exchanging.enqueue,
        ask_again=matching_district.enqueue,
    )


@task(backend="bg")
def exchanging(run_id: int) -> None:
    """Let the districts of a run exchange across their borders; repeated calls do no harm."""
    carry_out_exchange(run_id=run_id, now=clock.now())


@task(backend="bg")
def importing(roster_import_id: int) -> None:
    """Import the confirmed roster with this id; repeated calls do no harm."""
    carry_out_roster(roster_import_id=roster_import_id, now=clock.now())
