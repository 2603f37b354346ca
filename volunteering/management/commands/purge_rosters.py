"""Forget rosters that nobody confirmed, from the command line or a timer."""

from django.core.management.base import BaseCommand

from foundation import clock
from volunteering.actions.purge_rosters import purge_rosters


class Command(BaseCommand):
    """`purge_rosters`: empties imports that are past their day."""

    help = "Forget what was read of rosters that are past their day."

    def handle(self, **options: object) -> None:
        """Say how many were emptied."""
        del options
        self.stdout.write(str(purge_rosters(now=clock.now())))
