"""What forms do in the background."""

from __future__ import annotations

from django_tasks import task

from forms_app.actions.schedule_export import write_scheduled
from foundation import clock


@task(backend="bg")
def exporting(schedule_id: int) -> None:
    """Write the file of the scheduled export with this id."""
    write_scheduled(schedule_id=schedule_id, now=clock.now())
