"""Deliver what waits in the outbox, once; `work` does it again and again."""

from django.core.management.base import BaseCommand

from outbox.delivering import deliver_waiting


class Command(BaseCommand):
    """`deliver_outbox`: prints how many messages went out."""

    help = "Deliver the messages that wait in the outbox."

    def handle(self, **options: object) -> None:
        """Deliver everything that is due."""
        del options
        self.stdout.write(f"{deliver_waiting(most=100_000)} delivered")
