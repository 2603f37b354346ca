"""What volunteering does in the background."""

from __future__ import annotations

from django_tasks import task

from foundation import clock
from volunteering.actions.carry_out_matching import carry_out_matching
from volunteering.actions.carry_out_roster import carry_out_roster


@task(backend="bg")
def matching(run_id: int) -> None:
    """Carry out the run with this id; repeated calls do no harm."""
    carry_out_matching(run_id=run_id, now=clock.now())


@task(backend="bg")
def importing(roster_import_id: int) -> None:
    """Import the confirmed roster with this id; repeated calls do no harm."""
    carry_out_roster(roster_import_id=roster_import_id, now=clock.now())
