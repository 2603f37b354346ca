"""Serve the site with its workers beside it, until interrupted."""

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`serve --port 8000`: gunicorn and the two workers, as `make run` starts them."""

    help = "Run gunicorn on loopback, with workers for the outbox and the background tasks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: object) -> None:
        """Start all three, wait for the server to end, end the others."""
        del options
        environment = os.environ | {
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        }
        manage = [sys.executable, str(settings.ROOT / "manage.py")]
        commands = [
            [sys.executable, "-m", "gunicorn", "--log-level", "warning"],
            [*manage, "work"],
            [*manage, "db_worker", "--backend", "bg", "--no-startup-delay"],
        ]
        processes = [
            subprocess.Popen(command, env=environment, cwd=settings.ROOT) for command in commands
        ]
        self.stdout.write(f"\nhttp://127.0.0.1:{port}/   (Ctrl-C ends it)\n")
        self.stdout.flush()
        signal.signal(signal.SIGTERM, stop)
        try:
            processes[0].wait()
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()


def stop(*_: object) -> None:
    """Take being terminated as Ctrl-C, so that nothing that was started is left behind."""
    raise KeyboardInterrupt
