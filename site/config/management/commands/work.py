"""The worker: the outbox and the clock-driven duties.

Start as many as there is work for, on as many machines; on PostgreSQL they share it. Background
tasks have a worker of their own, `db_worker --backend bg`.
"""

import importlib
import logging
import signal
import threading
import time
from argparse import ArgumentParser
from importlib.util import find_spec

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from outbox.delivering import deliver_waiting

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """`work [--seconds N]`: runs until told to stop, or for N seconds."""

    help = "Deliver the outbox and do what is due by the clock."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=0, help="end by itself after this")

    def handle(self, *, seconds: float, **options: object) -> None:
        """Run the duties round by round; a round that fails is logged and tried again."""
        del options
        self.stopping = threading.Event()
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, lambda *_: self.stopping.set())
        until = time.monotonic() + seconds if seconds else float("inf")
        next_minute = time.monotonic()
        while not self.stopping.is_set() and time.monotonic() < until:
            self.round("outbox", deliver_waiting)
            for name, duty in duties("OFTEN"):
                self.round(name, duty)
            if time.monotonic() >= next_minute:
                next_minute = time.monotonic() + 60
                for name, duty in duties():
                    self.round(name, duty)
            self.stopping.wait(0.5)

    def round(self, name: str, duty: object) -> None:
        """Do one duty; its failure must not end the others."""
        try:
            duty()  # type: ignore[operator]
        except Exception:
            # Whatever one duty throws is logged with its traceback; the next round tries again.
            logger.exception("work: %s failed", name)
        finally:
            close_old_connections()


def duties(when: str = "DUTIES") -> list[tuple[str, object]]:
    """Return what is due every minute: scheduled pages, and what apps offer in `duties.DUTIES`.

    With `OFTEN`, what they offer for each round: a small question where nothing waits.
    """
    offered: list[tuple[str, object]] = []
    if when == "DUTIES":
        offered.append(("scheduled pages", lambda: call_command("publish_scheduled", verbosity=0)))
    for app in apps.get_app_configs():
        name = f"{app.name}.duties"
        if find_spec(app.name) and find_spec(name):
            module = importlib.import_module(name)
            found = getattr(module, when, ())
            offered += [(f"{app.label}.{duty.__name__}", duty) for duty in found]
    return offered
